/** A pull request out of GitHub's answers, and what later looks change of it. */

import type {
  BaseRules,
  PullRequest,
  PullRequestCommit,
  PullRequestEvent,
  Thread,
  Who,
} from '../../../domain/pull-requests/pull-request.ts';
import { awaitsApproval, checksOf, deploymentOf, environmentApprovals, timeIfAny, timeOf } from './checks.ts';
import { eventsOf, projectEvents, reviewerOf, teamNameOf, whoOf } from './events.ts';
import {
  type BaseRef,
  type CommitNode,
  type DeeperNode,
  type DetailNode,
  items,
  type PulseNode,
  type RowNode,
  type ThreadNode,
} from './shapes.ts';

/** What was asked for afterwards, by id of the thread, the review or the check run. */
export type Deeper = ReadonlyMap<string, DeeperNode>;

/** What could not be read of a pull request of which the index alone is known. */
export const DETAIL = 'detail';

function keyOf(host: string, node: RowNode): string {
  return `${host}/${node.repository.nameWithOwner}#${node.number}`;
}

/** A pull request as far as the index tells of it. */
export function basicOf(host: string, node: RowNode): PullRequest {
  const base = node.baseRefName;
  return {
    key: keyOf(host, node),
    forge: host,
    id: node.id,
    repository: node.repository.nameWithOwner,
    number: node.number,
    title: node.title,
    url: node.url,
    author: whoOf(node.author),
    createdAtMs: timeOf(node.createdAt),
    base,
    isDefaultBase: node.repository.defaultBranchRef?.name === base,
    head: node.headRefName,
    isFork: node.isCrossRepository,
    files: [],
    labels: [],
    mergeable: 'unknown',
    isBehind: null,
    rules: null,
    reviewRequests: [],
    threads: [],
    checks: [],
    checksAwaitApproval: false,
    securityAlerts: null,
    deployments: [],
    environmentApprovals: [],
    commits: [],
    commitCount: 0,
    projectStatus: null,
    events: [],
    firstSeen: {},
    incomplete: [DETAIL],
    ...presentOf(node),
  };
}

/** What every look at the index tells anew. */
function presentOf(node: RowNode) {
  const { mergeQueueEntry: entry } = node;
  return {
    state: STATES[node.state],
    isDraft: node.isDraft,
    updatedAtMs: timeOf(node.updatedAt),
    mergedAtMs: timeIfAny(node.mergedAt),
    closedAtMs: timeIfAny(node.closedAt),
    headOid: node.headRefOid,
    additions: node.additions,
    deletions: node.deletions,
    fileCount: node.changedFiles,
    mergeQueue: entry
      ? {
          position: entry.position,
          enqueuedAtMs: timeOf(entry.enqueuedAt),
          estimatedMs: entry.estimatedTimeToMerge === null ? null : entry.estimatedTimeToMerge * 1000,
        }
      : null,
  } satisfies Partial<PullRequest>;
}

const STATES = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;

/**
 * Whether it can be merged, and since when it is known that it cannot. GitHub computes it on being asked and says
 * `UNKNOWN` meanwhile: then what was known stands.
 */
function withMergeability(
  pullRequest: PullRequest,
  { mergeable, mergeStateStatus }: Pick<RowNode, 'mergeable' | 'mergeStateStatus'>,
  known: PullRequest | undefined,
  nowMs: number,
): PullRequest {
  const last = known ?? pullRequest;
  const is = mergeable === 'UNKNOWN' ? last.mergeable : mergeable === 'MERGEABLE' ? 'yes' : 'conflict';
  const isBehind = mergeable === 'UNKNOWN' ? last.isBehind : behindOf(mergeStateStatus);
  const { conflictAtMs, behindAtMs } = last.firstSeen;
  return {
    ...pullRequest,
    mergeable: is,
    isBehind,
    firstSeen: {
      ...(is === 'conflict' && { conflictAtMs: conflictAtMs ?? nowMs }),
      ...(isBehind === true && { behindAtMs: behindAtMs ?? nowMs }),
    },
  };
}

/** Some states hide whether it is behind: a pull request that is blocked by something else may be so as well. */
function behindOf(mergeStateStatus: string | undefined): boolean | null {
  if (mergeStateStatus === 'BEHIND') return true;
  return ['CLEAN', 'UNSTABLE', 'HAS_HOOKS'].includes(mergeStateStatus ?? '') ? false : null;
}

/** What the index tells, put into what is known of the rest. */
export function refreshed(known: PullRequest, node: RowNode, nowMs: number): PullRequest {
  return withMergeability({ ...known, title: node.title, ...presentOf(node) }, node, known, nowMs);
}

export interface Surroundings {
  readonly host: string;
  readonly nowMs: number;
  readonly deeper: Deeper;
  /** of the same pull request, from an earlier look */
  readonly known: PullRequest | undefined;
  /** what could not be read in full */
  readonly incomplete: readonly string[];
}

export function detailOf(node: DetailNode, around: Surroundings): PullRequest {
  const { host, deeper, known, nowMs, incomplete } = around;
  const basic = basicOf(host, node);
  const [owner = ''] = basic.repository.split('/');
  const teamsOf = (review: string) =>
    items(deeper.get(review)?.onBehalfOf).map((team) => teamNameOf(team, owner));
  const events = eventsOf({
    timeline: items(node.timelineItems),
    createdAtMs: basic.createdAtMs,
    owner,
    onBehalfOf: teamsOf,
  });
  const detail: PullRequest = {
    ...basic,
    files: items(node.files).map(({ path, additions, deletions }) => ({ path, additions, deletions })),
    labels: items(node.labels).map(({ name }) => name),
    rules: rulesOf(node.baseRef),
    reviewRequests: items(node.reviewRequests).flatMap(({ requestedReviewer, asCodeOwner }) => {
      const of = reviewerOf(requestedReviewer, owner);
      return of ? { of, asCodeOwner: asCodeOwner ?? false } : [];
    }),
    commits: items(node.messages).map((commit) => commitOf(commit, deeper)),
    commitCount: node.messages.totalCount ?? 0,
    securityAlerts: known?.headOid === basic.headOid ? known.securityAlerts : null,
    deployments: items(items(node.tip)[0]?.commit.deployments).map(deploymentOf),
    events,
    incomplete,
  };
  const whole: PullRequest = {
    ...detail,
    ...currentChecks(node, (_, checkRun) => approversOf(checkRun, deeper, owner)),
    ...currentStatus(detail, node, known?.events ?? []),
    threads: items(node.reviewThreads).map((thread) => threadOf(thread, deeper)),
  };
  return withMergeability(whole, node, known, nowMs);
}

/**
 * What is known, with what a pulse tells of it anew; null when there is something of which a pulse does not tell enough,
 * such as a thread that was not there before.
 */
export function withPulse(known: PullRequest, node: PulseNode, nowMs: number): PullRequest | null {
  const reviewersOf = new Map(known.environmentApprovals.map((it) => [it.environment, it.reviewers]));
  const checks = currentChecks(node, (environment) => reviewersOf.get(environment) ?? []);
  const isNew = checks.environmentApprovals?.some(({ environment }) => !reviewersOf.has(environment));
  if (isNew || (node.reviewThreads && !isSame(known.threads, items(node.reviewThreads)))) return null;
  const pulsed = { ...known, ...checks, ...currentStatus(known, node, []) };
  return withMergeability(pulsed, node, known, nowMs);
}

/** Whoever answers in a thread moves the pull request's `updatedAt`; whoever resolves one does not. */
const isSame = (known: readonly Thread[], now: readonly ThreadNode[]): boolean =>
  known.length === now.length &&
  known.every((it, i) => it.isResolved === now[i]?.isResolved && it.isOutdated === now[i]?.isOutdated);

/** Nothing where the checks were not asked for. */
function currentChecks(
  node: PulseNode,
  approversOf: (environment: string, checkRun: string) => readonly Who[],
): Partial<Pick<PullRequest, 'checks' | 'checksAwaitApproval' | 'environmentApprovals'>> {
  const [tip] = items(node.tip);
  if (!tip) return {};
  const contexts = items(tip.commit.statusCheckRollup?.contexts);
  return {
    checks: checksOf(contexts),
    checksAwaitApproval: awaitsApproval(items(tip.commit.checkSuites)),
    environmentApprovals: environmentApprovals(contexts, approversOf),
  };
}

/** Nothing where the project was not asked for. */
function currentStatus(
  { events }: PullRequest,
  { projectItems }: PulseNode,
  seen: readonly PullRequestEvent[],
): Partial<Pick<PullRequest, 'projectStatus' | 'events'>> {
  if (!projectItems) return {};
  const projects = items(projectItems);
  const named = projects.find(({ fieldValueByName }) => fieldValueByName?.name);
  return {
    projectStatus: named?.fieldValueByName?.name ?? null,
    events: withStatus(events, [...seen, ...projectEvents(projects)]),
  };
}

/** GitHub has only the last status of a project; those that earlier looks saw are kept. */
function withStatus(
  events: readonly PullRequestEvent[],
  seen: readonly PullRequestEvent[],
): PullRequestEvent[] {
  const statuses = new Map(
    [...events, ...seen].flatMap((event) =>
      event.kind === 'project-status'
        ? [[`${event.project} ${event.status} ${event.atMs}`, event] as const]
        : [],
    ),
  );
  const others = events.filter(({ kind }) => kind !== 'project-status');
  return [...others, ...statuses.values()].sort((a, b) => a.atMs - b.atMs);
}

function approversOf(checkRun: string, deeper: Deeper, owner: string): Who[] {
  return items(deeper.get(checkRun)?.pendingDeploymentRequest?.reviewers).flatMap(
    (reviewer) => reviewerOf(reviewer, owner) ?? [],
  );
}

function threadOf({ id, isResolved, isOutdated }: ThreadNode, deeper: Deeper): Thread {
  const comments = deeper.get(id)?.comments;
  const listed = items(comments).map(({ author, createdAt }) => ({
    by: whoOf(author),
    atMs: timeOf(createdAt),
  }));
  return {
    isResolved,
    isOutdated,
    comments: listed,
    isTruncated: comments === undefined || (comments.totalCount ?? 0) > listed.length,
  };
}

/** Of a message without trailers of ours the first line is enough: whole messages are most of what there is to keep. */
function commitOf({ commit }: CommitNode, deeper: Deeper): PullRequestCommit {
  const { id, oid, authoredDate, message } = commit;
  return {
    oid,
    isMerge: looksLikeMerge(commit) && (deeper.get(id)?.parents?.totalCount ?? 2) > 1,
    authoredAtMs: timeOf(authoredDate),
    message: /^AI-/im.test(message) ? message : (message.split('\n', 1)[0] ?? ''),
  };
}

/** Asking each commit for its parents would cost more than all the rest, so only those are asked that say so. */
export const looksLikeMerge = ({ message }: Pick<CommitNode['commit'], 'message'>): boolean =>
  /^Merge\b/i.test(message);

/** Branch protection and rulesets together: what either asks for is asked for. */
function rulesOf(base: BaseRef | null): BaseRules | null {
  if (!base || (base.refUpdateRule === undefined && base.rules === undefined)) return null;
  const rule = base.refUpdateRule;
  const parameters = items(base.rules).flatMap((node) => node.parameters ?? []);
  const names = (rule?.requiredStatusCheckContexts ?? []).filter((name): name is string => name !== null);
  return {
    requiredApprovals: Math.max(
      rule?.requiredApprovingReviewCount ?? 0,
      ...parameters.map((it) => it.requiredApprovingReviewCount ?? 0),
    ),
    requiresCodeOwners:
      (rule?.requiresCodeOwnerReviews ?? false) || parameters.some((it) => it.requireCodeOwnerReview),
    requiresResolvedThreads:
      (rule?.requiresConversationResolution ?? false) ||
      parameters.some((it) => it.requiredReviewThreadResolution),
    requiresUpToDate: parameters.some((it) => it.strictRequiredStatusChecksPolicy),
    requiredChecks: [
      ...new Set([
        ...names,
        ...parameters.flatMap((it) => (it.requiredStatusChecks ?? []).map(({ context }) => context)),
      ]),
    ],
  };
}
