/** The state of a world at one moment, as its events make it. Times are epoch milliseconds. */

import { createHash } from 'node:crypto';
import type {
  AlertKind,
  BranchRules,
  CheckConclusion,
  CheckStatus,
  CommitInput,
  ContextState,
  DeploymentState,
  ReviewState,
  Severity,
} from './events.ts';

interface Entity<Type extends string> {
  readonly __typename: Type;
  /** opaque to clients, unique, and the same in every fold of the same events */
  readonly id: string;
  readonly databaseId: number;
}

export interface Account extends Entity<'User' | 'Bot' | 'Organization'> {
  readonly login: string;
  readonly name: string | null;
  readonly createdAt: number;
}

export interface Team extends Entity<'Team'> {
  readonly organisation: string;
  readonly slug: string;
  readonly name: string;
  readonly isSecret: boolean;
  readonly members: readonly string[];
}

export interface Repository extends Entity<'Repository'> {
  readonly nameWithOwner: string;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly createdAt: number;
  /** those whose reviews do not count */
  readonly readers: ReadonlySet<string>;
  readonly scanners: ReadonlySet<AlertKind>;
  readonly rules: Map<string, BranchRules>;
  readonly environments: Map<string, Environment>;
  readonly labels: Map<string, Label>;
  readonly branches: Map<string, Branch>;
  readonly commits: Map<string, Commit>;
  readonly pullRequests: Map<number, PullRequest>;
  readonly issues: Map<number, Issue>;
  readonly deployments: Map<number, Deployment>;
  readonly suites: CheckSuite[];
  readonly alerts: Map<string, Alert>;
  isArchived: boolean;
  pushedAt: number;
}

export interface Environment extends Entity<'Environment'> {
  readonly name: string;
  readonly reviewers: readonly string[];
}

export interface Label extends Entity<'Label'> {
  readonly repository: string;
  readonly name: string;
  readonly color: string;
  readonly createdAt: number;
}

export interface Branch extends Entity<'Ref'> {
  readonly repository: string;
  readonly name: string;
  oid: string;
}

export interface Commit extends Entity<'Commit'> {
  readonly repository: string;
  readonly oid: string;
  readonly input: CommitInput;
  readonly pushedAt: number;
  readonly suites: CheckSuite[];
  readonly contexts: Map<string, StatusContext>;
  readonly deployments: Deployment[];
}

export interface CheckSuite extends Entity<'CheckSuite'> {
  readonly repository: string;
  readonly oid: string;
  readonly app: string;
  /** name of the workflow, for suites of GitHub Actions */
  readonly workflow: string | null;
  readonly createdAt: number;
  updatedAt: number;
  attempt: number;
  attemptStartedAt: number;
  awaitsApproval: boolean;
  /** every run, those of earlier attempts included, oldest first */
  readonly runs: CheckRun[];
  /** conclusions of the attempts before the present one, first one first */
  readonly earlier: {
    readonly conclusion: CheckConclusion | null;
    readonly startedAt: number;
    readonly updatedAt: number;
  }[];
}

export interface CheckRun extends Entity<'CheckRun'> {
  readonly suite: CheckSuite;
  readonly name: string;
  readonly createdAt: number;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  title: string | null;
  startedAt: number | null;
  completedAt: number | null;
  /** of an attempt that another one followed */
  isSuperseded: boolean;
  /** the environment that it waits for */
  environment: string | null;
}

export interface StatusContext extends Entity<'StatusContext'> {
  readonly repository: string;
  readonly oid: string;
  readonly context: string;
  readonly state: ContextState;
  readonly description: string | null;
  readonly by: string | null;
  readonly createdAt: number;
}

export interface Deployment extends Entity<'Deployment'> {
  readonly repository: string;
  readonly number: number;
  readonly oid: string;
  readonly ref: string;
  readonly environment: string;
  readonly by: string;
  readonly createdAt: number;
  updatedAt: number;
  readonly statuses: DeploymentStatus[];
}

export interface DeploymentStatus extends Entity<'DeploymentStatus'> {
  readonly deployment: Deployment;
  readonly state: DeploymentState;
  readonly by: string;
  readonly createdAt: number;
}

export interface Alert {
  readonly number: number;
  readonly type: AlertKind;
  readonly tool: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly pullRequest: number | null;
  readonly path: string;
  readonly createdAt: number;
  state: 'open' | 'fixed' | 'dismissed';
  closedAt: number | null;
}

export interface Issue extends Entity<'Issue'> {
  readonly repository: string;
  readonly number: number;
  readonly title: string;
  readonly by: string;
  readonly createdAt: number;
  readonly labels: string[];
  updatedAt: number;
  closedAt: number | null;
}

export interface ReviewRequest extends Entity<'ReviewRequest'> {
  readonly of: string;
  readonly asCodeOwner: boolean;
}

export interface Review extends Entity<'PullRequestReview'> {
  readonly pullRequest: PullRequest;
  readonly by: string;
  readonly body: string;
  readonly oid: string;
  readonly submittedAt: number;
  readonly onBehalfOf: readonly string[];
  state: ReviewState | 'DISMISSED';
}

export interface Comment extends Entity<'IssueComment' | 'PullRequestReviewComment'> {
  readonly by: string;
  readonly body: string;
  readonly createdAt: number;
}

export interface Thread extends Entity<'PullRequestReviewThread'> {
  readonly pullRequest: PullRequest;
  readonly path: string;
  readonly line: number;
  readonly comments: Comment[];
  isOutdated: boolean;
  resolvedBy: string | null;
}

/** An item of a timeline: its type, its time, and what else its type has, in the words of the schema. */
export interface TimelineItem {
  readonly __typename: string;
  readonly id: string;
  readonly createdAt: number;
  readonly [field: string]: unknown;
}

/** A place on the board of a project. */
export interface ProjectItem {
  readonly project: string;
  readonly status: string | null;
  readonly createdAt: number;
  /** when it was given this status */
  readonly updatedAt: number;
}

export interface PullRequest extends Entity<'PullRequest'> {
  readonly repository: string;
  readonly number: number;
  readonly author: string;
  readonly body: string;
  readonly head: string;
  readonly fork: string | null;
  readonly createdAt: number;
  title: string;
  base: string;
  state: 'OPEN' | 'CLOSED' | 'MERGED';
  isDraft: boolean;
  publishedAt: number | null;
  updatedAt: number;
  closedAt: number | null;
  mergedAt: number | null;
  mergedBy: string | null;
  mergeCommit: string | null;
  headOid: string;
  /** commit of the base that the head has */
  baseOid: string;
  commits: { readonly oid: string; readonly pushedAt: number }[];
  hasConflict: boolean;
  labels: string[];
  assignees: string[];
  requests: ReviewRequest[];
  readonly reviews: Review[];
  readonly threads: Map<number, Thread>;
  readonly comments: Comment[];
  readonly timeline: TimelineItem[];
  queue: { readonly id: string; readonly enqueuedAt: number; readonly by: string } | null;
  autoMerge: { readonly enabledAt: number; readonly by: string } | null;
  readonly issues: number[];
  readonly projects: Map<string, ProjectItem>;
}

/** Whatever has an id of its own and can be asked for by it. */
export type Node =
  | Account
  | Team
  | Repository
  | Environment
  | Label
  | Branch
  | Commit
  | CheckSuite
  | CheckRun
  | StatusContext
  | Deployment
  | DeploymentStatus
  | Issue
  | ReviewRequest
  | Review
  | Comment
  | Thread
  | PullRequest;

export interface State {
  readonly accounts: Map<string, Account>;
  /** by `organisation/slug` */
  readonly teams: Map<string, Team>;
  /** by `owner/name` */
  readonly repositories: Map<string, Repository>;
  readonly nodes: Map<string, Node>;
}

export function emptyState(): State {
  return { accounts: new Map(), teams: new Map(), repositories: new Map(), nodes: new Map() };
}

/** The type's name, a node id and a number, each from what makes the entity unique. */
export function identity<Type extends string>(
  __typename: Type,
  prefix: string,
  ...key: (string | number)[]
): Entity<Type> {
  const hash = createHash('sha1')
    .update([prefix, ...key].join('\0'))
    .digest();
  return {
    __typename,
    id: `${prefix}_${hash.toString('base64url').slice(0, 16)}`,
    databaseId: hash.readUInt32BE() >>> 1,
  };
}

export function repositoryOf(state: State, nameWithOwner: string): Repository {
  const repository = state.repositories.get(nameWithOwner);
  if (!repository) throw new Error(`the world has no repository ${nameWithOwner}`);
  return repository;
}

export function pullRequestOf(
  state: State,
  { repository, number }: { repository: string; number: number },
): PullRequest {
  const pullRequest = repositoryOf(state, repository).pullRequests.get(number);
  if (!pullRequest) throw new Error(`the world has no pull request ${repository}#${number}`);
  return pullRequest;
}
