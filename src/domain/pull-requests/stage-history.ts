/** The stages that a pull request has gone through: its events replayed, with no gap from creation to the present. */

import type { Stage } from './assessment.ts';
import { CheckHistory } from './gates/checks.ts';
import { momentsOf } from './moment.ts';
import { namesUnder } from './names.ts';
import type { PullRequest } from './pull-request.ts';
import type { Rules } from './rules.ts';
import { DAY_MS, decide, type Match, Situation } from './stage-rules.ts';

export interface StageInterval {
  readonly stage: Stage;
  readonly fromMs: number;
  /** where the next one begins; the present for the last */
  readonly toMs: number;
}

export interface ReplayContext {
  readonly nowMs: number;
  readonly rules: Rules;
  /** whether repositories deploy to production, by `owner/name`; of others their own deployments tell */
  readonly hasProduction?: Readonly<Record<string, boolean>>;
}

export interface Replay {
  /** oldest first; the lengths add up to the age */
  readonly intervals: readonly StageInterval[];
  readonly present: Situation;
  readonly decision: Match & { readonly stage: Stage };
}

/** Cost: one decision for each instant at which anything is known to have happened. */
export function replay(pullRequest: PullRequest, { nowMs, rules, hasProduction }: ReplayContext): Replay {
  const names = namesUnder(rules);
  const deploys =
    hasProduction?.[pullRequest.repository] ??
    pullRequest.deployments.some(({ environment }) => names.isProduction(environment));
  const checks = new CheckHistory(pullRequest, names);
  const intervals: { stage: Stage; fromMs: number; toMs: number }[] = [];
  const presentMs = Math.max(nowMs, pullRequest.createdAtMs);
  const instants = instantsOf(pullRequest, presentMs, rules);
  let present: Situation | undefined;
  let decision: ReturnType<typeof decide> | undefined;
  for (const moment of momentsOf(pullRequest, instants, presentMs)) {
    present = new Situation({ pullRequest, moment, rules, names, checks, presentMs }, deploys);
    decision = decide(present);
    const last = intervals.at(-1);
    if (last) last.toMs = moment.atMs;
    if (last?.stage !== decision.stage)
      intervals.push({ stage: decision.stage, fromMs: moment.atMs, toMs: moment.atMs });
  }
  if (!present || !decision) throw new Error('no moment of a pull request');
  return { intervals, present, decision };
}

export function stageHistory(pullRequest: PullRequest, context: ReplayContext): readonly StageInterval[] {
  return replay(pullRequest, context).intervals;
}

/** The stage it was in at `atMs`; null before it was created. */
export function stageAt(pullRequest: PullRequest, atMs: number, context: ReplayContext): Stage | null {
  if (atMs < pullRequest.createdAtMs) return null;
  return stageHistory(pullRequest, context).findLast(({ fromMs }) => fromMs <= atMs)?.stage ?? null;
}

/** Every instant from creation to the present at which something is known to have changed, ascending. */
function instantsOf(pullRequest: PullRequest, presentMs: number, rules: Rules): number[] {
  const { createdAtMs, mergedAtMs, closedAtMs, firstSeen } = pullRequest;
  const times: (number | null | undefined)[] = [createdAtMs, presentMs, closedAtMs, mergedAtMs];
  for (const { atMs } of pullRequest.events) times.push(atMs);
  for (const check of pullRequest.checks)
    times.push(check.createdAtMs, check.startedAtMs, check.completedAtMs);
  for (const { comments } of pullRequest.threads) for (const { atMs } of comments) times.push(atMs);
  for (const { createdAtMs: atMs, states } of pullRequest.deployments)
    times.push(atMs, ...states.map((state) => state.atMs));
  for (const { sinceMs } of pullRequest.environmentApprovals) times.push(sinceMs);
  times.push(firstSeen.conflictAtMs, firstSeen.behindAtMs, pullRequest.updatedAtMs);
  if (mergedAtMs !== null) times.push(mergedAtMs + rules.deploy.days * DAY_MS);
  const known = times.filter(
    (it): it is number => typeof it === 'number' && it >= createdAtMs && it <= presentMs,
  );
  return [...new Set(known)].sort((a, b) => a - b);
}
