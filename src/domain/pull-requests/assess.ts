/** From what a forge knows of a pull request to what Lastmile says of it. Pure: the clock and the viewer come in. */

import { aiShare, type NotedCommits } from './ai-share.ts';
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
  readonly notes?: NotedCommits;
}

export function assess(pullRequest: PullRequest, context: Context): Assessment {
  return assessUntil(pullRequest, context).assessment;
}

export type Assess = typeof assess;

/**
 * The same, without the work of doing it again: of facts and rules that are the very same objects as before only what
 * depends on the clock is computed.
 */
export function rememberingAssess(): Assess {
  const known = new WeakMap<PullRequest, ReturnType<typeof assessUntil> & { readonly context: Context }>();
  return (pullRequest, context) => {
    const before = known.get(pullRequest);
    if (before && isSame(before.context, context, pullRequest) && context.nowMs < before.untilMs)
      return atPresent(before.assessment, context);
    const now = { ...assessUntil(pullRequest, context), context };
    known.set(pullRequest, now);
    return now.assessment;
  };
}

/** Whether nothing but time has passed. */
function isSame(before: Context, now: Context, { repository }: PullRequest): boolean {
  return (
    before.nowMs <= now.nowMs &&
    before.rules === now.rules &&
    before.viewer === now.viewer &&
    before.history === now.history &&
    before.notes === now.notes &&
    before.hasProduction?.[repository] === now.hasProduction?.[repository] &&
    before.teams.length === now.teams.length &&
    before.teams.every((team, i) => team === now.teams[i])
  );
}

function atPresent(before: Assessment, { nowMs, rules }: Context): Assessment {
  const { stage, sinceMs, ai, risk } = before;
  return { ...before, sla: slaOf(stage, sinceMs, nowMs, rules, { ai, band: risk.band }) };
}

/** @returns also until when, if nothing happens, it stays so but for its SLA */
function assessUntil(
  pullRequest: PullRequest,
  context: Context,
): { readonly assessment: Assessment; readonly untilMs: number } {
  const { nowMs, rules, viewer, teams, history, notes } = context;
  const { intervals, present, decision, untilMs } = replay(pullRequest, context);
  const { stage, turn, why, hint } = decision;
  const mine = new Set([viewer, ...teams].map(keyOf));
  const since = sinceOf(pullRequest, stage, intervals.at(-1)?.fromMs ?? null);
  const ai = aiShare(pullRequest, rules.heavyThreshold, notes);
  const risk = riskOf(pullRequest, rules, ai, history);
  const assessment: Assessment = {
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
  return { assessment, untilMs };
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
