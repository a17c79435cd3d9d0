/** Items of a pull request's timeline, and the reviews, threads and comments that are told there. */

import type { Connection } from '../connection.ts';
import { repositoryOfPull } from '../lookup.ts';
import type { Comment, Label, PullRequest, Review, ReviewRequest, Thread, TimelineItem } from '../state.ts';
import { repositoryOf } from '../state.ts';
import type { Context, Fields } from './context.ts';

interface TimelineArguments {
  readonly itemTypes?: readonly string[] | null;
  readonly since?: string | null;
  readonly skip?: number | null;
}

/** The items asked for, oldest first. A review stands for itself there. */
export function timelineItems(
  { timeline }: PullRequest,
  { itemTypes, since, skip }: TimelineArguments,
): readonly unknown[] {
  const types = itemTypes && new Set(itemTypes.map(typeOf));
  const sinceMs = since ? Date.parse(since) : Number.NEGATIVE_INFINITY;
  return timeline
    .filter((item) => (!types || types.has(item.__typename)) && item.createdAt >= sinceMs)
    .slice(skip ?? 0)
    .map((item) => (item.__typename === 'PullRequestReview' ? item.review : item));
}

/** `REVIEW_REQUESTED_EVENT` is the item type of `ReviewRequestedEvent`. */
function typeOf(itemType: string): string {
  return itemType
    .toLowerCase()
    .replaceAll(/(?:^|_)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

const COMMENT: Fields<Comment> = {
  author: ({ by }) => by,
  bodyText: ({ body }) => body,
  publishedAt: ({ createdAt }) => createdAt,
  updatedAt: ({ createdAt }) => createdAt,
  viewerDidAuthor: ({ by }, _args, { viewer }) => by === viewer.login,
};

export const TIMELINE = {
  PullRequestTimelineItemsConnection: {
    filteredCount: ({ all }) => all.length,
    pageCount: ({ nodes }) => nodes.length,
    updatedAt: ({ all }) => Math.max(0, ...all.map((item) => item.createdAt ?? 0)),
  },
  PullRequestCommit: {
    url: ({ commit }, _args, { webUrl }) => `${webUrl}/${commit.repository}/commit/${commit.oid}`,
  },
  PullRequestReview: {
    author: ({ by }) => by,
    createdAt: ({ submittedAt }) => submittedAt,
    publishedAt: ({ submittedAt }) => submittedAt,
    updatedAt: ({ submittedAt }) => submittedAt,
    authorCanPushToRepository: ({ by, pullRequest }, _args, { state }) => canPush(pullRequest, by, state),
    authorAssociation: ({ by, pullRequest }, _args, { state }) =>
      canPush(pullRequest, by, state) ? 'MEMBER' : 'CONTRIBUTOR',
    commit: ({ pullRequest, oid }, _args, { state }) => repositoryOfPull(state, pullRequest).commits.get(oid),
    onBehalfOf: ({ onBehalfOf }, _args, { state }) => onBehalfOf.map((team) => state.teams.get(team)),
    comments: ({ pullRequest, by, submittedAt }) =>
      [...pullRequest.threads.values()]
        .flatMap((thread) => thread.comments)
        .filter((comment) => comment.by === by && comment.createdAt === submittedAt),
    repository: ({ pullRequest }, _args, { state }) => repositoryOfPull(state, pullRequest),
    url: ({ pullRequest, databaseId }, _args, context) =>
      `${pullRequestUrl(pullRequest, context)}#pullrequestreview-${databaseId}`,
    viewerDidAuthor: ({ by }, _args, { viewer }) => by === viewer.login,
  },
  PullRequestReviewThread: {
    isResolved: ({ resolvedBy }) => resolvedBy !== null,
    isCollapsed: ({ resolvedBy, isOutdated }) => resolvedBy !== null || isOutdated,
    repository: ({ pullRequest }, _args, { state }) => repositoryOfPull(state, pullRequest),
    subjectType: () => 'LINE',
    diffSide: () => 'RIGHT',
  },
  PullRequestReviewComment: COMMENT,
  IssueComment: COMMENT,
  ReviewRequest: {
    requestedReviewer: ({ of }) => of,
  },
  Label: {
    url: ({ repository, name }, _args, { webUrl }) =>
      `${webUrl}/${repository}/labels/${encodeURIComponent(name)}`,
    repository: ({ repository }, _args, { state }) => repositoryOf(state, repository),
  },
  AddedToProjectV2Event: { project: projectOf },
  ProjectV2ItemStatusChangedEvent: { project: projectOf },
} satisfies {
  PullRequestTimelineItemsConnection: Fields<Connection<TimelineItem>>;
  PullRequestCommit: Fields<{ commit: { repository: string; oid: string } }>;
  PullRequestReview: Fields<Review>;
  PullRequestReviewThread: Fields<Thread>;
  PullRequestReviewComment: Fields<Comment>;
  IssueComment: Fields<Comment>;
  ReviewRequest: Fields<ReviewRequest>;
  Label: Fields<Label>;
  AddedToProjectV2Event: Fields<TimelineItem>;
  ProjectV2ItemStatusChangedEvent: Fields<TimelineItem>;
};

function projectOf({ project }: TimelineItem): unknown {
  return { __typename: 'ProjectV2', id: `PVT_${project}`, title: project };
}

function canPush(pullRequest: PullRequest, login: string, state: Context['state']): boolean {
  return !repositoryOfPull(state, pullRequest).readers.has(login);
}

export function pullRequestUrl({ repository, number }: PullRequest, { webUrl }: Context): string {
  return `${webUrl}/${repository}/pull/${number}`;
}
