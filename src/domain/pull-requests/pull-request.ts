/** What a forge knows of one pull request: facts and dated events, in the words of no forge. JSON all through. */

/** A person, a bot or a team: `alice`, `renovate`, `acme/security`. */
export interface Who {
  readonly kind: 'user' | 'team' | 'bot';
  readonly name: string;
}

/** What happened to a pull request. `by` is null where the forge does not say (deleted accounts, for example). */
export type PullRequestEvent = { readonly atMs: number } & (
  | { readonly kind: 'drafted' | 'ready' | 'closed' | 'reopened'; readonly by: Who | null }
  | { readonly kind: 'merged'; readonly by: Who | null; readonly commit: string | null }
  /** commits arrived on the head branch, by a push or a force-push; time of arrival as near as the forge tells it */
  | { readonly kind: 'pushed'; readonly head: string }
  | {
      readonly kind: 'review-requested' | 'review-request-removed';
      readonly of: Who;
      readonly by: Who | null;
    }
  | {
      readonly kind: 'reviewed';
      readonly by: Who;
      readonly verdict: 'approved' | 'changes-requested' | 'commented';
      /** teams that this review answers for, `organisation/team` */
      readonly onBehalfOf: readonly string[];
      /** whether it counts towards the required approvals (write access) */
      readonly counts: boolean;
    }
  /** a review of `of` was dismissed, by a person or as stale after a push */
  | { readonly kind: 'review-dismissed'; readonly of: Who; readonly by: Who | null }
  | { readonly kind: 'labelled' | 'unlabelled'; readonly label: string; readonly by: Who | null }
  | { readonly kind: 'queued'; readonly by: Who | null }
  | { readonly kind: 'dequeued'; readonly reason: string | null }
  | { readonly kind: 'auto-merge-enabled'; readonly by: Who | null }
  | { readonly kind: 'base-changed' }
  /** the project's status field was given another value */
  | { readonly kind: 'project-status'; readonly project: string; readonly status: string | null }
);

export interface Thread {
  readonly isResolved: boolean;
  readonly isOutdated: boolean;
  /** oldest first; the first is by whoever started it */
  readonly comments: readonly { readonly by: Who | null; readonly atMs: number }[];
  /** more comments than are listed */
  readonly isTruncated: boolean;
}

/** A check run or commit status of the head commit, the newest of its name and app. */
export interface Check {
  readonly name: string;
  /** slug of the app that posted it; null for commit statuses */
  readonly app: string | null;
  readonly state: 'queued' | 'running' | 'waiting' | 'passed' | 'failed' | 'neutral' | 'cancelled' | 'broken';
  /** by the rules of the base branch */
  readonly isRequired: boolean;
  /** what it says of itself in a line; where quota and set-up errors are told */
  readonly description: string | null;
  readonly url: string | null;
  /** when its suite was created or it was queued */
  readonly createdAtMs: number | null;
  readonly startedAtMs: number | null;
  readonly completedAtMs: number | null;
  /** for a re-run; null where the forge cannot */
  readonly suiteId: string | null;
}

export interface Deployment {
  readonly environment: string;
  readonly commit: string;
  readonly createdAtMs: number;
  /** oldest first */
  readonly states: readonly {
    readonly atMs: number;
    readonly state: 'pending' | 'running' | 'success' | 'failure' | 'inactive';
  }[];
}

/** A deployment of this pull request that waits for a person. */
export interface EnvironmentApproval {
  readonly environment: string;
  readonly sinceMs: number | null;
  readonly reviewers: readonly Who[];
  readonly canApprove: boolean;
}

export interface PullRequestCommit {
  readonly oid: string;
  readonly isMerge: boolean;
  readonly authoredAtMs: number;
  readonly message: string;
}

/** What protects the base branch; null where nothing is known of it (no access). */
export interface BaseRules {
  readonly requiredApprovals: number;
  readonly requiresCodeOwners: boolean;
  readonly requiresResolvedThreads: boolean;
  readonly requiresUpToDate: boolean;
  /** names of checks that must pass, whether they have reported or not */
  readonly requiredChecks: readonly string[];
}

export interface PullRequest {
  /** unique over all forges: `github.com/acme/shop#7` */
  readonly key: string;
  /** host of the forge */
  readonly forge: string;
  /** the forge's own handle of it, for actions */
  readonly id: string;
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  /** any text: a stranger wrote it */
  readonly title: string;
  readonly url: string;
  readonly author: Who | null;
  readonly state: 'open' | 'merged' | 'closed';
  readonly isDraft: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly mergedAtMs: number | null;
  readonly closedAtMs: number | null;
  readonly base: string;
  readonly isDefaultBase: boolean;
  readonly head: string;
  readonly headOid: string;
  readonly isFork: boolean;
  readonly additions: number;
  readonly deletions: number;
  readonly fileCount: number;
  readonly files: readonly {
    readonly path: string;
    readonly additions: number;
    readonly deletions: number;
  }[];
  readonly labels: readonly string[];
  readonly mergeable: 'yes' | 'conflict' | 'unknown';
  /** behind its base where the base requires it to be up to date; null when not known */
  readonly isBehind: boolean | null;
  readonly rules: BaseRules | null;
  readonly reviewRequests: readonly { readonly of: Who; readonly asCodeOwner: boolean }[];
  readonly threads: readonly Thread[];
  readonly checks: readonly Check[];
  /** workflows that wait for a person's approval to run (first-time contributors) */
  readonly checksAwaitApproval: boolean;
  /** open code-scanning alerts of this pull request; null when not known or no access */
  readonly securityAlerts: number | null;
  readonly deployments: readonly Deployment[];
  readonly environmentApprovals: readonly EnvironmentApproval[];
  readonly mergeQueue: {
    readonly position: number;
    readonly enqueuedAtMs: number;
    readonly estimatedMs: number | null;
  } | null;
  readonly commits: readonly PullRequestCommit[];
  readonly commitCount: number;
  /** value of the project's status field, when configured to be read */
  readonly projectStatus: string | null;
  /** oldest first; creation is `createdAtMs`, and a pull request created as a draft has `isDraft` until `ready` */
  readonly events: readonly PullRequestEvent[];
  /** when a state without events of its own was first seen on this machine, epoch ms; kept over refreshes */
  readonly firstSeen: { readonly conflictAtMs?: number; readonly behindAtMs?: number };
  /** what could not be read in full: `checks`, `timeline`, `files`, ... */
  readonly incomplete: readonly string[];
}
