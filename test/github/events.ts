/** What happens in a world of repositories: dated events, of which everything that can be asked is a fold. */

/** A person or a bot by login, a team as `organisation/slug`. */
export type Reviewer = string;

export interface FileChange {
  readonly path: string;
  readonly additions: number;
  readonly deletions: number;
}

export interface CommitInput {
  readonly oid: string;
  readonly message: string;
  /** login; null for an address that belongs to no account */
  readonly by: string | null;
  readonly authoredAtMs: number;
  readonly parents: readonly string[];
  readonly files: readonly FileChange[];
}

/** What a branch asks of a pull request into it. Nothing of this is asked where a branch has no rules. */
export interface BranchRules {
  /** where it is written; clients find each in another place */
  readonly from: 'protection' | 'ruleset';
  readonly approvals: number;
  readonly checks: readonly string[];
  readonly codeOwners: boolean;
  readonly dismissesStale: boolean;
  readonly resolvedThreads: boolean;
  readonly upToDate: boolean;
  readonly mergeQueue: boolean;
}

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED';
export type CheckStatus = 'QUEUED' | 'IN_PROGRESS' | 'COMPLETED' | 'WAITING';
export type CheckConclusion =
  | 'SUCCESS'
  | 'FAILURE'
  | 'NEUTRAL'
  | 'CANCELLED'
  | 'SKIPPED'
  | 'TIMED_OUT'
  | 'ACTION_REQUIRED'
  | 'STARTUP_FAILURE';
export type ContextState = 'PENDING' | 'SUCCESS' | 'FAILURE' | 'ERROR';
export type DeploymentState =
  | 'QUEUED'
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'SUCCESS'
  | 'FAILURE'
  | 'ERROR'
  | 'INACTIVE';
export type AlertKind = 'code-scanning' | 'dependabot';
export type Severity = 'low' | 'medium' | 'high' | 'critical';

interface Everywhere {
  account: { login: string; type: 'User' | 'Bot' | 'Organization'; name: string | null };
  'account-deleted': { login: string };
  team: { organisation: string; slug: string; name: string; isSecret: boolean; members: readonly string[] };
}

interface InRepository {
  repository: {
    defaultBranch: string;
    isPrivate: boolean;
    readers: readonly string[];
    scanners: readonly AlertKind[];
  };
  archived: object;
  rules: { branch: string; rules: BranchRules };
  environment: { name: string; reviewers: readonly Reviewer[] };
  'branch-pushed': { branch: string; by: string; commits: readonly CommitInput[] };
  suite: { oid: string; app: string; workflow: string | null; awaitsApproval: boolean };
  check: {
    oid: string;
    app: string;
    workflow: string | null;
    name: string;
    status: CheckStatus;
    conclusion: CheckConclusion | null;
    title: string | null;
  };
  /** the runs of a suite start again; with `onlyFailed` those that passed stay */
  'suite-rerequested': { oid: string; app: string; workflow: string | null; onlyFailed: boolean };
  status: {
    oid: string;
    context: string;
    state: ContextState;
    description: string | null;
    by: string | null;
  };
  deployment: { deployment: number; oid: string; ref: string; environment: string; by: string };
  'deployment-status': { deployment: number; state: DeploymentState; by: string };
  /** a job of a workflow stands before an environment that a person has to open */
  'environment-asked': { oid: string; app: string; workflow: string; name: string; environment: string };
  'environment-answered': { oid: string; environment: string; by: string; isApproved: boolean };
  alert: {
    alert: number;
    type: AlertKind;
    tool: string;
    rule: string;
    severity: Severity;
    /** of the pull request in which it was found; null: on the default branch */
    pullRequest: number | null;
    path: string;
  };
  'alert-closed': { alert: number; type: AlertKind; reason: 'fixed' | 'dismissed' };
  issue: { number: number; title: string; by: string; labels: readonly string[] };
  'issue-closed': { number: number; by: string };
}

interface InPullRequest {
  opened: {
    title: string;
    body: string;
    by: string;
    base: string;
    branch: string;
    /** login of whoever has the fork that the branch is in; null: the repository itself */
    fork: string | null;
    isDraft: boolean;
    commits: readonly CommitInput[];
  };
  pushed: { by: string; commits: readonly CommitInput[]; isForced: boolean };
  'branch-updated': { by: string; commit: CommitInput };
  conflicted: object;
  renamed: { title: string; by: string };
  retargeted: { base: string; by: string };
  drafted: { by: string };
  ready: { by: string };
  closed: { by: string };
  reopened: { by: string };
  merged: { by: string; commit: CommitInput };
  'review-requested': { of: Reviewer; by: string | null; asCodeOwner: boolean };
  'review-request-removed': { of: Reviewer; by: string };
  reviewed: { by: string; state: ReviewState; body: string };
  'review-dismissed': { of: string; by: string; message: string };
  'thread-opened': { thread: number; by: string; path: string; line: number; body: string };
  'thread-answered': { thread: number; by: string; body: string };
  'thread-resolved': { thread: number; by: string };
  'thread-unresolved': { thread: number; by: string };
  'thread-outdated': { thread: number };
  commented: { by: string; body: string };
  labelled: { label: string; by: string };
  unlabelled: { label: string; by: string };
  assigned: { to: string; by: string };
  queued: { by: string };
  dequeued: { by: string; reason: string };
  'auto-merge-enabled': { by: string };
  'auto-merge-disabled': { by: string };
  linked: { issue: number };
  'project-status': { project: string; status: string | null; by: string };
}

type Events<Table, Where> = {
  [Kind in keyof Table]: { readonly kind: Kind; readonly atMs: number } & Where & Readonly<Table[Kind]>;
};

export type EventsByKind = Events<Everywhere, object> &
  Events<InRepository, { readonly repository: string }> &
  Events<InPullRequest, { readonly repository: string; readonly number: number }>;

export type Kind = keyof EventsByKind;
export type PullRequestKind = keyof InPullRequest;
export type WorldEvent = EventsByKind[Kind];
