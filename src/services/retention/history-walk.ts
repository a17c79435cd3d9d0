/**
 * AI insertions through commits. Fates belong to content: what is known of a path with a blob is the same in every
 * commit and branch that has it, whichever way it got there. So it is worked out once, when a commit first changes the
 * file to that, from what the commit's parent had.
 */

import { carryAll } from '../../domain/carry.ts';
import { type Attributed, BASELINE, type Edit, markOf, type Run, uniform } from '../../domain/origin.ts';
import { allKept, allUndone, type Fates, NO_FATES } from '../../domain/retention/fates.ts';
import type { AddedCharacters } from '../../domain/retention/figures.ts';
import type { SeenInPlace } from '../../domain/retention/in-work-trees.ts';
import { afterChange, compareTexts, hasAi, insertionsIn } from '../../domain/retention/losses.ts';
import { FATES } from '../../domain/retention/report.ts';
import { normalise } from '../../domain/text.ts';
import type { Git, Ledger, Oid } from '../ports.ts';
import type { BlobChange, HistoryCommit, PathHistory, Tips } from './ports.ts';

/** An AI edit in commits. */
export interface EditHistory {
  /** in commits of any branch, by the time they were first made */
  readonly anywhere: SeenInPlace[];
  /** in the default branch, by the time they got there */
  readonly inDefault: SeenInPlace[];
  /** the commits that it came with */
  readonly commits: Set<Oid>;
  /** when a commit that says it is about an incident took some of it out */
  readonly changedInIncidentAtMs: number[];
}

export interface WalkedHistory {
  readonly edits: ReadonlyMap<Edit, EditHistory>;
  readonly added: readonly AddedCharacters[];
}

export interface WalkDeps {
  readonly git: Git;
  readonly ledger: Ledger;
  readonly history: PathHistory;
}

export interface WalkOptions {
  readonly tips: Tips;
  /** parents before their children */
  readonly commits: readonly HistoryCommit[];
  /** paths that AI insertions are known in */
  readonly paths: ReadonlySet<string>;
  readonly isAboutIncident: (message: string) => boolean;
}

/** A path with a blob. */
interface State {
  readonly runs: readonly Run[];
  readonly fates: ReadonlyMap<Edit, Fates>;
  /** what it was worked out from, and the insertions that something happened to on the way */
  readonly since?: { readonly old: State; readonly changed: readonly FateChange[] };
}

type FateChange = readonly [edit: Edit, now: Fates, before: Fates];

const NOTHING: State = { runs: [], fates: new Map() };
const EMPTY: Attributed = { text: '', runs: [] };

/** Changes of files that are looked at together: few processes, and no more texts than these in memory. */
const BATCH = 400;
/** How many earlier texts of a path are asked about one that nobody saw. */
const HISTORY = 8;
/** Of one commit; who brings more has imported something. */
const MAX_NEW_FILES = 50;

export async function walkHistory(deps: WalkDeps, options: WalkOptions): Promise<WalkedHistory> {
  const walk = new Walk(deps, options, await deps.history.ownAddresses());
  const { commits } = options;
  for (let from = 0; from < commits.length; ) {
    const batch: FollowedCommit[] = [];
    let changes = 0;
    for (; from < commits.length && changes < BATCH; from++) {
      const followed = walk.follow(commits[from]!);
      if (followed.changes.length > 0) batch.push(followed);
      changes += followed.changes.length;
    }
    await walk.read(batch.flatMap((it) => it.changes));
    for (const followed of batch) {
      if (!walk.visit(followed)) continue;
      // Text has moved to a file that nobody followed: what comes after is to be seen with other eyes.
      from = commits.indexOf(followed.commit) + 1;
      break;
    }
  }
  const chain = firstParents(options);
  const merges = chain.filter(({ parents }) => parents.length > 1);
  walk.visitDefault(chain, await deps.history.mergeChanges(merges));
  return { edits: walk.edits, added: walk.added };
}

/** Commits that have been the tip of the default branch, first to last. */
function firstParents({ tips, commits }: WalkOptions): HistoryCommit[] {
  const byOid = new Map(commits.map((commit) => [commit.oid, commit]));
  const found = new Set<HistoryCommit>();
  for (const tip of tips.default)
    for (let at = byOid.get(tip); at && !found.has(at); at = byOid.get(at.parents[0] ?? '')) found.add(at);
  return commits.filter((commit) => found.has(commit));
}

interface FollowedCommit {
  readonly commit: HistoryCommit;
  readonly changes: readonly BlobChange[];
}

class Walk {
  readonly edits = new Map<Edit, EditHistory>();
  readonly added: AddedCharacters[] = [];
  readonly #deps: WalkDeps;
  readonly #options: WalkOptions;
  readonly #own: ReadonlySet<string>;
  readonly #paths: Set<string>;
  readonly #states = new Map<string, State>();
  readonly #places = new Map<string, number>();
  /** by commit: no commit counts as made before its parents */
  readonly #times = new Map<Oid, number>();
  #texts = new Map<Oid, string>();

  constructor(deps: WalkDeps, options: WalkOptions, own: ReadonlySet<string>) {
    this.#deps = deps;
    this.#options = options;
    this.#own = own;
    this.#paths = new Set(options.paths);
  }

  /**
   * What a commit changes in files that AI has written in, under whatever name these go. Files that come with it are
   * looked at, too: text may have moved there.
   */
  follow(commit: HistoryCommit): FollowedCommit {
    const isFollowed = ({ path, oldPath }: BlobChange) => this.#paths.has(path) || this.#paths.has(oldPath);
    const changes = commit.changes.filter(isFollowed);
    for (const { path, oldPath } of changes) if (path !== oldPath) this.#paths.add(path);
    if (changes.length === 0 || commit.parents.length > 1) return { commit, changes };
    const others = commit.changes.filter((it) => it.oldOid === null && !changes.includes(it));
    return { commit, changes: [...changes, ...others.slice(0, MAX_NEW_FILES)] };
  }

  /** Makes sure of the texts that these changes are about. */
  async read(changes: readonly BlobChange[]): Promise<void> {
    const oids = new Set(changes.flatMap(({ oldOid, newOid }) => [oldOid ?? [], newOid ?? []].flat()));
    const kept = [...oids]
      .filter((oid) => this.#texts.has(oid))
      .map((oid) => [oid, this.#texts.get(oid)!] as const);
    const found = await this.#deps.git.blobs([...oids].filter((oid) => !this.#texts.has(oid)));
    this.#texts = new Map(kept);
    for (const [oid, text] of found) this.#texts.set(oid, normalise(text));
  }

  /** @returns whether a file that was not followed is to be from now on */
  visit({ commit, changes }: FollowedCommit): boolean {
    const parentMs = this.#times.get(commit.parents[0] ?? '') ?? 0;
    const atMs = Math.max(commit.authoredAtMs, parentMs);
    this.#times.set(commit.oid, atMs);
    const byPath = new Map<string, BlobChange[]>();
    for (const change of changes) byPath.set(change.path, [...(byPath.get(change.path) ?? []), change]);
    const runs = this.#runsAfter(commit, changes);
    let isNew = false;
    for (const [path, some] of byPath) {
      const results = some.map((change) => this.#change(commit, change, runs.get(change)));
      const before = results.length === 1 ? results[0]!.old : mostOf(results.map(({ old }) => old));
      const { now, added } = results[0]!;
      this.#tell(commit, some[0]!, before, now, atMs);
      if (added.total > 0 && this.#paths.has(path)) this.added.push({ atMs, path, ...added });
      if (now.fates.size > 0 && !this.#paths.has(path)) {
        this.#paths.add(path);
        isNew = true;
      }
    }
    return isNew;
  }

  /** @param merged what merges among them changed with respect to their first parent */
  visitDefault(chain: readonly HistoryCommit[], merged: ReadonlyMap<Oid, readonly BlobChange[]>): void {
    let atMs = 0;
    for (const commit of chain) {
      atMs = Math.max(atMs, commit.committedAtMs);
      for (const { path, oldPath, oldOid, newOid } of merged.get(commit.oid) ?? commit.changes) {
        const old = this.#known(oldPath, oldOid);
        const now = this.#known(path, newOid);
        if (old.fates.size + now.fates.size === 0) continue;
        for (const [edit, fates] of fateChanges(old, now, { path, oldPath, newOid })) {
          const history = this.#historyOf(edit);
          history.inDefault.push({ atMs, place: this.#placeOf(path), path, fates });
          if (path !== oldPath)
            history.inDefault.push({ atMs, place: this.#placeOf(oldPath), path: oldPath, fates: NO_FATES });
          if (fates.kept > 0 && !old.fates.has(edit)) history.commits.add(commit.oid);
        }
      }
    }
  }

  #known = (path: string, oid: Oid | null): State => this.#states.get(`${path}\0${oid}`) ?? NOTHING;

  /** What a change makes of a file, worked out or known. */
  #change(commit: HistoryCommit, { path, oldPath, oldOid, newOid }: BlobChange, runs: readonly Run[] = []) {
    const old = this.#stateOf(oldPath, oldOid);
    const key = `${path}\0${newOid}`;
    const known = newOid === null ? NOTHING : this.#states.get(key);
    if (known) return { old, now: known, added: NONE };

    const isMerge = commit.parents.length > 1;
    const isOwn = this.#isOwn(commit);
    const before = this.#attributed(oldOid, old);
    const after = { text: this.#texts.get(newOid!) ?? '', runs };
    const hand = isOwn ? 'rewritten-by-me' : 'rewritten-by-others';
    const isConcerned = isOwn || old.fates.size > 0 || hasAi(runs);
    const { insertions, added } = isConcerned
      ? compareTexts(before, after, { hand, canReturn: isOwn && !isMerge })
      : { insertions: [], added: NONE };
    const fates = new Map(old.fates);
    const changed = insertions.map((it): FateChange => {
      const was = old.fates.get(it.edit);
      const is = afterChange(was ?? allKept(it.before), it);
      fates.set(it.edit, is);
      return [it.edit, is, was ?? NO_FATES];
    });
    const now: State = { runs, fates, since: { old, changed } };
    this.#states.set(key, now);
    return { old, now, added: isOwn && !isMerge ? added : NONE };
  }

  /** The origins of what a commit made of files, as far as they are not known by now. */
  #runsAfter(commit: HistoryCommit, changes: readonly BlobChange[]): Map<BlobChange, readonly Run[]> {
    const { ledger } = this.#deps;
    const found = new Map<BlobChange, readonly Run[]>();
    const open: BlobChange[] = [];
    for (const change of changes) {
      const { path, oldPath, newOid } = change;
      const text = newOid === null ? undefined : this.#texts.get(newOid);
      if (text === undefined || this.#states.has(`${path}\0${newOid}`)) continue;
      const known = ledger.find(path, text) ?? (oldPath === path ? null : ledger.find(oldPath, text));
      if (known) found.set(change, known);
      else open.push(change);
    }
    if (open.length === 0) return found;
    const atMs = commit.authoredAtMs;
    const carried = carryAll(
      changes.map((change) => {
        const before = this.#attributed(change.oldOid, this.#stateOf(change.oldPath, change.oldOid));
        // What others wrote was never in this work tree before.
        const isAsked = open.includes(change) && this.#isOwn(commit);
        return {
          after: change.newOid === null ? '' : (this.#texts.get(change.newOid) ?? ''),
          sources: [before, ...(isAsked ? ledger.history(change.path, HISTORY) : [])],
          befores: before.text === '' ? 0 : 1,
        };
      }),
      markOf({ ...UNSEEN, uid: `commit:${atMs}`, atMs }),
    );
    changes.forEach((change, index) => {
      if (open.includes(change)) found.set(change, carried[index]!);
    });
    return found;
  }

  #isOwn({ author }: HistoryCommit): boolean {
    return this.#own.size === 0 || this.#own.has(author);
  }

  /** What is known of a file as it was before the commits that are looked at, or that one of them left. */
  #stateOf(path: string, oid: Oid | null): State {
    if (oid === null) return NOTHING;
    const key = `${path}\0${oid}`;
    const known = this.#states.get(key);
    if (known) return known;
    const text = this.#texts.get(oid);
    const runs = text === undefined ? null : this.#deps.ledger.find(path, text);
    const present = runs && text !== undefined ? insertionsIn({ text, runs }) : new Map<Edit, number>();
    const state = {
      runs: runs ?? uniform(text?.length ?? 0, markOf(BASELINE)),
      fates: new Map([...present].map(([edit, count]) => [edit, allKept(count)])),
    };
    this.#states.set(key, state);
    return state;
  }

  #attributed(oid: Oid | null, { runs }: State): Attributed {
    const text = oid === null ? undefined : this.#texts.get(oid);
    return text === undefined ? EMPTY : { text, runs };
  }

  #tell({ oid, message }: HistoryCommit, change: BlobChange, before: State, now: State, atMs: number): void {
    const { path, oldPath } = change;
    for (const [edit, fates, old] of fateChanges(before, now, change)) {
      const history = this.#historyOf(edit);
      if (path !== oldPath)
        history.anywhere.push({ atMs, place: this.#placeOf(oldPath), path: oldPath, fates: NO_FATES });
      history.anywhere.push({ atMs, place: this.#placeOf(path), path, fates });
      if (fates.kept > 0 && old.kept === 0 && path === oldPath) history.commits.add(oid);
      if (fates.kept < old.kept && this.#options.isAboutIncident(message))
        history.changedInIncidentAtMs.push(atMs);
    }
  }

  #historyOf(edit: Edit): EditHistory {
    let history = this.edits.get(edit);
    if (!history) {
      history = { anywhere: [], inDefault: [], commits: new Set(), changedInIncidentAtMs: [] };
      this.edits.set(edit, history);
    }
    return history;
  }

  #placeOf(path: string): number {
    const place = this.#places.get(path) ?? this.#places.size;
    this.#places.set(path, place);
    return place;
  }
}

const NONE = { known: 0, total: 0 };
const UNSEEN = { origin: 'unknown', evidence: 'none', kind: 'external' } as const;

/** Of several files that a merge makes one: for each insertion, the one that has most of it. */
function mostOf(states: readonly State[]): State {
  const fates = new Map<Edit, Fates>();
  for (const state of states)
    for (const [edit, its] of state.fates) if ((fates.get(edit)?.kept ?? -1) < its.kept) fates.set(edit, its);
  return { runs: [], fates };
}

/**
 * The insertions with other fates, once a file is `now`; of a renamed file, all of them. Of insertions that `now` knows
 * nothing of, all is undone, or deleted with the file.
 */
function fateChanges(
  old: State,
  now: State,
  { path, oldPath, newOid }: Pick<BlobChange, 'path' | 'oldPath' | 'newOid'>,
): readonly FateChange[] {
  const isRenamed = path !== oldPath;
  if (!isRenamed && now.since?.old === old) return now.since.changed;
  const changed: FateChange[] = [];
  for (const [edit, fates] of now.fates) {
    const before = old.fates.get(edit) ?? NO_FATES;
    if (isRenamed || !isEqual(fates, before)) changed.push([edit, fates, before]);
  }
  for (const [edit, fates] of old.fates) {
    if (now.fates.has(edit) || fates.kept === 0) continue;
    const deleted = { ...fates, kept: 0, deleted: fates.deleted + fates.kept };
    changed.push([edit, newOid === null ? deleted : allUndone(fates), fates]);
  }
  return changed;
}

const isEqual = (a: Fates, b: Fates): boolean => a === b || FATES.every((fate) => a[fate] === b[fate]);
