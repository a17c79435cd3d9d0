/** Histories whose every text is in the ledger, as after months of work with the hooks: made in one go. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { openGit } from '../../src/adapters/git/git.ts';
import { openLedger } from '../../src/adapters/ledger/open.ts';
import { DEFAULTS } from '../../src/domain/config.ts';
import { type Attributed, BASELINE, type Edit, markOf, pushRun, type Run } from '../../src/domain/origin.ts';
import { createAnnotator } from '../../src/services/annotation.ts';
import type { Repository } from '../fixtures/repository.ts';

export interface Line {
  readonly text: string;
  /** null: from before tracking */
  readonly edit: Edit | null;
}

export interface ImportedCommit {
  /** `refs/heads/...` */
  readonly branch: string;
  /** a revision, where the commit is the first on its branch */
  readonly from?: string;
  readonly message: string;
  readonly files: ReadonlyMap<string, readonly Line[]>;
}

/** The `n`th edit of a tool, made on the day before today. */
export const editByTool = (n: number): Edit => ({
  uid: `bench:${n}`,
  origin: 'ai',
  evidence: 'reported',
  kind: 'agent',
  atMs: Date.now() - 24 * 60 * 60 * 1000 + n * 1000,
  tool: 'claude-code',
  model: `model-${n % 3}`,
  session: `session-${n % 10}`,
});

function attributed(lines: readonly Line[]): Attributed {
  const runs: Run[] = [];
  for (const { text, edit } of lines) pushRun(runs, text.length + 1, markOf(edit ?? BASELINE));
  return { text: lines.map(({ text }) => `${text}\n`).join(''), runs };
}

/** Makes the commits, one minute apart, and has the ledger know each of their texts. */
export async function importHistory(
  repository: Repository,
  commits: readonly ImportedCommit[],
): Promise<void> {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const startS = Math.floor(Date.now() / 1000) - commits.length * 60;
  const input = commits.map(({ branch, from, message, files }, n) => {
    const head = `commit ${branch}\ncommitter A Developer <dev@example.com> ${startS + n * 60} +0000\n`;
    const changes = [...files].map(
      ([path, lines]) => `M 100644 inline ${path}\n${data(attributed(lines).text)}`,
    );
    return `${head}${data(message)}${from ? `from ${from}\n` : ''}${changes.join('')}`;
  });
  const imported = await repository.tryGit(['fast-import', '--quiet'], { input: input.join('') });
  assert.equal(imported.code, 0, imported.stderr);
  await repository.git('reset', '--hard', '--quiet');

  const ledger = ledgerOf(repository);
  ledger.transaction(() => {
    for (const { files } of commits)
      for (const [path, lines] of files) ledger.record(path, attributed(lines), { committed: false });
  });
  ledger.close();
}

/** Writes the notes of commits, as the hook after each of them does. */
export async function annotate(repository: Repository, range: string): Promise<void> {
  const opened = await openGit(repository.root, { env: repository.env });
  assert.equal(opened.kind, 'ok');
  if (opened.kind !== 'ok') return;
  const ledger = ledgerOf(repository);
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const { git } = opened;
  const commits = (await git.commits(range)).map(({ oid }) => oid);
  await createAnnotator({ git, ledger, config: DEFAULTS, hash }).annotate(commits);
  ledger.close();
}

function ledgerOf(repository: Repository) {
  const opened = openLedger({
    commonDir: repository.path('.git'),
    clock: { nowMs: () => Date.now() },
    log: { info() {}, warn() {} },
  });
  if (opened.kind !== 'ok') throw new Error(`the ledger is ${opened.kind}`);
  return opened.ledger;
}
