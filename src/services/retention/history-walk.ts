/**
 * AI insertions through commits: what each of them made of the files that AI has written in, in the order of commits,
 * and once more along the default branch.
 */

import type { Edit } from '../../domain/origin.ts';
import { NO_FATES } from '../../domain/retention/fates.ts';
import type { AddedCharacters } from '../../domain/retention/figures.ts';
import type { SeenInPlace } from '../../domain/retention/in-work-trees.ts';
import { normalise } from '../../domain/text.ts';
import type { Ledger, Oid } from '../ports.ts';
import {
  type Changed,
  ForgottenOrigins,
  fateChanges,
  mostOf,
  PathStates,
  type State,
} from './path-states.ts';
import type { BlobChange, HistoryCommit, PathHistory, RetentionRecord, Tips } from './ports.ts';
import type { States } from './walk-memory.ts';

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
  readonly states: States;
}

export interface WalkDeps {
  readonly ledger: Ledger & RetentionRecord;
  readonly history: PathHistory;
}

export interface WalkOptions {
  readonly tips: Tips;
  /** parents before their children */
  readonly commits: readonly HistoryCommit[];
  /** paths that AI insertions are known in */
  readonly paths: ReadonlySet<string>;
  readonly isAboutIncident: (message: string) => boolean;
  /** addresses that the user commits with; empty: everybody's commits are the user's */
  readonly own: ReadonlySet<string>;
  /** what walks before have worked out */
  readonly remembered: States;
}

/** Texts that are in memory at the same time, and a few more while a commit is looked at that changes so many. */
const HELD_TEXTS = 400;
/** Changes of files that are planned for at once. */
const PLANNED_CHANGES = 4000;
/** Of one commit; who brings more has imported something. */
const MAX_NEW_FILES = 50;

export async function walkHistory(deps: WalkDeps, options: WalkOptions): Promise<WalkedHistory> {
  try {
    return await walkOnce(deps, options);
  } catch (error) {
    if (!(error instanceof ForgottenOrigins)) throw error;
    return walkOnce(deps, { ...options, remembered: new Map() });
  }
}

async function walkOnce(deps: WalkDeps, options: WalkOptions): Promise<WalkedHistory> {
  const walk = new Walk(deps, options);
  const { commits } = options;
  for (let from = 0; from < commits.length; ) from = await walk.visitFrom(from);
  const chain = firstParents(options);
  const merges = chain.filter(({ parents }) => parents.length > 1);
  walk.visitDefault(chain, await deps.history.mergeChanges(merges));
  return { edits: walk.edits, added: walk.added, states: walk.states.all };
}

/** Commits that have been the tip of the default branch, first to last. */
function firstParents({ tips, commits }: WalkOptions): HistoryCommit[] {
  const byOid = new Map(commits.map((commit) => [commit.oid, commit]));
  const found = new Set<HistoryCommit>();
  for (const tip of tips.default)
    for (let at = byOid.get(tip); at && !found.has(at); at = byOid.get(at.parents[0] ?? '')) found.add(at);
  return commits.filter((commit) => found.has(commit));
}

/** A commit that is to be looked at. */
interface Step {
  /** its place among all */
  readonly index: number;
  readonly commit: HistoryCommit;
  readonly changes: readonly BlobChange[];
  /** texts that are to be read before it, and those that need not be held after it */
  readonly read: readonly Oid[];
  readonly forget: readonly Oid[];
}

class Walk {
  readonly edits = new Map<Edit, EditHistory>();
  readonly added: AddedCharacters[] = [];
  readonly states: PathStates;
  readonly #history: PathHistory;
  readonly #options: WalkOptions;
  readonly #paths: Set<string>;
  readonly #places = new Map<string, number>();
  /** by commit: no commit counts as made before its parents */
  readonly #times = new Map<Oid, number>();

  constructor({ history, ledger }: WalkDeps, options: WalkOptions) {
    const { own, remembered } = options;
    this.#history = history;
    this.#options = options;
    this.#paths = new Set(options.paths);
    const isOwn = ({ author }: HistoryCommit) => own.size === 0 || own.has(author);
    this.states = new PathStates(ledger, isOwn, remembered);
  }

  /**
   * Looks at commits, while git still reads the texts of later ones.
   * @returns where to go on
   */
  async visitFrom(from: number): Promise<number> {
    const { steps, next } = this.#plan(from);
    const wanted = steps.flatMap(({ read }) => read);
    let goOn = next;
    let at = 0;
    let received = 0;
    let needed = steps[0]?.read.length ?? 0;
    /** @returns whether what was planned still holds */
    const visitReady = (): boolean => {
      for (let step = steps[at]; step && received >= needed; step = steps[at]) {
        needed += steps[++at]?.read.length ?? 0;
        const isAsPlanned = !this.#visit(step);
        for (const oid of step.forget) this.states.forget(oid);
        if (isAsPlanned) continue;
        // Text has moved to a file that nobody followed: what comes after is to be seen with other eyes.
        goOn = step.index + 1;
        return false;
      }
      return true;
    };
    if (visitReady())
      await this.#history.texts(wanted, (text) => {
        if (text !== null) this.states.hold(wanted[received]!, normalise(text));
        received++;
        return visitReady();
      });
    return goOn;
  }

  #plan(from: number): { steps: Step[]; next: number } {
    const { commits } = this.#options;
    const followed: {
      index: number;
      commit: HistoryCommit;
      changes: readonly BlobChange[];
      wanted: Set<Oid>;
    }[] = [];
    const lastUse = new Map<Oid, number>();
    let planned = 0;
    let index = from;
    for (; index < commits.length && planned < PLANNED_CHANGES; index++) {
      const commit = commits[index]!;
      const changes = this.#follow(commit);
      if (changes.length === 0) continue;
      planned += changes.length;
      const needed = this.states.isOpen(changes) ? changes : [];
      const wanted = new Set(needed.flatMap(({ oldOid, newOid }) => [oldOid ?? [], newOid ?? []].flat()));
      for (const oid of wanted) lastUse.set(oid, index);
      followed.push({ index, commit, changes, wanted });
    }
    const held = new Set(this.states.held);
    const steps = followed.map(({ wanted, ...step }): Step => {
      const read = [...wanted].filter((oid) => !held.has(oid));
      for (const oid of wanted) {
        held.delete(oid); // what was used last is held longest
        held.add(oid);
      }
      const surplus = [...held].slice(0, Math.max(0, held.size - HELD_TEXTS));
      const used = [...wanted].filter((oid) => lastUse.get(oid) === step.index);
      const forget = [...surplus, ...used];
      for (const oid of forget) held.delete(oid);
      return { ...step, read, forget };
    });
    return { steps, next: index };
  }

  /**
   * What a commit changes in files that AI has written in, under whatever name these go. Files that come with it are
   * looked at, too: text may have moved there.
   */
  #follow(commit: HistoryCommit): readonly BlobChange[] {
    const isFollowed = ({ path, oldPath }: BlobChange) => this.#paths.has(path) || this.#paths.has(oldPath);
    const changes = commit.changes.filter(isFollowed);
    for (const { path, oldPath } of changes) if (path !== oldPath) this.#paths.add(path);
    if (changes.length === 0 || commit.parents.length > 1) return changes;
    const others = commit.changes.filter((it) => it.oldOid === null && !changes.includes(it));
    return [...changes, ...others.slice(0, MAX_NEW_FILES)];
  }

  /** @returns whether a file that was not followed is to be from now on */
  #visit({ commit, changes }: Step): boolean {
    const parentMs = this.#times.get(commit.parents[0] ?? '') ?? 0;
    const atMs = Math.max(commit.authoredAtMs, parentMs);
    this.#times.set(commit.oid, atMs);
    const byPath = new Map<string, [change: BlobChange, result: Changed][]>();
    this.states.change(commit, changes).forEach((result, index) => {
      const change = changes[index]!;
      const some = byPath.get(change.path);
      if (some) some.push([change, result]);
      else byPath.set(change.path, [[change, result]]);
    });
    let isNew = false;
    for (const [path, some] of byPath) {
      const [change, { old, now, added }] = some[0]!;
      const before = some.length === 1 ? old : mostOf(some.map(([, result]) => result.old));
      this.#tell(commit, change, before, now, atMs);
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
        const old = this.states.known(oldPath, oldOid);
        const now = this.states.known(path, newOid);
        if (old.fates.size + now.fates.size === 0) continue;
        for (const { edit, now: fates, before } of fateChanges(old, now, { path, oldPath, newOid })) {
          const history = this.#historyOf(edit);
          history.inDefault.push({ atMs, place: this.#placeOf(path), path, fates });
          if (path !== oldPath)
            history.inDefault.push({ atMs, place: this.#placeOf(oldPath), path: oldPath, fates: NO_FATES });
          if (fates.kept > 0 && before === NO_FATES) history.commits.add(commit.oid);
        }
      }
    }
  }

  #tell({ oid, message }: HistoryCommit, change: BlobChange, before: State, now: State, atMs: number): void {
    const { path, oldPath } = change;
    for (const { edit, now: fates, before: old } of fateChanges(before, now, change)) {
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
