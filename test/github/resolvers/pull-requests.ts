/** Pull requests, their place in the merge queue, and issues. */

import { changedFiles, commitsBehind, repositoryOfPull } from '../lookup.ts';
import {
  headCommit,
  latestOpinions,
  latestReviews,
  mergeStateStatus,
  reviewDecision,
  rollupState,
  rulesOf,
} from '../review-state.ts';
import {
  type Issue,
  identity,
  type ProjectItem,
  type PullRequest,
  type Repository,
  repositoryOf,
} from '../state.ts';
import type { Fields } from './context.ts';
import { pullRequestUrl, timelineItems } from './timeline.ts';

/** How long one entry of a merge queue takes, as its estimates have it. */
const QUEUE_SECONDS = 600;

const PULL_REQUEST: Fields<PullRequest> = {
  url: (it, _args, context) => pullRequestUrl(it, context),
  permalink: (it, _args, context) => pullRequestUrl(it, context),
  checksUrl: (it, _args, context) => `${pullRequestUrl(it, context)}/checks`,
  resourcePath: ({ repository, number }) => `/${repository}/pull/${number}`,
  repository: (it, _args, { state }) => repositoryOfPull(state, it),
  baseRepository: (it, _args, { state }) => repositoryOfPull(state, it),
  headRepository: (it, _args, { state }) => (it.fork ? null : repositoryOfPull(state, it)),
  headRepositoryOwner: (it, _args, { state }) => it.fork ?? repositoryOfPull(state, it).owner,
  bodyText: ({ body }) => body,
  bodyHTML: ({ body }) => escaped(body),
  titleHTML: ({ title }) => escaped(title),
  closed: ({ state }) => state !== 'OPEN',
  merged: ({ state }) => state === 'MERGED',
  mergeCommit: (it, _args, { state }) => repositoryOfPull(state, it).commits.get(it.mergeCommit ?? ''),
  isCrossRepository: ({ fork }) => fork !== null,
  baseRefName: ({ base }) => base,
  headRefName: ({ head }) => head,
  headRefOid: ({ headOid }) => headOid,
  baseRefOid: (it, _args, { state }) => repositoryOfPull(state, it).branches.get(it.base)?.oid ?? it.baseOid,
  baseRef: (it, _args, { state }) => repositoryOfPull(state, it).branches.get(it.base),
  headRef: (it, _args, { state }) =>
    it.fork || it.state === 'MERGED' ? null : repositoryOfPull(state, it).branches.get(it.head),
  additions: (it, _args, { state }) => sum(changedFiles(state, it).map((file) => file.additions)),
  deletions: (it, _args, { state }) => sum(changedFiles(state, it).map((file) => file.deletions)),
  changedFiles: (it, _args, { state }) => changedFiles(state, it).length,
  files: (it, _args, { state }) =>
    changedFiles(state, it).map((file) => ({ ...file, changeType: 'MODIFIED' })),
  labels: (it, _args, { state }) => it.labels.map((name) => repositoryOfPull(state, it).labels.get(name)),
  assignees: (it, _args, { state }) => it.assignees.map((login) => state.accounts.get(login)),
  participants: (it, _args, { state }) => people(it).map((login) => state.accounts.get(login)),
  reviewRequests: ({ requests }) => requests,
  reviews: ({ reviews }, { states, author }: { states?: readonly string[] | null; author?: string | null }) =>
    reviews.filter((it) => (!states || states.includes(it.state)) && (!author || it.by === author)),
  latestReviews: (it) => latestReviews(it),
  latestOpinionatedReviews: (it, { writersOnly }: { writersOnly?: boolean | null }, { state }) =>
    latestOpinions(it).filter(
      (review) => !writersOnly || !repositoryOfPull(state, it).readers.has(review.by),
    ),
  reviewDecision: (it, _args, { state }) => reviewDecision(state, it),
  reviewThreads: ({ threads }) => [...threads.values()],
  commits: (it, _args, { state }) =>
    it.commits.map(({ oid }) => ({
      ...identity('PullRequestCommit', 'PRC', it.id, oid),
      commit: repositoryOfPull(state, it).commits.get(oid),
      pullRequest: it,
    })),
  statusCheckRollup: (it, _args, { state }) => {
    const commit = headCommit(state, it);
    return commit && rollupState(commit) ? { commit } : null;
  },
  mergeable: (it, _args, context) => {
    if (it.state !== 'OPEN' || !context.isMergeabilityKnown(it)) return 'UNKNOWN';
    return it.hasConflict ? 'CONFLICTING' : 'MERGEABLE';
  },
  mergeStateStatus: (it, _args, context) =>
    it.state === 'OPEN' && context.isMergeabilityKnown(it) ? mergeStateStatus(context.state, it) : 'UNKNOWN',
  canBeRebased: ({ hasConflict }) => !hasConflict,
  isInMergeQueue: ({ queue }) => queue !== null,
  isMergeQueueEnabled: (it, _args, { state }) => rulesOf(state, it)?.mergeQueue === true,
  mergeQueueEntry: (it, _args, { state }) => (it.queue ? queueEntry(repositoryOfPull(state, it), it) : null),
  mergeQueue: (it, _args, { state }) =>
    rulesOf(state, it)?.mergeQueue ? { repository: repositoryOfPull(state, it), branch: it.base } : null,
  autoMergeRequest: (it) =>
    it.autoMerge ? { ...it.autoMerge, enabledBy: it.autoMerge.by, pullRequest: it } : null,
  closingIssuesReferences: (it, _args, { state }) =>
    it.issues.map((number) => repositoryOfPull(state, it).issues.get(number)),
  totalCommentsCount: ({ comments, threads }) =>
    comments.length + sum([...threads.values()].map((thread) => thread.comments.length)),
  // the older timeline, of other types, that nobody asks for any more
  timeline: () => [],
  timelineItems: (it, args: never) => timelineItems(it, args),
  projectItems: ({ id, projects }) =>
    [...projects.values()].map((item) => ({ ...item, id: `PVTI_${id}${item.project}` })),
  viewerDidAuthor: ({ author }, _args, { viewer }) => author === viewer.login,
  viewerCanUpdate: () => true,
  viewerCanUpdateBranch: (it, _args, { state }) => commitsBehind(state, it) > 0,
  viewerLatestReview: ({ reviews }, _args, { viewer }) => reviews.findLast((it) => it.by === viewer.login),
  viewerLatestReviewRequest: ({ requests }, _args, { viewer }) =>
    requests.find((it) => it.of === viewer.login),
  viewerSubscription: () => 'SUBSCRIBED',
  authorAssociation: (it, _args, { state }) =>
    repositoryOfPull(state, it).readers.has(it.author) ? 'CONTRIBUTOR' : 'MEMBER',
};

interface QueueEntry {
  readonly id: string;
  readonly pullRequest: PullRequest;
  readonly position: number;
}

export const PULL_REQUESTS = {
  PullRequest: PULL_REQUEST,
  MergeQueueEntry: {
    state: () => 'AWAITING_CHECKS',
    enqueuedAt: ({ pullRequest }) => pullRequest.queue?.enqueuedAt,
    enqueuer: ({ pullRequest }) => pullRequest.queue?.by,
    estimatedTimeToMerge: ({ position }) => position * QUEUE_SECONDS,
    headCommit: ({ pullRequest }, _args, { state }) => headCommit(state, pullRequest),
    mergeQueue: ({ pullRequest }, _args, { state }) => ({
      repository: repositoryOfPull(state, pullRequest),
      branch: pullRequest.base,
    }),
  },
  MergeQueue: {
    entries: ({ repository, branch }) =>
      queued(repository, branch).map((pullRequest) => queueEntry(repository, pullRequest)),
    nextEntryEstimatedTimeToMerge: ({ repository, branch }) =>
      (queued(repository, branch).length + 1) * QUEUE_SECONDS,
    url: ({ repository, branch }, _args, { webUrl }) =>
      `${webUrl}/${repository.nameWithOwner}/queue/${branch}`,
  },
  ProjectV2Item: {
    project: ({ project }) => ({ __typename: 'ProjectV2', id: `PVT_${project}`, title: project }),
    fieldValueByName: (item, { name }: { name: string }) => (name === 'Status' ? statusValue(item) : null),
    fieldValues: (item) => [statusValue(item)].filter((it) => it !== null),
    type: () => 'PULL_REQUEST',
  },
  Issue: {
    author: ({ by }) => by,
    repository: ({ repository }, _args, { state }) => repositoryOf(state, repository),
    labels: ({ repository, labels }, _args, { state }) =>
      labels.map((label) => repositoryOf(state, repository).labels.get(label)),
    state: ({ closedAt }) => (closedAt === null ? 'OPEN' : 'CLOSED'),
    closed: ({ closedAt }) => closedAt !== null,
    url: ({ repository, number }, _args, { webUrl }) => `${webUrl}/${repository}/issues/${number}`,
  },
} satisfies {
  PullRequest: Fields<PullRequest>;
  MergeQueueEntry: Fields<QueueEntry>;
  MergeQueue: Fields<{ repository: Repository; branch: string }>;
  ProjectV2Item: Fields<ProjectItem>;
  Issue: Fields<Issue>;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, it) => total + it, 0);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function people({ author, reviews, comments }: PullRequest): string[] {
  return [...new Set([author, ...reviews.map((it) => it.by), ...comments.map((it) => it.by)])];
}

/** First come, first merged. */
function queued(repository: Repository, branch: string): PullRequest[] {
  return [...repository.pullRequests.values()]
    .filter((it) => it.queue !== null && it.base === branch)
    .toSorted((a, b) => (a.queue?.enqueuedAt ?? 0) - (b.queue?.enqueuedAt ?? 0));
}

function queueEntry(repository: Repository, pullRequest: PullRequest): QueueEntry {
  const position = queued(repository, pullRequest.base).indexOf(pullRequest) + 1;
  return { id: pullRequest.queue?.id ?? '', pullRequest, position };
}

function statusValue({ status, createdAt, updatedAt }: ProjectItem) {
  const __typename = 'ProjectV2ItemFieldSingleSelectValue';
  return status === null ? null : { __typename, id: `PVTFSV_${status}`, name: status, createdAt, updatedAt };
}
