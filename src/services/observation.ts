/** A look at files on disk: what changed since the last look takes one edit, what is known keeps its origins. */

import { type Change, carry, carryAll } from '../domain/carry.ts';
import { differingLines, nearestFirst } from '../domain/nearest-first.ts';
import { explainByNote, linesOfNote } from '../domain/note-lines.ts';
import { type Note, parseNote } from '../domain/notes.ts';
import {
  type Attributed,
  BASELINE,
  type Edit,
  markOf,
  type Run,
  unexplainedAt,
  uniform,
} from '../domain/origin.ts';
import { isWhitespace, normalise } from '../domain/text.ts';
import type { Git, Ledger, Seen } from './ports.ts';

/** Larger files are not followed: too slow to compare, and nobody wrote them by hand. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** One file that a look found changed. */
export interface ObservedFile {
  readonly path: string;
  /** what was there at the look before, `null`: nothing */
  readonly before: Attributed | null;
  /** what is there now, `null`: nothing */
  readonly after: Attributed | null;
}

/** The text's origins as the ledger knows them, else all of it from before tracking. */
export function knownOrBaseline(ledger: Ledger | null, path: string, text: string): Attributed {
  return { text, runs: ledger?.find(path, text) ?? uniform(text.length, markOf(BASELINE)) };
}

/** How many earlier texts of a path are asked. More explain more of a text that nobody saw, and cost more. */
export const HISTORY = 8;

/**
 * The text's origins as the ledger knows them, else those of the texts that it knows at this path: a rewrite makes texts
 * that nobody saw of lines that somebody did. What is in none of them is from before tracking.
 */
export function knownOrCarried(ledger: Ledger | null, path: string, text: string): Attributed {
  const known = ledger?.find(path, text);
  if (known) return { text, runs: known };
  const sources = nearestFirst(text, ledger?.history(path, HISTORY) ?? []);
  return { text, runs: carry(text, sources, markOf(BASELINE)) };
}

/**
 * What `paths` hold in `revisions`, a list for each path, for each revision that has it. What a merge, a pick or a revert
 * brings in is explained by the commits it comes from.
 */
export async function textsFrom(
  git: Git,
  ledger: Ledger | null,
  revisions: readonly string[],
  paths: readonly string[],
): Promise<Attributed[][]> {
  if (revisions.length === 0) return paths.map(() => []);
  const files = revisions.flatMap((commit) => paths.map((path) => ({ commit, path })));
  const [texts, notes] = await Promise.all([
    git.filesAt(files),
    git.notes(revisions.filter((name) => !name.endsWith('^'))),
  ]);
  const parsed = new Map([...notes].map(([commit, text]) => [commit, parseNote(text)]));
  return paths.map((path, index) =>
    revisions.flatMap((commit, k) => {
      const text = texts[k * paths.length + index];
      if (typeof text !== 'string') return [];
      const known = knownOrCarried(ledger, path, normalise(text));
      const note = parsed.get(commit);
      return note ? explainByNote(known, linesOfNote(note, path), 0) : known;
    }),
  );
}

/**
 * Looks at `paths` and remembers what they hold.
 * A path never seen before starts from its content in HEAD, from nothing if it is not there.
 * @param edit what a change is put down to that nothing known explains
 * @returns the files that changed since the last look
 */
export async function observe(
  git: Git,
  ledger: Ledger,
  paths: readonly string[],
  edit: Edit,
): Promise<ObservedFile[]> {
  const now = new Map<string, string | null>();
  for (const path of paths) {
    const text = await git.readFile(path, MAX_FILE_BYTES);
    now.set(path, text === null ? null : normalise(text));
  }
  const seen = (path: string) => ledger.seen(git.worktree, path, 'disk');
  const hasChanged = (path: string, before: Attributed | null) => now.get(path) !== (before?.text ?? null);
  // What is known is asked before what was seen. So what another process records of it meanwhile either has been seen, or
  // is merged with what is found here, and the better evidence stands.
  const known = new Map(
    paths
      .filter((path) => hasChanged(path, seen(path)))
      .map((path) => [path, ledger.find(path, now.get(path) ?? '')]),
  );
  const seenBefore = new Map([...known.keys()].map((path) => [path, seen(path)]));
  const changed = [...known.keys()].filter((path) => hasChanged(path, seenBefore.get(path) ?? null));
  if (changed.length === 0) return [];

  await rememberStashed(git, ledger, seenBefore);
  const tracked = await git.trackedBlobs(changed);
  const headOf = (path: string) => tracked.get(path)?.head ?? null;
  const heads = await git.blobs([...new Set(changed.flatMap((path) => headOf(path) ?? []))]);
  const incoming = await textsFrom(git, ledger, await git.incoming(), changed);
  const isUnseen = (path: string) => {
    const text = heads.get(headOf(path) ?? '');
    return text !== undefined && ledger.find(path, normalise(text)) === null;
  };
  const note = changed.some(isUnseen) ? await noteOfHead(git) : null;
  const headText = (path: string): Attributed | null => {
    const text = heads.get(headOf(path) ?? '');
    if (text === undefined) return null;
    const known = knownOrCarried(ledger, path, normalise(text));
    return note ? explainByNote(known, linesOfNote(note, path), 0) : known;
  };
  const newcomers = changed.filter((path) => !seenBefore.get(path) && headOf(path) === null);
  const renamed = await textsBeforeRename(git, ledger, newcomers);

  const changes: Change[] = changed.map((path, index) => {
    const after = now.get(path) ?? '';
    const seen = seenBefore.get(path);
    const head = headText(path);
    const isSame = seen && head && seen.text === head.text;
    // Git may have brought the file back to what HEAD has, or moved both.
    const both = nearestFirst(after, [seen ?? [], isSame ? [] : (head ?? [])].flat());
    const brought = [both, renamed.get(path) ?? [], incoming[index]!].flat();
    // From a stash, or from another branch.
    const others = ledger
      .history(path, HISTORY)
      // This very text was not known when the look began: another process has just said what it could.
      .filter(({ text }) => text !== after && !brought.some((it) => it.text === text));
    // Those with more of the lines than what was here may have been brought back, and changed since.
    const distanceTo = differingLines(after);
    const nearest = Math.min(distanceTo(''), ...brought.map(({ text }) => distanceTo(text)));
    const earlier = nearestFirst(after, others);
    const back = earlier.filter(({ text }) => distanceTo(text) < nearest);
    return {
      after,
      sources: [...brought, ...back],
      befores: both.length,
      earlier: earlier.slice(back.length),
    };
  });
  const carried = carryAll(changes, markOf(edit));
  return ledger.transaction(() =>
    changed.map((path, index) => {
      const text = now.get(path) ?? null;
      const before = seenBefore.get(path) ?? headText(path);
      let runs: readonly Run[] = [];
      if (text === null) ledger.setSeen(git.worktree, path, 'disk', null, headOf(path));
      else {
        const content = { text, runs: known.get(path) ?? carried[index]! };
        runs = ledger.setSeen(git.worktree, path, 'disk', content, headOf(path));
      }
      return { path, before, after: text === null ? null : { text, runs } };
    }),
  );
}

/**
 * A stash may have taken away what nobody had looked at. With its origins from what was seen before it, it is known when
 * it comes back, edited or not; what is new in it nothing explains.
 * @param seenBefore by path, what changed since then
 */
async function rememberStashed(
  git: Git,
  ledger: Ledger,
  seenBefore: ReadonlyMap<string, Seen | null>,
): Promise<void> {
  const stash = await git.stash();
  if (!stash) return;
  const before = [...seenBefore].filter(
    (entry): entry is [string, Seen] => entry[1] !== null && entry[1].atMs < stash.atMs + 1000,
  );
  if (before.length === 0) return;
  // A third parent has the files that git did not follow.
  const commits = [stash.oid, `${stash.oid}^3`];
  const texts = await git.filesAt(before.flatMap(([path]) => commits.map((commit) => ({ commit, path }))));
  const stashed = before.flatMap(([path, seen], index) => {
    const text = texts[2 * index] ?? texts[2 * index + 1];
    if (typeof text !== 'string' || text.length > MAX_FILE_BYTES) return [];
    const after = normalise(text);
    if (ledger.find(path, after)) return [];
    return { path, after, sources: [seen], earlier: nearestFirst(after, ledger.history(path, HISTORY)) };
  });
  if (stashed.length === 0) return;
  const carried = carryAll(stashed, markOf(unexplainedAt(stash.atMs)));
  ledger.transaction(() => {
    stashed.forEach(({ path, after }, index) => {
      ledger.record(path, { text: after, runs: carried[index]! });
    });
  });
}

async function noteOfHead(git: Git): Promise<Note | null> {
  const head = await git.resolve('HEAD');
  const text = head === null ? undefined : (await git.notes([head])).get(head);
  return text === undefined ? null : parseNote(text);
}

/** What those of `paths` held that had another name in HEAD. */
async function textsBeforeRename(
  git: Git,
  ledger: Ledger,
  paths: readonly string[],
): Promise<Map<string, Attributed>> {
  const head = paths.length === 0 ? null : await git.resolve('HEAD');
  if (!head) return new Map();
  const diffs = await git.diff(head, 'worktree');
  const renames = diffs.filter(({ path, oldPath, oldOid }) => oldPath && oldOid && paths.includes(path));
  const blobs = await git.blobs(renames.map(({ oldOid }) => oldOid!));
  return new Map(
    renames.flatMap(({ path, oldPath, oldOid }): [string, Attributed][] => {
      const seen = ledger.seen(git.worktree, oldPath!, 'disk');
      if (seen) return [[path, seen]];
      const text = blobs.get(oldOid!);
      return text === undefined ? [] : [[path, knownOrCarried(ledger, oldPath!, normalise(text))]];
    }),
  );
}

/** Non-whitespace characters of `edit`. */
export function charactersOf({ text, runs }: Attributed, edit: Edit): number {
  let at = 0;
  let count = 0;
  for (const { length, mark } of runs) {
    if (mark.edit.uid === edit.uid)
      for (let i = at; i < at + length; i++) if (!isWhitespace(text.charCodeAt(i))) count++;
    at += length;
  }
  return count;
}
