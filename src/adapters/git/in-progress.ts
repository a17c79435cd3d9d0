/** What git is in the middle of, from the files it leaves in its folder. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GitError, type Oid } from '../../services/ports.ts';

const OID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** Commits being merged, in order. */
export const mergeHeads = (gitDir: string): Promise<Oid[]> => oidsIn(gitDir, 'MERGE_HEAD');

/**
 * Revisions whose content is on its way into the work tree, nearest first. A revert brings back what was there before
 * the commit that it takes back; `merge --squash` leaves its commits in the message it prepares, newest first.
 */
export async function incoming(gitDir: string): Promise<string[]> {
  const [merged, picked, reverted, rebased, reset, squashed] = await Promise.all([
    mergeHeads(gitDir),
    oidsIn(gitDir, 'CHERRY_PICK_HEAD'),
    oidsIn(gitDir, 'REVERT_HEAD'),
    oidsIn(gitDir, 'REBASE_HEAD'),
    oidsIn(gitDir, 'ORIG_HEAD'),
    contentOf(gitDir, 'SQUASH_MSG'),
  ]);
  const squash = /^commit ([0-9a-f]{40,64})$/m.exec(squashed)?.[1] ?? [];
  const revisions = [merged, squash, picked, reverted.map((oid) => `${oid}^`), rebased, reset].flat();
  return [...new Set(revisions)];
}

/** What a rebase that is just through has made. */
export interface Rewrite {
  /** a revision: where the new commits begin */
  readonly onto: string;
  /** old commits and what each became, in order; several may have become one */
  readonly pairs: readonly (readonly [from: Oid, to: Oid])[];
}

/** Null when no rebase is at its end. */
export async function rewriteIn(gitDir: string): Promise<Rewrite | null> {
  for (const [folder, list] of [
    ['rebase-merge', 'rewritten-list'],
    ['rebase-apply', 'rewritten'],
  ] as const) {
    const [onto] = await oidsIn(gitDir, path.join(folder, 'onto'));
    const lines = (await contentOf(gitDir, path.join(folder, list))).split('\n');
    const pairs = lines
      .map((line) => line.split(' '))
      .filter((pair): pair is [Oid, Oid] => pair.length === 2);
    // `rebase --apply` notes down where it puts commits only when it stops; it makes nothing but those in the list.
    if (pairs.length > 0) return { onto: onto ?? `${pairs[0]![1]}^`, pairs };
  }
  return null;
}

/** The commit that the last move of HEAD replaced, null unless that was an amend. */
export async function amendedCommit(gitDir: string): Promise<Oid | null> {
  const last = (await contentOf(gitDir, path.join('logs', 'HEAD'))).trimEnd().split('\n').at(-1) ?? '';
  return /^([0-9a-f]{40,64}) [^\t]*\tcommit \(amend\)/.exec(last)?.[1] ?? null;
}

/** The stash that was made last: its log has it wherever the reference is packed. Git counts whole seconds. */
export async function lastStash(commonDir: string): Promise<{ oid: Oid; atMs: number } | null> {
  const log = await contentOf(commonDir, path.join('logs', 'refs', 'stash'));
  const last = log.trimEnd().split('\n').at(-1) ?? '';
  const [, oid, seconds] = /^[0-9a-f]+ ([0-9a-f]{40,64}) [^\t]*> (\d+) [-+]\d{4}(?:\t|$)/.exec(last) ?? [];
  return oid === undefined ? null : { oid, atMs: Number(seconds) * 1000 };
}

async function oidsIn(gitDir: string, name: string): Promise<Oid[]> {
  return (await contentOf(gitDir, name)).split('\n').filter((line) => OID.test(line));
}

async function contentOf(gitDir: string, name: string): Promise<string> {
  try {
    // Small files, and a commit waits for them: promises of files are a module of their own to load.
    return readFileSync(path.join(gitDir, name), 'latin1');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new GitError('failed', `${name} cannot be read`, { cause });
  }
}
