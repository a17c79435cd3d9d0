/** The AI share of a pull request, from the trailers of its commits and from their notes where those are shared. */

import { type Level, levelOf } from '../contribution.ts';
import { type AiContribution, readTrailers } from '../trailers.ts';
import type { PullRequestAi } from './assessment.ts';
import type { PullRequest } from './pull-request.ts';

/** What the notes on this machine say of commits, by id of the commit. */
export type NotedCommits = ReadonlyMap<string, Omit<AiContribution, 'level'>>;

/**
 * The mean over the commits that carry an `AI-Contribution`, weighted by the added lines that it counts. A commit
 * without one is what its note says: the trailer is part of the commit and the same for everybody who reads it, a note
 * may be missing or older on this machine. Merge commits are no work of their own. Null when nothing is known of any
 * commit: that is not a share of 0.
 */
export function aiShare(
  { commits, commitCount }: Pick<PullRequest, 'commits' | 'commitCount'>,
  heavyThreshold: number,
  notes?: NotedCommits,
): PullRequestAi | null {
  const work = commits.filter(({ isMerge }) => !isMerge);
  const tagged: AiContribution[] = [];
  const noted: Omit<AiContribution, 'level'>[] = [];
  for (const { oid, message } of work) {
    const trailer = trailerOf(message);
    const note = trailer ? undefined : notes?.get(oid);
    if (trailer) tagged.push(trailer);
    else if (note) noted.push(note);
  }
  const told = [...tagged, ...noted];
  if (told.length === 0) return null;
  let lines = 0;
  let weighted = 0;
  for (const { percent, lines: added } of told) {
    const weight = added.ai + added.mixed + added.human + added.unknown;
    lines += weight;
    weighted += (percent / 100) * weight;
  }
  const share = lines === 0 ? 0 : weighted / lines;
  const level: Level = levelOf(share, heavyThreshold);
  // commits that could not be read are counted, as they may carry one
  const unread = Math.max(0, commitCount - commits.length);
  return {
    share,
    level,
    taggedCommits: tagged.length,
    ...(noted.length > 0 && { notedCommits: noted.length }),
    commits: work.length + unread,
  };
}

/** What a commit's message says of it. Git ends every message with a line end, which forges leave out. */
export const trailerOf = (message: string): AiContribution | null =>
  readTrailers(message.endsWith('\n') ? message : `${message}\n`)?.contribution ?? null;
