/** Review requests, reviews, threads and comments. */

import {
  type Comment,
  identity,
  type PullRequest,
  pullRequestOf,
  type Review,
  repositoryOf,
  type State,
  type Thread,
} from '../state.ts';
import type { Handlers } from './handlers.ts';
import { record } from './timeline.ts';

type Kinds =
  | 'review-requested'
  | 'review-request-removed'
  | 'reviewed'
  | 'review-dismissed'
  | 'thread-opened'
  | 'thread-answered'
  | 'thread-resolved'
  | 'thread-unresolved'
  | 'thread-outdated'
  | 'commented';

export const REVIEWS: Handlers<Kinds> = {
  'review-requested'(state, event) {
    const pullRequest = pullRequestOf(state, event);
    if (pullRequest.requests.some((it) => it.of === event.of)) return;
    const key = identity('ReviewRequest', 'RR', pullRequest.id, event.of, event.atMs);
    const request = { ...key, of: event.of, asCodeOwner: event.asCodeOwner };
    pullRequest.requests.push(request);
    state.nodes.set(request.id, request);
    record(pullRequest, event, 'ReviewRequestedEvent', { requestedReviewer: event.of });
    pullRequest.updatedAt = event.atMs;
  },
  'review-request-removed'(state, event) {
    const pullRequest = pullRequestOf(state, event);
    pullRequest.requests = pullRequest.requests.filter((it) => it.of !== event.of);
    record(pullRequest, event, 'ReviewRequestRemovedEvent', { requestedReviewer: event.of });
    pullRequest.updatedAt = event.atMs;
  },
  reviewed(state, event) {
    review(state, pullRequestOf(state, event), event);
  },
  'review-dismissed'(state, event) {
    const pullRequest = pullRequestOf(state, event);
    const last = pullRequest.reviews.findLast((it) => it.by === event.of && isOpinion(it));
    if (!last) throw new Error(`${event.of} has no review of ${event.repository}#${event.number} to dismiss`);
    dismiss(pullRequest, last, event.by, event.message, event.atMs);
    pullRequest.updatedAt = event.atMs;
  },
  'thread-opened'(state, event) {
    const pullRequest = pullRequestOf(state, event);
    if (event.by !== pullRequest.author) {
      review(state, pullRequest, { by: event.by, state: 'COMMENTED', body: '', atMs: event.atMs });
    }
    const thread: Thread = {
      ...identity('PullRequestReviewThread', 'PRRT', pullRequest.id, event.thread),
      pullRequest,
      path: event.path,
      line: event.line,
      comments: [],
      isOutdated: false,
      resolvedBy: null,
    };
    pullRequest.threads.set(event.thread, thread);
    state.nodes.set(thread.id, thread);
    addThreadComment(state, thread, event);
  },
  'thread-answered'(state, event) {
    addThreadComment(state, threadOf(state, event), event);
  },
  'thread-resolved'(state, event) {
    threadOf(state, event).resolvedBy = event.by;
  },
  'thread-unresolved'(state, event) {
    threadOf(state, event).resolvedBy = null;
  },
  'thread-outdated'(state, event) {
    threadOf(state, event).isOutdated = true;
  },
  commented(state, event) {
    const pullRequest = pullRequestOf(state, event);
    const comment: Comment = {
      ...identity('IssueComment', 'IC', pullRequest.id, pullRequest.comments.length),
      by: event.by,
      body: event.body,
      createdAt: event.atMs,
    };
    pullRequest.comments.push(comment);
    pullRequest.timeline.push({ ...comment });
    state.nodes.set(comment.id, comment);
    pullRequest.updatedAt = event.atMs;
  },
};

interface Reviewed {
  readonly by: string;
  readonly state: Review['state'];
  readonly body: string;
  readonly atMs: number;
}

/** A review answers the request of its author, and those of the author's teams. */
function review(state: State, pullRequest: PullRequest, { by, state: verdict, body, atMs }: Reviewed): void {
  const isAnswered = (of: string) => of === by || state.teams.get(of)?.members.includes(by) === true;
  const onBehalfOf = pullRequest.requests
    .map((it) => it.of)
    .filter((of) => state.teams.has(of) && isAnswered(of));
  const submitted: Review = {
    ...identity('PullRequestReview', 'PRR', pullRequest.id, pullRequest.reviews.length),
    pullRequest,
    by,
    body,
    oid: pullRequest.headOid,
    submittedAt: atMs,
    onBehalfOf,
    state: verdict,
  };
  pullRequest.requests = pullRequest.requests.filter((it) => !isAnswered(it.of));
  pullRequest.reviews.push(submitted);
  state.nodes.set(submitted.id, submitted);
  const { id } = submitted;
  pullRequest.timeline.push({ __typename: 'PullRequestReview', id, createdAt: atMs, review: submitted });
  pullRequest.updatedAt = atMs;
}

/** The approvals that a push makes void, where the base branch says so. */
export function dismissStaleReviews(state: State, pullRequest: PullRequest, atMs: number): void {
  if (!repositoryOf(state, pullRequest.repository).rules.get(pullRequest.base)?.dismissesStale) return;
  for (const stale of pullRequest.reviews.filter((it) => it.state === 'APPROVED')) {
    dismiss(pullRequest, stale, null, null, atMs);
  }
}

function dismiss(
  pullRequest: PullRequest,
  dismissed: Review,
  by: string | null,
  dismissalMessage: string | null,
  atMs: number,
): void {
  const previousReviewState = dismissed.state;
  dismissed.state = 'DISMISSED';
  record(pullRequest, { atMs, by }, 'ReviewDismissedEvent', {
    review: dismissed,
    previousReviewState,
    dismissalMessage,
  });
}

/** Whether it counts for or against the pull request. */
export function isOpinion({ state }: Review): boolean {
  return state === 'APPROVED' || state === 'CHANGES_REQUESTED';
}

function threadOf(state: State, event: { repository: string; number: number; thread: number }): Thread {
  const thread = pullRequestOf(state, event).threads.get(event.thread);
  if (!thread) throw new Error(`${event.repository}#${event.number} has no thread ${event.thread}`);
  return thread;
}

function addThreadComment(
  state: State,
  thread: Thread,
  { by, body, atMs }: { by: string; body: string; atMs: number },
): void {
  const comment: Comment = {
    ...identity('PullRequestReviewComment', 'PRRC', thread.id, thread.comments.length),
    by,
    body,
    createdAt: atMs,
  };
  thread.comments.push(comment);
  state.nodes.set(comment.id, comment);
  thread.pullRequest.updatedAt = atMs;
}
