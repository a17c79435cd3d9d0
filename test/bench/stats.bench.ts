/** `stats` of a long range of commits that carry trailers, against what git needs to print those trailers. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { createRepository, type Repository } from '../fixtures/repository.ts';
import { inTurn } from './measure.ts';
import { builtProduct } from './product.ts';
import { type Benchmark, count, milliseconds, type Table, times } from './report.ts';

const COMMITS = 10_000;
const BASELINE = 'git log --format=%(trailers)';

/** Commits with trailers as they come from elsewhere: nobody here has seen their lines being written. */
async function importCommits(repository: Repository): Promise<void> {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const commit = (n: number, message: string) => {
    const who = `A Developer <dev@example.com> ${1_700_000_000 + n * 60} +0000`;
    const path = `src/module${n % 50}/file${n % 700}.ts`;
    return `commit refs/heads/main\ncommitter ${who}\n${data(message)}M 100644 inline ${path}\n${data(`line ${n}\n`)}`;
  };
  const trailers = (n: number) =>
    [
      `AI-Contribution: ${n % 2 === 0 ? '50% heavy' : '20% light'}; lines ai=${1 + (n % 7)} mixed=1 human=2 unknown=1`,
      `Assisted-by: claude-code:model-${n % 3}`,
      'Signed-off-by: A Developer <dev@example.com>',
    ].join('\n');
  const commits = Array.from({ length: COMMITS }, (_, n) =>
    commit(n + 1, `Change ${n + 1}\n\nWhat it does and why, in a line or two of text.\n\n${trailers(n)}\n`),
  );
  const input = `${commit(0, 'Begin\n')}${commits.join('')}`;
  const { code, stderr } = await repository.tryGit(['fast-import', '--quiet'], { input });
  assert.equal(code, 0, stderr);
  await repository.git('tag', 'start', `main~${COMMITS}`);
  await repository.git('reset', '--hard', '--quiet');
}

async function measured(repository: Repository): Promise<Table> {
  const script = path.join(builtProduct(), 'cli.js');
  const cli = async (...args: string[]) => {
    const { code, stdout, stderr } = await repository.run(process.execPath, [script, ...args]);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  await cli('checkpoint', '--origin', 'unknown'); // so that there is a ledger to ask
  const sum = JSON.parse(await cli('stats', 'start..main', '--json'));
  const ai = Array.from({ length: COMMITS }, (_, n) => 1 + (n % 7)).reduce((a, b) => a + b);
  assert.equal(sum.added.ai, ai);
  assert.equal(sum.added.total, ai + 4 * COMMITS);

  const timings = await inTurn(
    [
      {
        name: BASELINE,
        round: () => repository.git('log', '--format=%(trailers)', 'start..main').then(() => {}),
      },
      { name: 'lastmile stats --json', round: () => cli('stats', 'start..main', '--json').then(() => {}) },
      {
        name: 'a runtime that does nothing',
        round: () => repository.run(process.execPath, ['-e', '0']).then(() => {}),
      },
    ],
    BASELINE,
    11,
  );
  return {
    title: `The sum of ${count(COMMITS)} commits that carry trailers`,
    header: ['', 'time', 'time / git log'],
    rows: timings.map(({ name, ms, ratio }) => [name, milliseconds(ms), times(ratio)]),
  };
}

export const stats: Benchmark = {
  name: 'stats',
  about: 'stats over a range of commits with trailers, against git printing those trailers',
  async run() {
    const repository = await createRepository();
    try {
      await importCommits(repository);
      return { kind: 'measured', tables: [await measured(repository)] };
    } finally {
      await repository.dispose();
    }
  },
};
