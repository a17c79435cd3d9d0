/** What is not committed yet, and what the next commit would say of it. */

import type { Contribution } from '../domain/contribution.ts';
import { trailerLines } from '../domain/trailers.ts';
import { type ContributionDeps, createContributions } from './contributions.ts';

export interface UncommittedChange {
  /** everything uncommitted, untracked files included */
  readonly all: Contribution;
  readonly next: NextCommit;
}

export interface NextCommit {
  /** `all`: nothing is staged, so this is what it would say if everything were committed */
  readonly from: 'staged' | 'all';
  readonly contribution: Contribution;
  /** trailer lines as they would be written, without line ends */
  readonly trailers: readonly string[];
}

export async function uncommittedChange(deps: ContributionDeps): Promise<UncommittedChange> {
  const contributions = createContributions(deps);
  const all = await contributions.ofWorktree();
  const staged = await contributions.ofStaged();
  const from = isNothing(staged) ? 'all' : 'staged';
  const contribution = from === 'staged' ? staged : all;
  return { all, next: { from, contribution, trailers: trailerLines(contribution, deps.config) } };
}

/** Whether a change adds and deletes nothing at all. */
export const isNothing = ({ added, deleted, files }: Contribution): boolean =>
  added.total + added.excluded + deleted === 0 && files.length === 0;
