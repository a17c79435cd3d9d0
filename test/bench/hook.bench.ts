/** What a commit costs with the hooks: against a hook that only starts the same runtime, and against none. */

import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createRepository, type Repository } from '../fixtures/repository.ts';
import { type Contestant, inTurn, quantile } from './measure.ts';
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

const byTool = (repository: Repository) => cli(repository, 'checkpoint', '--origin', 'ai', '--tool', 'bench');

/** Changes `many` files and stages them. */
async function stage(repository: Repository, many: number, beforeStaging = async () => {}): Promise<void> {
  for (let n = 0; n < many; n++) await repository.append(fileName(n), line(n) + line(n + 1));
  await beforeStaging();
  await repository.git('add', '--all');
}

const COMMIT = ['commit', '--quiet', '-m', 'Change some files'];

async function commitMs(...[repository, many, beforeStaging]: Parameters<typeof stage>): Promise<number> {
  await stage(repository, many, beforeStaging);
  const start = performance.now();
  await repository.git(...COMMIT);
  return performance.now() - start;
}

async function measured(plain: Repository, starting: Repository, tagging: Repository): Promise<Table> {
  const rows: string[][] = [];
  for (const many of [1, 10, 100]) {
    const contestants: Contestant[] = [
      { name: NONE, round: () => commitMs(plain, many) },
      { name: BASELINE, round: () => commitMs(starting, many) },
      { name: OURS, round: () => commitMs(tagging, many, () => byTool(tagging)) },
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

const BEFORE = 'prepare-commit-msg';
const AFTER = ['commit-msg', 'post-commit'];

/** Milliseconds of each hook of one commit, as git traces them. */
async function hookTimes(repository: Repository): Promise<Map<string, number>> {
  const trace = path.join(repository.home, 'trace');
  const { code, stderr } = await repository.tryGit(COMMIT, { env: { GIT_TRACE2_EVENT: trace } });
  assert.equal(code, 0, stderr);
  const events = (await readFile(trace, 'utf8')).split('\n').slice(0, -1);
  await rm(trace);
  const names = new Map<number, string>();
  const found = new Map<string, number>();
  for (const event of events.map((text) => JSON.parse(text))) {
    if (event.sid.includes('/')) continue; // of a git that a hook has started
    if (event.event === 'child_start' && event.hook_name) names.set(event.child_id, event.hook_name);
    const name = names.get(event.child_id);
    if (event.event === 'child_exit' && name) found.set(name, event.t_rel * 1000);
  }
  return found;
}

/** What is done once there is a commit, against what is done before, in the same commits. */
async function afterwards(tagging: Repository): Promise<Table> {
  const rounds: Map<string, number>[] = [];
  for (let round = 0; round < 11; round++) {
    await stage(tagging, FILES, () => byTool(tagging));
    rounds.push(await hookTimes(tagging));
    const note = await tagging.git('notes', '--ref=ai', 'show', 'HEAD');
    for (let n = 0; n < FILES; n++) assert.ok(note.includes(fileName(n)), 'the commit has to have its note');
  }
  const median = (of: (round: Map<string, number>) => number) => quantile(rounds.map(of), 0.5);
  const rows = [BEFORE, ...AFTER].map((name) => {
    const own = (round: Map<string, number>) => round.get(name) ?? Number.NaN;
    return [name, milliseconds(median(own)), times(median((round) => own(round) / round.get(BEFORE)!))];
  });
  return {
    title: `The hooks of a commit of ${FILES} files`,
    header: ['', 'time', `time / ${BEFORE}`],
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
      return {
        kind: 'measured',
        tables: [await measured(plain, starting, tagging), await afterwards(tagging)],
      };
    } finally {
      for (const repository of repositories) await repository.dispose();
    }
  },
};
