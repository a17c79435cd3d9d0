/** What windows of the editor and the command line share, so that one of them looks at the forges for all. */

import { isDeepStrictEqual } from 'node:util';
import type { ForgeAnswer, ForgeFailure, ForgeSnapshot } from '../../domain/pull-requests/forge-answer.ts';
import type { ForgeScope } from '../forge.ts';

/** The last look at one account. */
export interface LastLook {
  /** the last good picture; null when there never was one */
  readonly snapshot: ForgeSnapshot | null;
  /** what the last look ended with */
  readonly failure: ForgeFailure | null;
  /** when that was, epoch ms */
  readonly lookedAtMs: number;
}

/** What was seen last, by host of the forge and name of the account. Never rejects: what cannot be kept is not. */
export interface SnapshotCache {
  load(forge: string, account: string): Promise<LastLook | null>;
  save(forge: string, account: string, look: LastLook): Promise<void>;
  /** @returns what ends it; `listener` is called when another process may have written */
  watch(listener: () => void): () => void;
}

/** What an account was called at the last look, where the forge alone can tell. Neither rejects. */
export interface LastName {
  load(): Promise<string | null>;
  save(name: string): Promise<void>;
}

/** What of a scope one process can tell another. */
export type WishedScope = Pick<
  ForgeScope,
  'repositories' | 'organisations' | 'teams' | 'projectField' | 'deployDays'
>;

/** What one window wants to see. */
export interface Wish {
  readonly isFocused: boolean;
  /** by host: nobody is asked for what is elsewhere */
  readonly scopes: Readonly<Record<string, WishedScope>>;
}

export interface Claim {
  /** whether this window is the one that looks */
  readonly isHolder: boolean;
  /** of every window that is alive, this one among them */
  readonly wishes: readonly Wish[];
}

/** Who looks at the forges: one window for all. */
export interface PollLease {
  /** Says what this window wants, that it is alive, and takes the lease where nobody has it. Never rejects. */
  claim(wish: Wish): Promise<Claim>;
  /** this window wants nothing any more */
  release(): Promise<void>;
}

export const wishedOf = ({
  repositories,
  organisations,
  teams,
  projectField,
  deployDays,
}: ForgeScope): WishedScope => ({
  repositories,
  organisations,
  teams,
  projectField,
  deployDays,
});

export const isSameScope = (a: ForgeScope, b: ForgeScope): boolean =>
  isDeepStrictEqual(wishedOf(a), wishedOf(b));

/** What every window wants together of a host. */
export function widened(host: string, scope: ForgeScope, windows: readonly Wish[]): ForgeScope {
  if (scope.narrow) return scope;
  const wishes = windows.flatMap(({ scopes }) => scopes[host] ?? []);
  const all = (of: (wish: WishedScope) => readonly string[]) => [
    ...new Set([...of(scope), ...wishes.flatMap(of)]),
  ];
  return {
    ...scope,
    repositories: all((it) => it.repositories),
    organisations: all((it) => it.organisations),
    teams: all((it) => it.teams),
    projectField: scope.projectField ?? wishes.find((it) => it.projectField !== null)?.projectField ?? null,
    deployDays: Math.max(scope.deployDays, ...wishes.map((it) => it.deployDays)),
  };
}

/**
 * What to keep after a look by somebody who wants less than others may: what the look did not cover stays as it was.
 * After a narrowed one it is not later than before either, as the windows have yet to look at the rest.
 */
export function withFresh(
  before: LastLook | null,
  { snapshot, failure }: Pick<ForgeAnswer, 'snapshot' | 'failure'>,
  { narrow, repositories }: Pick<ForgeScope, 'narrow' | 'repositories'>,
  nowMs: number,
): LastLook {
  const known = before?.snapshot ?? null;
  if (!snapshot) return { snapshot: known, failure, lookedAtMs: nowMs };
  const fresh = new Set(snapshot.pullRequests.map(({ id }) => id));
  const isCovered = ({ repository, lists }: ForgeSnapshot['pullRequests'][number]): boolean =>
    repositories.includes(repository) || (!narrow && lists.some((list) => list !== 'team'));
  const others = (known?.pullRequests ?? []).filter((row) => !fresh.has(row.id) && !isCovered(row));
  return {
    snapshot: {
      ...snapshot,
      fetchedAtMs: narrow && known ? known.fetchedAtMs : nowMs,
      pullRequests: [...snapshot.pullRequests, ...others],
      hasProduction: { ...known?.hasProduction, ...snapshot.hasProduction },
    },
    failure: narrow && before ? before.failure : failure,
    lookedAtMs: narrow ? (before?.lookedAtMs ?? 0) : nowMs,
  };
}

/** `now`, with the very objects of `before` for what says the same: what was made of them need not be made again. */
export function withKnown(before: LastLook | null, now: LastLook): LastLook {
  if (!before?.snapshot || !now.snapshot) return now;
  const known = new Map(before.snapshot.pullRequests.map((row) => [row.id, row]));
  const pullRequests = now.snapshot.pullRequests.map((row) => {
    const same = known.get(row.id);
    return same && isDeepStrictEqual(same, row) ? same : row;
  });
  return { ...now, snapshot: { ...now.snapshot, pullRequests } };
}
