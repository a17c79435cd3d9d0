/** What became of a year of AI edits, over all repositories of a user, against what git needs to look at the same. */

import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { openGit } from '../../src/adapters/git/git.ts';
import { openPathHistory } from '../../src/adapters/git/path-history.ts';
import { openLedger } from '../../src/adapters/ledger/open.ts';
import { type Edit, markOf, pushRun, type Run } from '../../src/domain/origin.ts';
import {
  createReporter,
  type KnownRepository,
  type Reporter,
} from '../../src/services/retention/reporter.ts';
import { createRepository, type Repository, repositoryAt } from '../fixtures/repository.ts';
import { inTurn, retainedBytes } from './measure.ts';
import { seededRandom } from './random.ts';
import { type Benchmark, count, kilobytes, milliseconds, type Table, times } from './report.ts';

const REPOSITORIES = 20;
const COMMITS = 250;
const EDITS = 5_000;
const FILES = 50;
const FILES_IN_COMMIT = 4;
const START_MS = Date.UTC(2025, 0, 6);
const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR_MS = 365 * DAY_MS;
const BASELINE = 'git log --numstat';

const log = { info() {}, warn() {} };
let nowMs = START_MS;
const clock = { nowMs: () => nowMs };

interface Line {
  readonly text: string;
  readonly edit: Edit;
}

/** One repository whose ledger saw every edit of a year; its history is imported as those edits left the files. */
async function makeYear(repository: Repository): Promise<void> {
  const opened = openLedger({ commonDir: path.join(repository.root, '.git'), clock, log });
  assert.equal(opened.kind, 'ok');
  if (opened.kind !== 'ok') return;
  const { ledger } = opened;
  const { below: pick } = seededRandom(7);
  const files = new Map<string, Line[]>();
  const stepMs = YEAR_MS / COMMITS;
  let edits = 0;
  let lines = 0;
  const write = (file: string, at: number, removed: number, added: number, isAi: boolean) => {
    nowMs += 1_000;
    const edit: Edit = isAi
      ? {
          uid: `ai-${++edits}`,
          origin: 'ai',
          evidence: 'reported',
          kind: 'agent',
          atMs: nowMs,
          tool: `tool-${edits % 3}`,
          model: `model-${edits % 5}`,
        }
      : { uid: `human-${lines}`, origin: 'human', evidence: 'observed', kind: 'typed', atMs: nowMs };
    const state = files.get(file) ?? [];
    const inserted = Array.from({ length: added }, () => ({
      text: `  const value${++lines} = compute(${lines});\n`,
      edit,
    }));
    state.splice(at, removed, ...inserted);
    files.set(file, state);
    const runs: Run[] = [];
    for (const line of state) pushRun(runs, line.text.length, markOf(line.edit));
    const text = state.map((line) => line.text).join('');
    ledger.setSeen(repository.root, file, 'disk', { text, runs }, null);
    return text;
  };
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const imported: string[] = [];
  const perCommit = EDITS / COMMITS / FILES_IN_COMMIT;
  for (let n = 0; n < COMMITS; n++) {
    nowMs = Math.round(START_MS + n * stepMs);
    const texts = new Map<string, string>();
    ledger.transaction(() => {
      for (let k = 0; k < FILES_IN_COMMIT; k++) {
        const file = `src/module${pick(5)}/file${pick(FILES / 5)}.ts`;
        for (let e = 0; e < perCommit; e++) {
          const place = () => pick((files.get(file)?.length ?? 0) + 1);
          texts.set(file, write(file, place(), 0, 3, true));
          if (pick(3) === 0) texts.set(file, write(file, place(), 2, pick(3), false));
        }
      }
    });
    const who = `A Developer <dev@example.com> ${Math.floor(nowMs / 1000) + 60} +0000`;
    const changes = [...texts].map(([file, text]) => `M 100644 inline ${file}\n${data(text)}`);
    imported.push(`commit refs/heads/main\ncommitter ${who}\n${data(`Change ${n}\n`)}${changes.join('')}\n`);
  }
  const { code, stderr } = await repository.tryGit(['fast-import', '--quiet'], { input: imported.join('') });
  assert.equal(code, 0, stderr);
  await repository.git('reset', '--hard', '--quiet');
  await repository.git('repack', '-adq');
  ledger.close();
  nowMs = START_MS + YEAR_MS;
}

const at = (root: string, { home, env }: Repository): Repository =>
  repositoryAt(root, home, env, 'git', async () => {});

function reporterOver(known: readonly KnownRepository[], { env }: Repository, keepsCache: boolean): Reporter {
  return createReporter({
    clock,
    log,
    repositories: () => known,
    async open({ worktree, commonDir }) {
      const git = await openGit(worktree, { env });
      const opened = openLedger({ commonDir, clock, log });
      if (git.kind !== 'ok' || opened.kind !== 'ok') throw new Error('cannot be opened');
      const { ledger } = opened;
      // Where nothing is to be found out before, neither figures nor what is remembered of history is left.
      if (!keepsCache) for (const name of ['retention', 'states']) ledger.writeCache(name, new Uint8Array(1));
      return {
        git: git.git,
        ledger,
        history: openPathHistory(git.git, { env }),
        close: () => ledger.close(),
      };
    },
  });
}

async function measured(original: Repository, roots: readonly string[]): Promise<Table[]> {
  const repositories = roots.map((root) => at(root, original));
  const known = roots.map((root) => ({ worktree: root, commonDir: path.join(root, '.git') }));
  const reporter = (keepsCache: boolean) => reporterOver(known, original, keepsCache);
  const first = await reporter(false).report();
  assert.deepEqual(first.remarks, []);
  assert.equal(first.edits, REPOSITORIES * EDITS);
  const kept = await reporter(true).report();
  assert.deepEqual({ ...kept, atMs: 0 }, { ...first, atMs: 0 });
  const files = (await original.git('ls-files')).split('\n');

  const timings = await inTurn(
    [
      {
        name: BASELINE,
        async round() {
          for (const it of repositories) await it.git('log', '--numstat', '--format=%H');
        },
      },
      {
        name: 'Lastmile, nothing found out before',
        round: () =>
          reporter(false)
            .report()
            .then(() => {}),
      },
      {
        name: `git blame of the ${count(files.length * REPOSITORIES)} files`,
        async round() {
          for (const it of repositories)
            for (const file of files) await it.git('blame', '--porcelain', '-w', '-M', '--', file);
        },
      },
    ],
    BASELINE,
    3,
  );
  const last = repositories[0]!;
  const open = reporter(true);
  await open.report();
  let commits = 0;
  const later = await inTurn(
    [
      {
        name: 'a new window',
        round: () =>
          reporter(true)
            .report()
            .then(() => {}),
      },
      { name: 'again', round: () => open.report().then(() => {}) },
      { name: 'with another filter', round: () => open.report({ tool: 'tool-1' }).then(() => {}) },
      {
        name: 'after a commit in one of them',
        async round() {
          nowMs += DAY_MS;
          const seconds = `@${Math.floor(nowMs / 1000) - 60} +0000`;
          Object.assign(last.env, { GIT_AUTHOR_DATE: seconds, GIT_COMMITTER_DATE: seconds });
          await last.append(files[0]!, `const another${++commits} = true;\n`);
          await last.git('commit', '--quiet', '--all', '-m', `Another ${commits}`);
          const startMs = performance.now();
          await open.report();
          return performance.now() - startMs;
        },
      },
    ],
    'a new window',
    5,
  );
  const report = await open.report();
  const bytes = await retainedBytes(() => structuredClone(report));
  return [
    {
      title: `${count(REPOSITORIES * EDITS)} AI edits, ${REPOSITORIES} repositories, ${count(REPOSITORIES * COMMITS)} commits`,
      header: ['', 'time', 'time / git log'],
      rows: timings.map(({ name, ms, ratio }) => [name, milliseconds(ms), times(ratio)]),
    },
    {
      title: 'The same report once that is found out',
      header: ['', 'time', 'of a new window'],
      rows: later.map(({ name, ms, ratio }) => [name, milliseconds(ms), times(ratio)]),
    },
    { title: 'Memory', header: ['', ''], rows: [['of a report', kilobytes(bytes)]] },
  ];
}

export const retention: Benchmark = {
  name: 'retention',
  about: 'what became of a year of AI edits, against git log --numstat and git blame over the same',
  async run() {
    const original = await createRepository();
    const folder = path.dirname(original.root);
    try {
      await makeYear(original);
      const roots = Array.from({ length: REPOSITORIES }, (_, n) => path.join(folder, `copy-${n}`));
      for (const root of roots) cpSync(original.root, root, { recursive: true });
      return { kind: 'measured', tables: await measured(original, roots) };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
