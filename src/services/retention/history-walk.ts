/**
 * AI insertions through commits. Fates belong to content: what is known of a path with a blob is the same in every
 * commit and branch that has it, whichever way it got there. So it is worked out once, when a commit first changes the
 * file to that, from what the commit's parent had.
 */

import { carry } from '../../domain/carry.ts';
import { type Attributed, BASELINE, type Edit, markOf, type Run, uniform } from '../../domain/origin.ts';
import { allKept, allUndone, type Fates, NO_FATES } from '../../domain/retention/fates.ts';
import type { AddedCharacters } from '../../domain/retention/figures.ts';
import type { SeenInPlace } from '../../domain/retention/in-work-trees.ts';
import { afterChange, compareTexts, hasAi, insertionsIn } from '../../domain/retention/losses.ts';
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
}

const NOTHING: State = { runs: [], fates: new Map() };
const EMPTY: Attributed = { text: '', runs: [] };

/** Changes of files that are looked at together: few processes, and no more texts than these in memory. */
const BATCH = 400;
/** How many earlier texts of a path are asked about one that nobody saw. */
const HISTORY = 8;

export async function walkHistory(deps: WalkDeps, options: WalkOptions): Promise<WalkedHistory> {
  const walk = new Walk(deps, options, await deps.history.ownAddresses());
  const followed = walk.followed();
  for (let from = 0; from < followed.length; ) {
    let to = from;
    for (let changes = 0; to < followed.length && changes < BATCH; to++)
      changes += followed[to]!.changes.length;
    await walk.read(followed.slice(from, to).flatMap(({ changes }) => changes));
    for (const { commit, changes } of followed.slice(from, to)) walk.visit(commit, changes);
    from = to;
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
  readonly #states = new Map<string, State>();
  readonly #places = new Map<string, number>();
  /** by commit: no commit counts as made before its parents */
  readonly #times = new Map<Oid, number>();
  #texts = new Map<Oid, string>();

  constructor(deps: WalkDeps, options: WalkOptions, own: ReadonlySet<string>) {
    this.#deps = deps;
    this.#options = options;
    this.#own = own;
  }

  /** Commits that change files which AI has written in, under whatever name these go. */
  followed(): FollowedCommit[] {
    const paths = new Set(this.#options.paths);
    return this.#options.commits.flatMap((commit) => {
      const changes = commit.changes.filter(({ path, oldPath }) => paths.has(path) || paths.has(oldPath));
      for (const { path } of changes) paths.add(path);
      return changes.length > 0 ? [{ commit, changes }] : [];
    });
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

  visit(commit: HistoryCommit, changes: readonly BlobChange[]): void {
    const parentMs = this.#times.get(commit.parents[0] ?? '') ?? 0;
    const atMs = Math.max(commit.authoredAtMs, parentMs);
    this.#times.set(commit.oid, atMs);
    const isMerge = commit.parents.length > 1;
    const byPath = new Map<string, BlobChange[]>();
    for (const change of changes) byPath.set(change.path, [...(byPath.get(change.path) ?? []), change]);
    for (const some of byPath.values()) {
      // Of a merge: for each insertion, the parent that has most of it.
      const results = some.map((change) => this.#change(commit, change, isMerge));
      const before = new Map<Edit, Fates>();
      for (const { old } of results)
        for (const [edit, fates] of old.fates)
          if (!before.has(edit) || before.get(edit)!.kept < fates.kept) before.set(edit, fates);
      this.#tell(commit, some[0]!, before, results[0]!.now, atMs);
      const [first] = results;
      if (!isMerge && first!.added.total > 0) this.added.push({ atMs, path: some[0]!.path, ...first!.added });
    }
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
        for (const [edit, fates, before] of this.#fatesAfter(old.fates, now, newOid === null)) {
          if (path === oldPath && isEqual(fates, before)) continue;
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
  #change(commit: HistoryCommit, change: BlobChange, isMerge: boolean) {
    const { path, oldPath, oldOid, newOid } = change;
    const old = this.#stateOf(oldPath, oldOid);
    const key = `${path}\0${newOid}`;
    const known = newOid === null ? NOTHING : this.#states.get(key);
    const nothing = { known: 0, total: 0 };
    if (known) return { old, now: known, added: nothing };

    const isOwn = this.#own.size === 0 || this.#own.has(commit.author);
    const text = this.#texts.get(newOid!);
    const before = this.#attributed(oldOid, old);
    const runs = text === undefined ? [] : this.#runsOf(change, text, before, commit, isOwn);
    const after = { text: text ?? '', runs };
    if (!hasAi(runs) && old.fates.size === 0) {
      const now = { runs, fates: NOTHING.fates };
      this.#states.set(key, now);
      return { old, now, added: isOwn ? compareTexts(before, after, BY_ME).added : nothing };
    }
    const hand = isOwn ? 'rewritten-by-me' : 'rewritten-by-others';
    const { insertions, added } = compareTexts(before, after, { hand, canReturn: isOwn && !isMerge });
    const fates = new Map(old.fates);
    for (const it of insertions)
      fates.set(it.edit, afterChange(fates.get(it.edit) ?? allKept(it.before), it));
    const now = { runs, fates };
    this.#states.set(key, now);
    return { old, now, added: isOwn ? added : nothing };
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

  #runsOf(
    { path, oldPath }: BlobChange,
    text: string,
    before: Attributed,
    { authoredAtMs }: HistoryCommit,
    isOwn: boolean,
  ): readonly Run[] {
    const { ledger } = this.#deps;
    const known = ledger.find(path, text) ?? (oldPath === path ? null : ledger.find(oldPath, text));
    if (known) return known;
    // What others wrote was never in this work tree before.
    const sources = [before, ...(isOwn ? ledger.history(path, HISTORY) : [])];
    return carry(text, sources, markOf({ ...UNSEEN, uid: `commit:${authoredAtMs}`, atMs: authoredAtMs }));
  }

  /** Fates after a file became `now`; of insertions that `now` knows nothing of, all is undone. */
  *#fatesAfter(
    before: ReadonlyMap<Edit, Fates>,
    now: State,
    isGone: boolean,
  ): Generator<[Edit, Fates, Fates]> {
    for (const [edit, fates] of now.fates) yield [edit, fates, before.get(edit) ?? NO_FATES];
    for (const [edit, fates] of before) {
      if (now.fates.has(edit) || fates.kept === 0) continue;
      const deleted = { ...fates, kept: 0, deleted: fates.deleted + fates.kept };
      yield [edit, isGone ? deleted : allUndone(fates), fates];
    }
  }

  #tell(
    { oid, message }: HistoryCommit,
    { path, oldPath, newOid }: BlobChange,
    before: ReadonlyMap<Edit, Fates>,
    now: State,
    atMs: number,
  ): void {
    for (const [edit, fates, old] of this.#fatesAfter(before, now, newOid === null)) {
      const isSame = path === oldPath && isEqual(fates, old);
      if (isSame) continue;
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

const BY_ME = { hand: 'rewritten-by-me', canReturn: false } as const;
const UNSEEN = { origin: 'unknown', evidence: 'none', kind: 'external' } as const;

const isEqual = (a: Fates, b: Fates): boolean =>
  (Object.keys(a) as (keyof Fates)[]).every((fate) => a[fate] === b[fate]);
