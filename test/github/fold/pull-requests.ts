/** The life of a pull request: opened, pushed to, put in order, merged or closed. */

import type { CommitInput } from '../events.ts';
import {
  identity,
  type PullRequest,
  pullRequestOf,
  type Repository,
  repositoryOf,
  type State,
} from '../state.ts';
import type { Handlers } from './handlers.ts';
import { addCommit, branchOid, labelOf, setBranch } from './repositories.ts';
import { dismissStaleReviews } from './reviews.ts';
import { record, type Told } from './timeline.ts';

type Kinds =
  | 'opened'
  | 'pushed'
  | 'branch-updated'
  | 'conflicted'
  | 'renamed'
  | 'retargeted'
  | 'drafted'
  | 'ready'
  | 'closed'
  | 'reopened'
  | 'merged'
  | 'labelled'
  | 'unlabelled'
  | 'assigned'
  | 'queued'
  | 'dequeued'
  | 'auto-merge-enabled'
  | 'auto-merge-disabled'
  | 'linked'
  | 'project-status';

export const PULL_REQUESTS: Handlers<Kinds> = {
  opened(state, event) {
    const {
      repository: nameWithOwner,
      number,
      title,
      body,
      by,
      base,
      branch,
      fork,
      isDraft,
      commits,
      atMs,
    } = event;
    const repository = repositoryOf(state, nameWithOwner);
    const pullRequest: PullRequest = {
      ...identity('PullRequest', 'PR', nameWithOwner, number),
      repository: nameWithOwner,
      number,
      author: by,
      body,
      head: branch,
      fork,
      createdAt: atMs,
      title,
      base,
      state: 'OPEN',
      isDraft,
      publishedAt: isDraft ? null : atMs,
      updatedAt: atMs,
      closedAt: null,
      mergedAt: null,
      mergedBy: null,
      mergeCommit: null,
      headOid: branchOid(repository, base),
      baseOid: branchOid(repository, base),
      commits: [],
      hasConflict: false,
      labels: [],
      assignees: [],
      requests: [],
      reviews: [],
      threads: new Map(),
      comments: [],
      timeline: [],
      queue: null,
      autoMerge: null,
      issues: [],
      projects: new Map(),
    };
    repository.pullRequests.set(number, pullRequest);
    state.nodes.set(pullRequest.id, pullRequest);
    addToHead(state, repository, pullRequest, commits, atMs);
  },
  pushed(state, event) {
    const repository = repositoryOf(state, event.repository);
    const pullRequest = pullRequestOf(state, event);
    const before = pullRequest.headOid;
    if (event.isForced) {
      pullRequest.commits = [];
      pullRequest.baseOid = branchOid(repository, pullRequest.base);
    }
    addToHead(state, repository, pullRequest, event.commits, event.atMs);
    pullRequest.hasConflict = false;
    touch(pullRequest, event.atMs);
    if (event.isForced) {
      tell(pullRequest, event, 'HeadRefForcePushedEvent', {
        beforeCommit: repository.commits.get(before) ?? null,
        afterCommit: repository.commits.get(pullRequest.headOid) ?? null,
      });
    }
    dismissStaleReviews(state, pullRequest, event.atMs);
  },
  'branch-updated'(state, event) {
    const repository = repositoryOf(state, event.repository);
    const pullRequest = pullRequestOf(state, event);
    pullRequest.baseOid = branchOid(repository, pullRequest.base);
    addToHead(state, repository, pullRequest, [event.commit], event.atMs);
    pullRequest.hasConflict = false;
    touch(pullRequest, event.atMs);
  },
  conflicted(state, event) {
    pullRequestOf(state, event).hasConflict = true;
  },
  renamed(state, event) {
    const pullRequest = pullRequestOf(state, event);
    const previousTitle = pullRequest.title;
    pullRequest.title = event.title;
    tell(pullRequest, event, 'RenamedTitleEvent', { previousTitle, currentTitle: event.title });
  },
  retargeted(state, event) {
    const pullRequest = pullRequestOf(state, event);
    const previousRefName = pullRequest.base;
    pullRequest.base = event.base;
    pullRequest.baseOid = branchOid(repositoryOf(state, event.repository), event.base);
    tell(pullRequest, event, 'BaseRefChangedEvent', { previousRefName, currentRefName: event.base });
  },
  drafted(state, event) {
    const pullRequest = pullRequestOf(state, event);
    pullRequest.isDraft = true;
    tell(pullRequest, event, 'ConvertToDraftEvent', {});
  },
  ready(state, event) {
    const pullRequest = pullRequestOf(state, event);
    pullRequest.isDraft = false;
    pullRequest.publishedAt ??= event.atMs;
    tell(pullRequest, event, 'ReadyForReviewEvent', {});
  },
  closed(state, event) {
    const pullRequest = pullRequestOf(state, event);
    pullRequest.state = 'CLOSED';
    pullRequest.closedAt = event.atMs;
    pullRequest.queue = null;
    tell(pullRequest, event, 'ClosedEvent', { closer: null, stateReason: null });
  },
  reopened(state, event) {
    const pullRequest = pullRequestOf(state, event);
    pullRequest.state = 'OPEN';
    pullRequest.closedAt = null;
    tell(pullRequest, event, 'ReopenedEvent', { stateReason: null });
  },
  merged(state, event) {
    const repository = repositoryOf(state, event.repository);
    const pullRequest = pullRequestOf(state, event);
    const commit = addCommit(state, repository, event.commit, event.atMs);
    setBranch(state, repository, pullRequest.base, commit.oid);
    Object.assign(pullRequest, {
      state: 'MERGED',
      mergedAt: event.atMs,
      mergedBy: event.by,
      mergeCommit: commit.oid,
      closedAt: event.atMs,
      queue: null,
      autoMerge: null,
    });
    tell(pullRequest, event, 'MergedEvent', { commit, mergeRefName: pullRequest.base });
    tell(pullRequest, event, 'ClosedEvent', { closer: null, stateReason: null });
  },
  labelled(state, event) {
    const pullRequest = pullRequestOf(state, event);
    if (pullRequest.labels.includes(event.label)) return;
    pullRequest.labels.push(event.label);
    tell(pullRequest, event, 'LabeledEvent', { label: label(state, event) });
  },
  unlabelled(state, event) {
    const pullRequest = pullRequestOf(state, event);
    if (!pullRequest.labels.includes(event.label)) return;
    pullRequest.labels = pullRequest.labels.filter((it) => it !== event.label);
    tell(pullRequest, event, 'UnlabeledEvent', { label: label(state, event) });
  },
  assigned(state, event) {
    const pullRequest = pullRequestOf(state, event);
    pullRequest.assignees.push(event.to);
    tell(pullRequest, event, 'AssignedEvent', { assignee: event.to });
  },
  queued(state, event) {
    const pullRequest = pullRequestOf(state, event);
    const { id } = identity('MergeQueueEntry', 'MQE', pullRequest.id, event.atMs);
    pullRequest.queue = { id, enqueuedAt: event.atMs, by: event.by };
    tell(pullRequest, event, 'AddedToMergeQueueEvent', { enqueuer: event.by });
  },
  dequeued(state, event) {
    const pullRequest = pullRequestOf(state, event);
    const enqueuer = pullRequest.queue?.by ?? null;
    pullRequest.queue = null;
    tell(pullRequest, event, 'RemovedFromMergeQueueEvent', {
      reason: event.reason,
      enqueuer,
      beforeCommit: null,
    });
  },
  'auto-merge-enabled'(state, event) {
    const pullRequest = pullRequestOf(state, event);
    pullRequest.autoMerge = { enabledAt: event.atMs, by: event.by };
    tell(pullRequest, event, 'AutoMergeEnabledEvent', { enabler: event.by });
  },
  'auto-merge-disabled'(state, event) {
    const pullRequest = pullRequestOf(state, event);
    pullRequest.autoMerge = null;
    tell(pullRequest, event, 'AutoMergeDisabledEvent', {
      disabler: event.by,
      reason: null,
      reasonCode: null,
    });
  },
  linked(state, event) {
    pullRequestOf(state, event).issues.push(event.issue);
  },
  'project-status'(state, event) {
    const pullRequest = pullRequestOf(state, event);
    const { project, status, atMs } = event;
    const before = pullRequest.projects.get(project);
    const previousStatus = before?.status ?? '';
    pullRequest.projects.set(project, {
      project,
      status,
      createdAt: before?.createdAt ?? atMs,
      updatedAt: atMs,
    });
    if (!before) record(pullRequest, event, 'AddedToProjectV2Event', { project: event.project });
    // a project's item changes, not the pull request: `updatedAt` stays
    record(pullRequest, event, 'ProjectV2ItemStatusChangedEvent', {
      project: event.project,
      previousStatus,
      status: event.status ?? '',
    });
  },
};

/** Notes the event in the timeline and moves `updatedAt`. */
function tell(pullRequest: PullRequest, event: Told, type: string, fields: Record<string, unknown>): void {
  record(pullRequest, event, type, fields);
  touch(pullRequest, event.atMs);
}

export function touch(pullRequest: PullRequest, atMs: number): void {
  pullRequest.updatedAt = atMs;
}

function label(state: State, event: { repository: string; label: string; atMs: number }) {
  return labelOf(state, repositoryOf(state, event.repository), event.label, event.atMs);
}

function addToHead(
  state: State,
  repository: Repository,
  pullRequest: PullRequest,
  commits: readonly CommitInput[],
  atMs: number,
): void {
  for (const input of commits) {
    const commit = addCommit(state, repository, input, atMs);
    const entry = { oid: commit.oid, pushedAt: atMs };
    pullRequest.commits.push(entry);
    record(pullRequest, { atMs, by: null }, 'PullRequestCommit', { commit });
  }
  pullRequest.headOid = commits.at(-1)?.oid ?? pullRequest.headOid;
  if (!pullRequest.fork) setBranch(state, repository, pullRequest.head, pullRequest.headOid);
}
