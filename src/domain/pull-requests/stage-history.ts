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
  /** until when it comes out the same if nothing happens, but for the length of the last interval; may be `Infinity` */
  readonly untilMs: number;
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
  const { instants, untilMs } = instantsOf(pullRequest, presentMs, rules);
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
  const last = intervals.at(-1);
  if (last) last.toMs = presentMs;
  if (!present || !decision) throw new Error('no moment of a pull request');
  return { intervals, present, decision, untilMs };
}

export function stageHistory(pullRequest: PullRequest, context: ReplayContext): readonly StageInterval[] {
  return replay(pullRequest, context).intervals;
}

/** The stage it was in at `atMs`; null before it was created. */
export function stageAt(pullRequest: PullRequest, atMs: number, context: ReplayContext): Stage | null {
  if (atMs < pullRequest.createdAtMs) return null;
  return stageHistory(pullRequest, context).findLast(({ fromMs }) => fromMs <= atMs)?.stage ?? null;
}

/**
 * Every instant from creation to the present at which something is known to have changed, ascending; and the first one
 * after it. The present is one itself only for what begins there: otherwise all is as the last change left it.
 */
function instantsOf(
  pullRequest: PullRequest,
  presentMs: number,
  rules: Rules,
): { instants: number[]; untilMs: number } {
  const { createdAtMs, mergedAtMs, closedAtMs, firstSeen } = pullRequest;
  const instants = new Set([createdAtMs]);
  let untilMs = Number.POSITIVE_INFINITY;
  const add = (atMs: number | null | undefined) => {
    if (atMs === null || atMs === undefined) return;
    if (atMs > presentMs) untilMs = Math.min(untilMs, atMs);
    else if (atMs >= createdAtMs) instants.add(atMs);
  };
  add(closedAtMs);
  add(mergedAtMs);
  for (const { atMs } of pullRequest.events) add(atMs);
  for (const check of pullRequest.checks) {
    add(check.createdAtMs);
    add(check.startedAtMs);
    add(check.completedAtMs);
  }
  for (const { comments } of pullRequest.threads) for (const { atMs } of comments) add(atMs);
  for (const { createdAtMs: atMs, states } of pullRequest.deployments) {
    add(atMs);
    for (const state of states) add(state.atMs);
  }
  for (const { sinceMs } of pullRequest.environmentApprovals) add(sinceMs);
  add(firstSeen.conflictAtMs);
  add(firstSeen.behindAtMs);
  add(pullRequest.updatedAtMs);
  if (mergedAtMs !== null) add(mergedAtMs + rules.deploy.days * DAY_MS);
  if (isTiedToPresent(pullRequest, presentMs)) {
    instants.add(presentMs);
    untilMs = presentMs;
  }
  return { instants: [...instants].sort((a, b) => a - b), untilMs };
}

/** Something of it begins at the present, whenever that is: it began at an unknown time, or the clock is behind the forge's. */
function isTiedToPresent(pullRequest: PullRequest, presentMs: number): boolean {
  const { mergeable, isBehind, firstSeen, environmentApprovals, updatedAtMs, events } = pullRequest;
  return (
    updatedAtMs > presentMs ||
    events.some(({ atMs }) => atMs > presentMs) ||
    (mergeable === 'conflict' && firstSeen.conflictAtMs === undefined) ||
    (isBehind === true && firstSeen.behindAtMs === undefined) ||
    environmentApprovals.some(({ sinceMs }) => sinceMs === null)
  );
}
