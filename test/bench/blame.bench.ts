/** `blame` of a long file with many authors, against `git blame`. */

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createRepository, type Repository } from '../fixtures/repository.ts';
import { annotate, editByTool, type ImportedCommit, importHistory, type Line } from './attributed-history.ts';
import { type Contestant, inTurn } from './measure.ts';
import { builtProduct } from './product.ts';
import { type Benchmark, count, milliseconds, type Table, times } from './report.ts';

const LINES = 5000;
/** Half of the lines come from so many commits. */
const HISTORIES = [100, 500];
const FILE = 'src/long.ts';
const BASELINE = 'git blame';

/** Half of the file is there at first; each commit of a tool puts in a block somewhere. */
function history(many: number): ImportedCommit[] {
  const branch = 'refs/heads/main';
  const line = (n: number) => `export const value${n} = compute(${n}, 'a text to be read');`;
  let lines: Line[] = Array.from({ length: LINES / 2 }, (_, n) => ({ text: line(n), edit: null }));
  const commits = [{ branch, message: 'Begin\n', files: new Map([[FILE, lines]]) }];
  const block = LINES / 2 / many;
  for (let n = 0; n < many; n++) {
    const at = (n * 997) % lines.length;
    const added = Array.from({ length: block }, (_, i) => ({
      text: line(LINES + n * block + i),
      edit: editByTool(n),
    }));
    lines = lines.toSpliced(at, 0, ...added);
    commits.push({ branch, message: `Change ${n}\n`, files: new Map([[FILE, lines]]) });
  }
  return commits;
}

async function contest(known: Repository, noted: Repository, many: number): Promise<Table> {
  const script = path.join(builtProduct(), 'cli.js');
  const ours = (repository: Repository) => async () => {
    const { code, stdout, stderr } = await repository.run(process.execPath, [
      script,
      'blame',
      FILE,
      '--json',
    ]);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  for (const repository of [known, noted]) {
    const { lines } = JSON.parse(await ours(repository)());
    assert.equal(lines.length, LINES);
    assert.equal(lines.filter((line: { class: string }) => line.class === 'ai').length, LINES / 2);
  }
  const contestants: Contestant[] = [
    { name: BASELINE, round: () => known.git('blame', FILE).then(() => {}) },
    { name: 'lastmile blame --json, the ledger knows the text', round: () => ours(known)().then(() => {}) },
    { name: 'lastmile blame --json, from notes alone', round: () => ours(noted)().then(() => {}) },
  ];
  const timings = await inTurn(contestants, BASELINE, 11);
  return {
    title: `A file of ${count(LINES)} lines, from ${count(many + 1)} commits`,
    header: ['', 'time', 'time / git blame'],
    rows: timings.map(({ name, ms, ratio }) => [name, milliseconds(ms), times(ratio)]),
  };
}

async function measured(many: number): Promise<Table> {
  const [known, noted] = [await createRepository(), await createRepository()];
  try {
    for (const repository of [known, noted]) await importHistory(repository, history(many));
    await annotate(noted, 'HEAD');
    await rm(noted.path('.git/lastmile'), { recursive: true });
    return await contest(known, noted, many);
  } finally {
    for (const repository of [known, noted]) await repository.dispose();
  }
}

export const blaming: Benchmark = {
  name: 'blame',
  about: 'blame of a file of 5,000 lines, against git blame of it',
  async run() {
    const tables: Table[] = [];
    for (const many of HISTORIES) tables.push(await measured(many));
    return { kind: 'measured', tables };
  },
};
