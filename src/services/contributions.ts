/** The figures of a commit, a range, the staged change or the work tree. */

import type { Config } from '../domain/config.ts';
import type { Contribution } from '../domain/contribution.ts';
import type { Clock, Git, Ledger, Log, Oid } from './ports.ts';

export interface ContributionDeps {
  readonly git: Git;
  /** null when there is no ledger or it cannot be read: every line is `unknown` then */
  readonly ledger: Ledger | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Config;
}

export interface Contributions {
  ofCommit(oid: Oid): Promise<Contribution>;
  /** the sum over the commits of `A..B`, each recomputed or taken from its trailers */
  ofRange(range: string): Promise<Contribution>;
  /**
   * What a commit made now from the index would hold. `parents`: the parents it would have (default HEAD and what is
   * being merged; for an amend the parents of HEAD). Only lines that differ from every parent count.
   */
  ofStaged(parents?: readonly Oid[]): Promise<Contribution>;
  /** everything uncommitted, untracked files included */
  ofWorktree(): Promise<Contribution>;
}

export function createContributions(_deps: ContributionDeps): Contributions {
  throw new Error('being written');
}
