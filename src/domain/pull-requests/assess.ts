/** From what a forge knows of a pull request to what Lastmile says of it. Pure: the clock and the viewer come in. */

import { aiShare } from './ai-share.ts';
import type { Assessment, ReviewerClock } from './assessment.ts';
import { keyOf, type Moment } from './moment.ts';
import type { PullRequest } from './pull-request.ts';
import { type RepositoryHistory, riskOf } from './risk.ts';
import { slaOf } from './sla.ts';
import { type ReplayContext, replay } from './stage-history.ts';
import { gatesOf } from './stage-rules.ts';

export interface Context extends ReplayContext {
  /** the account that looks */
  readonly viewer: string;
  /** `organisation/team`, of which the viewer is a member */
  readonly teams: readonly string[];
  /** of the pull request's repository, where there is any on this machine */
  readonly history?: RepositoryHistory;
}

export function assess(pullRequest: PullRequest, context: Context): Assessment {
  const { nowMs, rules, viewer, teams, history } = context;
  const { intervals, present, decision } = replay(pullRequest, context);
  const { stage, turn, why, hint } = decision;
  const mine = new Set([viewer, ...teams].map(keyOf));
  const since = sinceOf(pullRequest, stage, intervals.at(-1)?.fromMs ?? null);
  const ai = aiShare(pullRequest, rules.heavyThreshold);
  const risk = riskOf(pullRequest, rules, ai, history);
  return {
    pullRequest,
    stage,
    turn,
    isMyTurn: turn.some((who) => mine.has(keyOf(who))),
    ...since,
    gates: gatesOf(present),
    reviewers: clocksOf(present.moment),
    sla: slaOf(stage, since.sinceMs, nowMs, rules, { ai, band: risk.band }),
    risk,
    ai,
    why,
    hint: hint ?? null,
  };
}

/** What has no events of its own counts from when it was first seen; before that, nobody can say. */
function sinceOf(
  { firstSeen }: PullRequest,
  stage: Assessment['stage'],
  enteredMs: number | null,
): Pick<Assessment, 'sinceMs' | 'isSinceAtLeast'> {
  if (stage !== 'conflict' && stage !== 'behind') return { sinceMs: enteredMs, isSinceAtLeast: false };
  const seenMs = stage === 'conflict' ? firstSeen.conflictAtMs : firstSeen.behindAtMs;
  return { sinceMs: seenMs === undefined ? null : enteredMs, isSinceAtLeast: true };
}

/** In a draft nobody's clock runs. */
function clocksOf({ requests, isDraft }: Moment): ReviewerClock[] {
  return [...requests.values()]
    .filter(({ answeredAtMs }) => answeredAtMs !== null || !isDraft)
    .map(({ of, askedAtMs, answeredAtMs, verdict }) => ({
      who: of.name,
      isTeam: of.kind === 'team',
      requestedAtMs: askedAtMs,
      answeredAtMs,
      verdict,
    }));
}
