/** What stands between a pull request and its merge: reviews, checks, conflicts. */

import type { ContextState } from './events.ts';
import { currentRuns, hasFailed, suiteConclusion } from './fold/checks.ts';
import { isOpinion } from './fold/reviews.ts';
import { commitsBehind, repositoryOfPull } from './lookup.ts';
import type { CheckRun, CheckSuite, Commit, PullRequest, Review, State, StatusContext } from './state.ts';

export function rulesOf(state: State, pullRequest: PullRequest) {
  return repositoryOfPull(state, pullRequest).rules.get(pullRequest.base) ?? null;
}

/** The last approval, request for changes or dismissal of each reviewer; comments change nothing about it. */
export function latestOpinions(pullRequest: PullRequest): Review[] {
  const latest = new Map<string, Review>();
  for (const review of pullRequest.reviews) {
    if (isOpinion(review) || review.state === 'DISMISSED') latest.set(review.by, review);
  }
  return [...latest.values()];
}

export function latestReviews(pullRequest: PullRequest): Review[] {
  return [...new Map(pullRequest.reviews.map((review) => [review.by, review])).values()];
}

export function reviewDecision(state: State, pullRequest: PullRequest): string | null {
  const rules = rulesOf(state, pullRequest);
  const { readers } = repositoryOfPull(state, pullRequest);
  const counting = latestOpinions(pullRequest).filter((it) => !readers.has(it.by));
  if (counting.some((it) => it.state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  const approvals = counting.filter((it) => it.state === 'APPROVED').length;
  const isOwnerMissing = rules?.codeOwners === true && pullRequest.requests.some((it) => it.asCodeOwner);
  if (!rules || (rules.approvals === 0 && !isOwnerMissing)) return approvals > 0 ? 'APPROVED' : null;
  return approvals >= rules.approvals && !isOwnerMissing ? 'APPROVED' : 'REVIEW_REQUIRED';
}

export type RollupContext = CheckRun | StatusContext;

/** The newest run of each check, and the newest status of each context. */
export function rollupContexts(commit: Commit): RollupContext[] {
  return [...commit.suites.flatMap(currentRuns), ...commit.contexts.values()];
}

export function rollupState(commit: Commit): ContextState | 'EXPECTED' | null {
  const contexts = rollupContexts(commit);
  if (contexts.length === 0) return null;
  if (contexts.some((it) => outcome(it) === 'failed')) return 'FAILURE';
  return contexts.some((it) => outcome(it) === 'pending') ? 'PENDING' : 'SUCCESS';
}

export function outcome(context: RollupContext): 'passed' | 'failed' | 'pending' {
  if (context.__typename === 'StatusContext') {
    if (context.state === 'PENDING') return 'pending';
    return context.state === 'SUCCESS' ? 'passed' : 'failed';
  }
  if (context.status !== 'COMPLETED') return 'pending';
  return hasFailed(context) ? 'failed' : 'passed';
}

export const nameOf = (context: RollupContext): string =>
  context.__typename === 'StatusContext' ? context.context : context.name;

export function isRequired(state: State, pullRequest: PullRequest, context: RollupContext): boolean {
  return rulesOf(state, pullRequest)?.checks.includes(nameOf(context)) === true;
}

export function suiteStatus(suite: CheckSuite): string {
  const runs = currentRuns(suite);
  if (suiteConclusion(suite) !== null) return 'COMPLETED';
  if (runs.some((run) => run.status === 'WAITING')) return 'WAITING';
  return runs.some((run) => run.status !== 'QUEUED') ? 'IN_PROGRESS' : 'QUEUED';
}

export function headCommit(state: State, pullRequest: PullRequest): Commit | null {
  return repositoryOfPull(state, pullRequest).commits.get(pullRequest.headOid) ?? null;
}

/** GitHub's own verdict; what blocks comes before what is merely behind or unstable. */
export function mergeStateStatus(state: State, pullRequest: PullRequest): string {
  if (pullRequest.hasConflict) return 'DIRTY';
  if (pullRequest.isDraft) return 'DRAFT';
  const rules = rulesOf(state, pullRequest);
  const head = headCommit(state, pullRequest);
  const contexts = head ? rollupContexts(head) : [];
  const decision = reviewDecision(state, pullRequest);
  const hasMissingCheck = rules?.checks.some((name) => {
    const found = contexts.find((it) => nameOf(it) === name);
    return !found || outcome(found) !== 'passed';
  });
  const hasOpenThread =
    rules?.resolvedThreads === true && [...pullRequest.threads.values()].some((it) => it.resolvedBy === null);
  const isUnreviewed = rules !== null && decision !== 'APPROVED' && decision !== null;
  if (isUnreviewed || hasMissingCheck || hasOpenThread) return 'BLOCKED';
  if (rules?.upToDate && commitsBehind(state, pullRequest) > 0) return 'BEHIND';
  return contexts.some((it) => outcome(it) !== 'passed') ? 'UNSTABLE' : 'CLEAN';
}
