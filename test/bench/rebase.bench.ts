/** A rebase of many commits with the hooks, against the same rebase without them; and how many git processes it takes. */

import assert from 'node:assert/strict';
import { mkdtemp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createRepository, type Repository } from '../fixtures/repository.ts';
import { editByTool, type ImportedCommit, importHistory, type Line } from './attributed-history.ts';
import { inTurn } from './measure.ts';
import { builtProduct } from './product.ts';
import { type Benchmark, count, milliseconds, type Table, times } from './report.ts';

const COMMITS = 200;
const FEWER = 50;
const FILES = 50;
const LINES = 60;
/** Files that nothing of this touches. */
const OTHERS = [0, 5000];
const ROUNDS = 3;
const BASELINE = 'git rebase, no hook';
const OURS = 'git rebase, with the hooks of Lastmile';

const fileName = (n: number) => `src/module${n % 10}/file${n}.ts`;

/** Branches `topic`, of commits that each append lines of a tool to a file, and `upstream0...`, of another first line. */
function history(others: number): ImportedCommit[] {
  const base = new Map<string, Line[]>();
  for (let n = 0; n < FILES; n++)
    base.set(
      fileName(n),
      Array.from({ length: LINES }, (_, i) => ({
        text: `export const value${i} = compute(${n});`,
        edit: null,
      })),
    );
  const main = 'refs/heads/main';
  const first = new Map(base);
  for (let n = 0; n < others; n++)
    first.set(`lib/part${n % 100}/other${n}.ts`, [{ text: `export const other = ${n};`, edit: null }]);
  const commits: ImportedCommit[] = [{ branch: main, message: 'Begin\n', files: first }];
  const now = new Map(base);
  for (let n = 0; n < COMMITS; n++) {
    const file = fileName(n % FILES);
    const added = [0, 1].map((i) => ({
      text: `export const added${n} = compute(${i});`,
      edit: editByTool(n),
    }));
    now.set(file, [...now.get(file)!, ...added]);
    const message = `Change ${n}\n\nAI-Contribution: 100% heavy; lines ai=2 mixed=0 human=0 unknown=0\n`;
    const start = n === 0 ? { from: main } : {};
    commits.push({ branch: 'refs/heads/topic', ...start, message, files: new Map([[file, now.get(file)!]]) });
  }
  // Onto another one each time: what has been rebased once is known.
  for (let n = 0; n <= ROUNDS + 2; n++)
    commits.push({
      branch: `refs/heads/upstream${n}`,
      from: main,
      message: `Upstream ${n}\n`,
      files: new Map(
        [...base].map(([path, lines]) => [path, [{ text: `// upstream ${n}`, edit: null }, ...lines]]),
      ),
    });
  return commits;
}

/** Rebases `many` commits onto the `nth` upstream. */
async function rebase(repository: Repository, nth: number, many: number): Promise<number> {
  await repository.git('checkout', '--quiet', '-B', 'work', `topic~${COMMITS - many}`);
  const start = performance.now();
  const { code, stderr } = await repository.tryGit(['rebase', '--quiet', '--onto', `upstream${nth}`, 'main']);
  const ms = performance.now() - start;
  assert.equal(code, 0, stderr);
  assert.equal(await repository.git('rev-list', '--count', `upstream${nth}..work`), String(many));
  return ms;
}

/**
 * How many git processes a rebase starts: each of them writes a trace of its own. Asked for by the configuration, because
 * the hooks keep variables that make git print from the git that they start.
 */
async function processes(repository: Repository, nth: number, many: number): Promise<number> {
  const folder = await mkdtemp(path.join(repository.home, 'trace-'));
  await repository.git('config', '--global', 'trace2.eventTarget', folder);
  await rebase(repository, nth, many);
  await repository.git('config', '--global', '--unset', 'trace2.eventTarget');
  // of the commands around the rebase: checkout, rev-list, config
  return (await readdir(folder)).length - 3;
}

async function contest(plain: Repository, hooked: Repository, others: number): Promise<Table> {
  const round = (repository: Repository) => {
    let nth = 0;
    return () => rebase(repository, nth++, COMMITS);
  };
  const timings = await inTurn(
    [
      { name: BASELINE, round: round(plain) },
      { name: OURS, round: round(hooked) },
    ],
    BASELINE,
    ROUNDS,
  );
  const notes = await hooked.git('notes', '--ref=ai', 'list');
  const rebased = (await hooked.git('rev-list', `upstream${ROUNDS}..work`)).split('\n');
  for (const oid of rebased)
    assert.ok(notes.includes(oid), 'every commit of the rebase has to have its note');
  const started = new Map<string, number[]>();
  for (const [name, repository] of [
    [BASELINE, plain],
    [OURS, hooked],
  ] as const)
    started.set(name, [
      await processes(repository, ROUNDS + 1, FEWER),
      await processes(repository, ROUNDS + 2, COMMITS),
    ]);
  return {
    title: `${count(COMMITS)} commits with lines of a tool in ${FILES} files, in a repository of ${count(FILES + others)}`,
    header: ['', 'time', 'time / no hook', `git processes, ${FEWER} commits`, `${COMMITS} commits`],
    rows: timings.map(({ name, ms, ratio }) => [
      name,
      milliseconds(ms),
      times(ratio),
      ...started.get(name)!.map(count),
    ]),
  };
}

async function measured(others: number): Promise<Table> {
  const [plain, hooked] = [await createRepository(), await createRepository()];
  try {
    const commits = history(others);
    for (const repository of [plain, hooked]) await importHistory(repository, commits);
    const script = path.join(builtProduct(), 'cli.js');
    const { code, stderr } = await hooked.run(process.execPath, [script, 'hooks', 'install']);
    assert.equal(code, 0, stderr);
    return await contest(plain, hooked, others);
  } finally {
    for (const repository of [plain, hooked]) await repository.dispose();
  }
}

export const rebasing: Benchmark = {
  name: 'rebase',
  about: 'a rebase of 200 commits with the hooks, against one without, and the git processes that it starts',
  async run() {
    const tables: Table[] = [];
    for (const others of OTHERS) tables.push(await measured(others));
    return { kind: 'measured', tables };
  },
};
