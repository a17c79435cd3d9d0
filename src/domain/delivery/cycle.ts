/** The way of one merged pull request from its first commit to production, cut into phases. Epoch ms all through. */

import type { PullRequest, Who } from '../pull-requests/pull-request.ts';
import type { Rules } from '../pull-requests/rules.ts';
import { stageHistory } from '../pull-requests/stage-history.ts';

export const PHASES = ['coding', 'pickup', 'review', 'qa', 'security', 'merge', 'deploy'] as const;
export type Phase = (typeof PHASES)[number];

/** Milliseconds in each phase; null where the pull request says nothing of it. */
export type Cycle = Readonly<Record<Phase, number | null>> & {
  /** ready for review until the last required approval */
  readonly reviewTime: number | null;
  /** ready for review until merged */
  readonly toMerge: number | null;
};

interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

export function cycleOf(
  pullRequest: PullRequest,
  { rules, deployedMs }: { rules: Rules; deployedMs: number | null },
): Cycle {
  const { mergedAtMs } = pullRequest;
  const drafts = draftsOf(pullRequest);
  const readyMs = drafts[0]?.fromMs === pullRequest.createdAtMs ? drafts[0].toMs : pullRequest.createdAtMs;
  const firstReviewMs = firstReview(pullRequest, readyMs);
  const approvedMs = lastRequiredApproval(pullRequest, readyMs);
  const [firstCommit] = pullRequest.commits.map(({ authoredAtMs }) => authoredAtMs).sort((a, b) => a - b);

  // Time as a draft is coding, also when it became one again under review.
  const later = drafts.filter(({ fromMs }) => fromMs >= readyMs);
  const span = (fromMs: number | null, toMs: number | null): number | null =>
    fromMs === null || toMs === null || toMs < fromMs
      ? null
      : later.reduce((left, draft) => left - overlap(draft, { fromMs, toMs }), toMs - fromMs);
  const again = later.reduce((sum, draft) => sum + draft.toMs - draft.fromMs, 0);

  const stages =
    mergedAtMs === null ? [] : stageHistory(pullRequest, { nowMs: mergedAtMs, rules, hasProduction: {} });
  const inStage = (stage: 'qa' | 'security'): Interval[] => stages.filter((it) => it.stage === stage);
  const lengthOf = (intervals: Interval[]): number | null =>
    intervals.length === 0 ? null : intervals.reduce((sum, it) => sum + it.toMs - it.fromMs, 0);
  const qa = inStage('qa');
  const security = inStage('security');
  // Merging begins when the last of approval, QA and security is over.
  const clearedMs = [approvedMs, ...[...qa, ...security].map(({ toMs }) => toMs)].reduce<number | null>(
    (latest, it) => (it === null ? latest : Math.max(latest ?? it, it)),
    null,
  );

  return {
    coding: firstCommit === undefined ? null : Math.max(0, readyMs - firstCommit) + again,
    pickup: span(readyMs, firstReviewMs),
    review: span(firstReviewMs, approvedMs),
    qa: lengthOf(qa),
    security: lengthOf(security),
    merge: span(clearedMs, mergedAtMs),
    deploy: mergedAtMs === null || deployedMs === null ? null : Math.max(0, deployedMs - mergedAtMs),
    reviewTime: span(readyMs, approvedMs),
    toMerge: span(readyMs, mergedAtMs),
  };
}

/** When it was a draft, from creation to the merge. */
function draftsOf({ createdAtMs, mergedAtMs, isDraft, events }: PullRequest): Interval[] {
  const endMs = mergedAtMs ?? Number.POSITIVE_INFINITY;
  const turns = events.filter(({ kind }) => kind === 'drafted' || kind === 'ready');
  const beganAsDraft = turns[0] ? turns[0].kind === 'ready' : isDraft;
  const drafts: Interval[] = [];
  let sinceMs = beganAsDraft ? createdAtMs : null;
  for (const { kind, atMs } of turns) {
    if (kind === 'drafted') sinceMs ??= atMs;
    else if (sinceMs !== null) {
      drafts.push({ fromMs: sinceMs, toMs: atMs });
      sinceMs = null;
    }
  }
  if (sinceMs !== null && sinceMs < endMs && endMs < Number.POSITIVE_INFINITY)
    drafts.push({ fromMs: sinceMs, toMs: endMs });
  return drafts;
}

const overlap = (a: Interval, b: Interval): number =>
  Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs));

const isPersonOtherThan = (author: Who | null, who: Who): boolean =>
  who.kind === 'user' && who.name !== author?.name;

function firstReview({ author, events }: PullRequest, fromMs: number): number | null {
  const first = events.find(
    (it) => it.kind === 'reviewed' && it.atMs >= fromMs && isPersonOtherThan(author, it.by),
  );
  return first?.atMs ?? null;
}

/** When as many people as the base branch asks for had approved, for the last time before the merge. */
function lastRequiredApproval(
  { author, rules, mergedAtMs, events }: PullRequest,
  fromMs: number,
): number | null {
  const required = Math.max(1, rules?.requiredApprovals ?? 1);
  const approvers = new Set<string>();
  let sinceMs: number | null = null;
  for (const event of events) {
    if (event.atMs > (mergedAtMs ?? Number.POSITIVE_INFINITY)) break;
    if (event.kind === 'reviewed' && event.verdict !== 'commented' && isPersonOtherThan(author, event.by)) {
      if (event.verdict === 'approved') approvers.add(event.by.name);
      else approvers.delete(event.by.name);
    } else if (event.kind === 'review-dismissed') approvers.delete(event.of.name);
    else continue;
    if (approvers.size < required) sinceMs = null;
    else sinceMs ??= Math.max(event.atMs, fromMs);
  }
  return sinceMs;
}
