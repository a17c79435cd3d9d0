/** What a commit costs with the hooks: against a hook that only starts the same runtime, and against none. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createRepository, type Repository } from '../fixtures/repository.ts';
import { type Contestant, inTurn } from './measure.ts';
import { builtProduct } from './product.ts';
import { type Benchmark, milliseconds, type Table, times } from './report.ts';

const FILES = 100;
const LINES = 60;
const BASELINE = 'a hook that only runs `node -e 0`';
const NONE = 'no hook';
const OURS = 'the hooks of Lastmile';

const line = (n: number) => `export const value${n} = compute(${n}, 'a text to be read');\n`;
const fileName = (n: number) => `src/module${n % 10}/file${n}.ts`;

async function repositoryWithFiles(): Promise<Repository> {
  const repository = await createRepository();
  const content = Array.from({ length: LINES }, (_, n) => line(n)).join('');
  for (let n = 0; n < FILES; n++) await repository.write(fileName(n), content);
  await repository.commitAll('Begin');
  return repository;
}

async function cli(repository: Repository, ...args: string[]): Promise<void> {
  const script = path.join(builtProduct(), 'cli.js');
  const { code, stderr } = await repository.run(process.execPath, [script, ...args]);
  assert.equal(code, 0, stderr);
}

/** Changes `many` files, stages them, and measures the commit. */
async function commitMs(
  repository: Repository,
  many: number,
  beforeStaging: () => Promise<void>,
): Promise<number> {
  for (let n = 0; n < many; n++) await repository.append(fileName(n), line(n) + line(n + 1));
  await beforeStaging();
  await repository.git('add', '--all');
  const start = performance.now();
  await repository.git('commit', '--quiet', '-m', 'Change some files');
  return performance.now() - start;
}

async function measured(plain: Repository, starting: Repository, tagging: Repository): Promise<Table> {
  const rows: string[][] = [];
  for (const many of [1, 10, 100]) {
    const nothing = async () => {};
    const contestants: Contestant[] = [
      { name: NONE, round: () => commitMs(plain, many, nothing) },
      { name: BASELINE, round: () => commitMs(starting, many, nothing) },
      {
        name: OURS,
        round: () =>
          commitMs(tagging, many, () => cli(tagging, 'checkpoint', '--origin', 'ai', '--tool', 'bench')),
      },
    ];
    const timings = await inTurn(contestants, BASELINE, 11);
    const trailers = await tagging.trailers();
    assert.match(trailers.join('\n'), /^AI-Contribution: 100% heavy/m, 'the commit has to be tagged');
    const none = timings.find(({ name }) => name === NONE)!;
    for (const { name, ms, ratio } of timings)
      rows.push([`${many} staged: ${name}`, milliseconds(ms), times(ratio), milliseconds(ms - none.ms)]);
  }
  return {
    title: '`git commit`',
    header: ['files', 'time', 'time / `node -e 0`', 'over no hook'],
    rows,
  };
}

export const hook: Benchmark = {
  name: 'hook',
  about: 'git commit with the installed hooks, against a hook that only starts the same runtime, and no hook',
  async run() {
    const repositories = await Promise.all([
      repositoryWithFiles(),
      repositoryWithFiles(),
      repositoryWithFiles(),
    ]);
    const [plain, starting, tagging] = repositories;
    try {
      const script = `#!/bin/sh\nexec '${process.execPath}' -e 0\n`;
      await starting.write('.git/hooks/prepare-commit-msg', script, 0o755);
      await cli(tagging, 'hooks', 'install');
      return { kind: 'measured', tables: [await measured(plain, starting, tagging)] };
    } finally {
      for (const repository of repositories) await repository.dispose();
    }
  },
};
