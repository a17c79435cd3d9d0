/**
 * What is known of paths with a blob. Fates belong to content: they are the same in every commit and branch that has it,
 * whichever way it got there. So they are worked out once, when a commit first changes the file to that, from what the
 * commit's parent had.
 */

import { carryAll } from '../../domain/carry.ts';
import { type Attributed, BASELINE, type Edit, markOf, type Run, uniform } from '../../domain/origin.ts';
import { type CountedLines, countedLines } from '../../domain/retention/counted-lines.ts';
import { allKept, allUndone, type Fates, NO_FATES } from '../../domain/retention/fates.ts';
import {
  afterChange,
  type Comparison,
  compareLines,
  hasAi,
  insertionsIn,
} from '../../domain/retention/losses.ts';
import { FATES } from '../../domain/retention/report.ts';
import { VersionedMap } from '../../domain/retention/versioned-map.ts';
import type { Ledger, Oid } from '../ports.ts';
import type { BlobChange, HistoryCommit, RetentionRecord } from './ports.ts';

/** A path with a blob. */
export interface State {
  /** AI insertions that are in it, or were */
  readonly fates: VersionedMap<Edit, Fates>;
  /** origins of its text, where the ledger does not know them */
  readonly runs: readonly Run[] | null;
  /** what it was worked out from, and the insertions that something happened to on the way */
  readonly since: { readonly old: State; readonly changed: readonly FateChange[] } | null;
  /** characters that it has and what it was worked out from has not, and those of AI or human origin among them */
  readonly added: Comparison['added'];
  /** when the first commit that has it was made */
  readonly madeAtMs: number;
}

/** `NO_FATES` before: the insertion was not there. */
export interface FateChange {
  readonly edit: Edit;
  readonly now: Fates;
  readonly before: Fates;
}

const NONE = { known: 0, total: 0 };
export const NOTHING: State = {
  fates: new VersionedMap(),
  runs: null,
  since: null,
  added: NONE,
  madeAtMs: 0,
};

/** In place of origins that were not worth remembering. */
export const FORGOTTEN: readonly Run[] = [];

/** Thrown where they are needed after all: what is remembered is not enough to go on from. */
export class ForgottenOrigins extends Error {}
const UNSEEN = { origin: 'unknown', evidence: 'none', kind: 'external' } as const;

/** How many earlier texts of a path are asked about one that nobody saw. */
const HISTORY = 8;

/** A text that is in memory, and its origins at the paths that have it. */
interface HeldText {
  readonly text: string;
  readonly contents: Map<string, Content>;
}

interface Content extends Attributed {
  /** the ledger does not know these origins */
  readonly isCarried: boolean;
  /** made when first needed */
  lines?: CountedLines;
}

const EMPTY: Content = { text: '', runs: [], isCarried: false };

export interface Changed {
  readonly old: State;
  readonly now: State;
  /** characters that a commit of the user brought for the first time */
  readonly added: Comparison['added'];
}

export class PathStates {
  readonly #ledger: Ledger & RetentionRecord;
  readonly #isOwn: (commit: HistoryCommit) => boolean;
  readonly #states: Map<string, State>;
  /** those that commits of this walk have */
  readonly #visited = new Set<State>();
  readonly #texts = new Map<Oid, HeldText>();

  /** @param remembered by path with blob, as `all` had them before */
  constructor(
    ledger: Ledger & RetentionRecord,
    isOwn: (commit: HistoryCommit) => boolean,
    remembered: ReadonlyMap<string, State>,
  ) {
    this.#ledger = ledger;
    this.#isOwn = isOwn;
    this.#states = new Map(remembered);
  }

  /** States that commits have, and those that they were worked out from, which come first. */
  get all(): ReadonlyMap<string, State> {
    const needed = new Set<State>([NOTHING]);
    for (const visited of this.#visited)
      for (let at: State | undefined = visited; at && !needed.has(at); at = at.since?.old) needed.add(at);
    return new Map([...this.#states].filter(([, state]) => needed.has(state)));
  }

  /** Names of the texts that are in memory. */
  get held(): Iterable<Oid> {
    return this.#texts.keys();
  }

  /** @param text normalised */
  hold(oid: Oid, text: string): void {
    this.#texts.set(oid, { text, contents: new Map() });
  }

  forget(oid: Oid): void {
    this.#texts.delete(oid);
  }

  /** Whether texts are needed to say what a commit makes of files. */
  isOpen(changes: readonly BlobChange[]): boolean {
    const isUnknown = (path: string, oid: Oid | null) => oid !== null && !this.#states.has(keyOf(path, oid));
    return changes.some(
      ({ path, oldPath, oldOid, newOid }) => isUnknown(path, newOid) || isUnknown(oldPath, oldOid),
    );
  }

  /** What has been worked out of a path with a blob; that nothing is known of it, where nothing has. */
  known(path: string, oid: Oid | null): State {
    return (oid !== null && this.#states.get(keyOf(path, oid))) || NOTHING;
  }

  /** What a commit makes of files, in the order of `changes`, whose texts are to be held as far as there are any. */
  change(commit: HistoryCommit, changes: readonly BlobChange[]): Changed[] {
    return this.#ledger.reading(() => {
      this.#findOrigins(commit, changes);
      return changes.map((change) => this.#changeOne(commit, change));
    });
  }

  #changeOne(commit: HistoryCommit, change: BlobChange): Changed {
    const { path, oldPath, oldOid, newOid } = change;
    const old = this.#stateOf(commit, oldPath, oldOid);
    const isMerge = commit.parents.length > 1;
    const isOwn = this.#isOwn(commit);
    const known = newOid === null ? NOTHING : this.#states.get(keyOf(path, newOid));
    const now = known ?? this.#workOut(commit, change, old);
    const isFirst = !this.#visited.has(now);
    this.#visited.add(old).add(now);
    return { old, now, added: isOwn && !isMerge && isFirst ? now.added : NONE };
  }

  #workOut(commit: HistoryCommit, { path, oldPath, oldOid, newOid }: BlobChange, old: State): State {
    const isMerge = commit.parents.length > 1;
    const isOwn = this.#isOwn(commit);
    const before = this.#contentOf(oldPath, oldOid, old);
    const after = this.#texts.get(newOid!)?.contents.get(path) ?? EMPTY;
    const hand = isOwn ? 'rewritten-by-me' : 'rewritten-by-others';
    const isConcerned = isOwn || old.fates.size > 0 || hasAi(after.runs);
    const { insertions, added } = isConcerned
      ? compareLines(linesOf(before), linesOf(after, before), { hand, canReturn: isOwn && !isMerge })
      : { insertions: [], added: NONE };
    const changed = insertions.map((it): FateChange => {
      const was = old.fates.get(it.edit);
      return {
        edit: it.edit,
        now: afterChange(was ?? allKept(it.before), it),
        before: was ?? NO_FATES,
      };
    });
    const fates = old.fates.with(changed.map(({ edit, now }) => ({ key: edit, value: now })));
    const runs = after.isCarried ? after.runs : null;
    const now: State = { fates, runs, since: { old, changed }, added, madeAtMs: commit.committedAtMs };
    this.#states.set(keyOf(path, newOid), now);
    return now;
  }

  /** The origins of what a commit makes of files, as far as nothing has been worked out of them by now. */
  #findOrigins(commit: HistoryCommit, changes: readonly BlobChange[]): void {
    const open: BlobChange[] = [];
    for (const change of changes) {
      const { path, oldPath, newOid } = change;
      const held = newOid === null ? undefined : this.#texts.get(newOid);
      if (!held || held.contents.has(path) || this.#states.has(keyOf(path, newOid))) continue;
      const { text } = held;
      const known = this.#ledger.find(path, text);
      const byOldName = known || oldPath === path ? null : this.#ledger.find(oldPath, text);
      const runs = known ?? byOldName;
      if (runs) held.contents.set(path, { text, runs, isCarried: byOldName !== null });
      else open.push(change);
    }
    if (open.length === 0) return;
    const atMs = commit.authoredAtMs;
    const carried = carryAll(
      changes.map((change) => {
        const { path, oldPath, oldOid, newOid } = change;
        const before = this.#contentOf(oldPath, oldOid, this.#stateOf(commit, oldPath, oldOid));
        // What others wrote was never in this work tree before.
        const isAsked = open.includes(change) && this.#isOwn(commit);
        return {
          after: (newOid === null ? undefined : this.#texts.get(newOid)?.text) ?? '',
          sources: [before, ...(isAsked ? this.#ledger.history(path, HISTORY) : [])],
          befores: before.text === '' ? 0 : 1,
        };
      }),
      markOf({ ...UNSEEN, uid: `commit:${atMs}`, atMs }),
    );
    changes.forEach((change, index) => {
      if (!open.includes(change)) return;
      const { text, contents } = this.#texts.get(change.newOid!)!;
      contents.set(change.path, { text, runs: carried[index]!, isCarried: true });
    });
  }

  /** What is known of a file as it was before the commits that are looked at, or that one of them left. */
  #stateOf({ committedAtMs }: HistoryCommit, path: string, oid: Oid | null): State {
    if (oid === null) return NOTHING;
    const key = keyOf(path, oid);
    const known = this.#states.get(key);
    if (known) return known;
    const present = insertionsIn(this.#contentOf(path, oid, NOTHING));
    const fates = new Map([...present].map(([edit, count]) => [edit, allKept(count)]));
    const state: State = { ...NOTHING, fates: new VersionedMap(fates), madeAtMs: committedAtMs };
    this.#states.set(key, state);
    return state;
  }

  /** A text with its origins. Of one that was there before anything was followed nothing is known but by the ledger. */
  #contentOf(path: string, oid: Oid | null, state: State): Content {
    const held = oid === null ? undefined : this.#texts.get(oid);
    if (!held) return EMPTY;
    const { text, contents } = held;
    let content = contents.get(path);
    if (!content) {
      if (state.runs === FORGOTTEN) throw new ForgottenOrigins();
      const runs = state.runs ?? this.#ledger.find(path, text) ?? uniform(text.length, markOf(BASELINE));
      content = { text, runs, isCarried: state.runs !== null };
      contents.set(path, content);
    }
    return content;
  }
}

const keyOf = (path: string, oid: Oid | null): string => `${path}\0${oid}`;

function linesOf(content: Content, near?: Content): CountedLines {
  content.lines ??= countedLines(content, near?.lines);
  return content.lines;
}

/** Of several files that a merge makes one: for each insertion, the one that has most of it. */
export function mostOf(states: readonly State[]): State {
  const fates = new Map<Edit, Fates>();
  for (const state of states)
    for (const [edit, its] of state.fates.entries())
      if ((fates.get(edit)?.kept ?? -1) < its.kept) fates.set(edit, its);
  return { ...NOTHING, fates: new VersionedMap(fates) };
}

/**
 * The insertions with other fates, once a file is `now`; of a renamed file, all of them. Of insertions that `now` knows
 * nothing of, all is undone, or deleted with the file.
 */
export function fateChanges(
  old: State,
  now: State,
  { path, oldPath, newOid }: Pick<BlobChange, 'path' | 'oldPath' | 'newOid'>,
): readonly FateChange[] {
  const isRenamed = path !== oldPath;
  if (!isRenamed && now.since?.old === old) return now.since.changed;
  const changed: FateChange[] = [];
  const then = new Map(old.fates.entries());
  const present = now.fates.entries();
  for (const [edit, fates] of present) {
    const before = then.get(edit) ?? NO_FATES;
    if (isRenamed || !isEqual(fates, before)) changed.push({ edit, now: fates, before });
  }
  for (const [edit, fates] of then) {
    if (present.has(edit) || fates.kept === 0) continue;
    const deleted = { ...fates, kept: 0, deleted: fates.deleted + fates.kept };
    changed.push({ edit, now: newOid === null ? deleted : allUndone(fates), before: fates });
  }
  return changed;
}

const isEqual = (a: Fates, b: Fates): boolean => a === b || FATES.every((fate) => a[fate] === b[fate]);
