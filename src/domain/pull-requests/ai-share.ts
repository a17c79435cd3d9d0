/** The AI share of a pull request, from the trailers of its commits. */

import { type Level, levelOf } from '../contribution.ts';
import { readTrailers } from '../trailers.ts';
import type { PullRequestAi } from './assessment.ts';
import type { PullRequest } from './pull-request.ts';

/**
 * The mean over the commits that carry an `AI-Contribution`, weighted by the added lines that it counts. Merge commits
 * are no work of their own. Null when no commit carries one: that is not a share of 0.
 */
export function aiShare({ commits, commitCount }: PullRequest, heavyThreshold: number): PullRequestAi | null {
  const work = commits.filter(({ isMerge }) => !isMerge);
  const tagged = work.flatMap(({ message }) => readTrailers(message)?.contribution ?? []);
  if (tagged.length === 0) return null;
  let lines = 0;
  let weighted = 0;
  for (const { percent, lines: added } of tagged) {
    const weight = added.ai + added.mixed + added.human + added.unknown;
    lines += weight;
    weighted += (percent / 100) * weight;
  }
  const share = lines === 0 ? 0 : weighted / lines;
  const level: Level = levelOf(share, heavyThreshold);
  // commits that could not be read are counted, as they may carry one
  const unread = Math.max(0, commitCount - commits.length);
  return { share, level, taggedCommits: tagged.length, commits: work.length + unread };
}
