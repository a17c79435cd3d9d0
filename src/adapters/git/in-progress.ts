/**
 * What git is in the middle of, from the files it leaves in its folder. Where references are kept in tables (reftable,
 * git 2.45), those that are references have no file, MERGE_HEAD apart, nor have their logs: there git is asked.
 */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { GitError, type Oid } from '../../services/ports.ts';
import { type Runner, run } from './run.ts';

const OID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** Commits being merged, in order. */
export const mergeHeads = (gitDir: string): Promise<Oid[]> => oidsIn(gitDir, 'MERGE_HEAD');

/**
 * Revisions whose content is on its way into the work tree, nearest first. A revert brings back what was there before
 * the commit that it takes back; `merge --squash` leaves its commits in the message it prepares, newest first.
 */
export async function incoming(runner: Runner, gitDir: string): Promise<string[]> {
  const [merged, [picked = [], reverted = [], rebased = [], reset = []], squashed] = await Promise.all([
    mergeHeads(gitDir),
    rootRefs(runner, gitDir, ['CHERRY_PICK_HEAD', 'REVERT_HEAD', 'REBASE_HEAD', 'ORIG_HEAD']),
    contentOf(gitDir, 'SQUASH_MSG'),
  ]);
  const squash = /^commit ([0-9a-f]{40,64})$/m.exec(squashed)?.[1] ?? [];
  const revisions = [merged, squash, picked, reverted.map((oid) => `${oid}^`), rebased, reset].flat();
  return [...new Set(revisions)];
}

const SEQUENCES = ['rebase-merge', 'rebase-apply', 'sequencer', 'MERGE_HEAD'];

/** Whether git makes commits of its own or has stopped on its way to one. */
export async function isInSequence(runner: Runner, gitDir: string): Promise<boolean> {
  if (SEQUENCES.some((name) => existsSync(path.join(gitDir, name)))) return true;
  return (await rootRefs(runner, gitDir, ['CHERRY_PICK_HEAD', 'REVERT_HEAD'])).flat().length > 0;
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
export async function amendedCommit(runner: Runner, gitDir: string): Promise<Oid | null> {
  if (hasTables(gitDir)) {
    const [last = '', before = ''] = await logOf(runner, 'HEAD', ['-2', '--format=%H %gs']);
    return / commit \(amend\)/.test(last) ? (/^[0-9a-f]+/.exec(before)?.[0] ?? null) : null;
  }
  const last = (await contentOf(gitDir, path.join('logs', 'HEAD'))).trimEnd().split('\n').at(-1) ?? '';
  return /^([0-9a-f]{40,64}) [^\t]*\tcommit \(amend\)/.exec(last)?.[1] ?? null;
}

/** The stash that was made last: its log has it wherever the reference is packed. Git counts whole seconds. */
export async function lastStash(
  runner: Runner,
  commonDir: string,
): Promise<{ oid: Oid; atMs: number } | null> {
  const [, oid, seconds] = hasTables(commonDir)
    ? (/^([0-9a-f]+) .*@\{(\d+)\}$/.exec(
        (await logOf(runner, 'refs/stash', ['-1', '--date=unix', '--format=%H %gd']))[0] ?? '',
      ) ?? [])
    : (/^[0-9a-f]+ ([0-9a-f]{40,64}) [^\t]*> (\d+) [-+]\d{4}(?:\t|$)/.exec(
        (await contentOf(commonDir, path.join('logs', 'refs', 'stash'))).trimEnd().split('\n').at(-1) ?? '',
      ) ?? []);
  return oid === undefined ? null : { oid, atMs: Number(seconds) * 1000 };
}

/** Of the main work tree and of each linked one alike. */
const hasTables = (gitDir: string): boolean => existsSync(path.join(gitDir, 'reftable'));

/** What each of the references beside HEAD names; nothing for one that is not there. */
async function rootRefs(runner: Runner, gitDir: string, names: readonly string[]): Promise<Oid[][]> {
  if (!hasTables(gitDir)) return Promise.all(names.map((name) => oidsIn(gitDir, name)));
  const args = ['for-each-ref', '--include-root-refs', '--format=%(refname) %(objectname)', ...names];
  const lines = (await run(runner, args)).stdout.toString('latin1').split('\n');
  return names.map((name) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1)),
  );
}

/** Lines of the log of a reference, newest first; none where there is no such reference. */
async function logOf(runner: Runner, ref: string, options: readonly string[]): Promise<string[]> {
  const args = ['log', '--walk-reflogs', '--no-color', ...options, ref, '--'];
  const { stdout } = await run(runner, args, { allow: [128] });
  return stdout.toString('latin1').split('\n');
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
