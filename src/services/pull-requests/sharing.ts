/** What windows of the editor and the command line share, so that one of them looks at the forges for all. */

import type { ForgeAnswer, ForgeFailure, ForgeSnapshot } from '../../domain/pull-requests/forge-answer.ts';

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

/** What one window wants to see. */
export interface Wish {
  readonly isFocused: boolean;
  readonly repositories: readonly string[];
  readonly organisations: readonly string[];
  readonly teams: readonly string[];
  readonly projectField: string | null;
  readonly deployDays: number;
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

/**
 * What to keep after a look of which the scope may have been narrower than that of others: then only what it has seen
 * of pull requests that are there already is taken over.
 */
export function withFresh(
  before: LastLook | null,
  { snapshot, failure }: Pick<ForgeAnswer, 'snapshot' | 'failure'>,
  isNarrow: boolean,
  nowMs: number,
): LastLook {
  const known = before?.snapshot;
  if (!snapshot || !isNarrow || !known)
    return {
      snapshot: snapshot ? { ...snapshot, fetchedAtMs: nowMs } : (known ?? null),
      failure,
      lookedAtMs: nowMs,
    };
  const fresh = new Map(snapshot.pullRequests.map((row) => [row.id, row]));
  const pullRequests = known.pullRequests.map((row) => {
    const seen = fresh.get(row.id);
    return seen ? { ...seen, lists: row.lists } : row;
  });
  return { ...before, snapshot: { ...known, pullRequests } };
}
