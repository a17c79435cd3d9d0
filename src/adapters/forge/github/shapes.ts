/** Shapes of GitHub's answers to our queries. What an older server lacks is optional; what may be withheld is null. */

export interface Page<T> {
  readonly pageInfo?: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount?: number;
  readonly nodes: readonly (T | null)[] | null;
}

export type Actor = { readonly __typename: string; readonly login: string } | null;

export type Reviewer = {
  readonly __typename: string;
  readonly login?: string;
  readonly slug?: string;
  readonly combinedSlug?: string;
} | null;

export interface RowNode {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly state: 'OPEN' | 'CLOSED' | 'MERGED';
  readonly isDraft: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly mergedAt: string | null;
  readonly closedAt: string | null;
  readonly baseRefName: string;
  readonly headRefName: string;
  readonly headRefOid: string;
  readonly isCrossRepository: boolean;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
  readonly author: Actor;
  readonly repository: {
    readonly nameWithOwner: string;
    readonly defaultBranchRef: { readonly name: string } | null;
  };
  readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN';
  readonly mergeStateStatus?: string;
  readonly mergeCommit: { readonly oid: string } | null;
  readonly mergeQueueEntry?: {
    readonly position: number;
    readonly enqueuedAt: string;
    readonly estimatedTimeToMerge: number | null;
  } | null;
  readonly statusCheckRollup?: { readonly state: string } | null;
}

export interface ContextNode {
  readonly __typename: string;
  readonly isRequired?: boolean;
  // a check run
  readonly id?: string;
  readonly name?: string;
  readonly status?: string;
  readonly conclusion?: string | null;
  readonly startedAt?: string | null;
  readonly completedAt?: string | null;
  readonly title?: string | null;
  readonly detailsUrl?: string | null;
  readonly checkSuite?: {
    readonly id: string;
    readonly createdAt: string;
    readonly app: { readonly slug: string } | null;
  };
  readonly pendingDeploymentRequest?: {
    readonly environment: { readonly name: string };
    readonly currentUserCanApprove: boolean;
  } | null;
  // a commit status
  readonly context?: string;
  readonly state?: string;
  readonly description?: string | null;
  readonly createdAt?: string;
  readonly targetUrl?: string | null;
}

export interface SuiteNode {
  readonly createdAt: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly app: { readonly slug: string } | null;
}

export interface DeploymentNode {
  readonly environment: string | null;
  readonly commitOid: string;
  readonly createdAt: string;
  readonly statuses: Page<{ readonly state: string; readonly createdAt: string }> | null;
  readonly commit?: { readonly history: Page<{ readonly oid: string }> } | null;
}

export interface ThreadNode {
  readonly id: string;
  readonly isResolved: boolean;
  readonly isOutdated: boolean;
}

export interface ItemNode {
  readonly __typename: string;
  readonly createdAt?: string;
  readonly actor?: Actor;
  readonly requestedReviewer?: Reviewer;
  readonly id?: string;
  readonly state?: string;
  readonly submittedAt?: string | null;
  readonly authorCanPushToRepository?: boolean;
  readonly author?: Actor;
  readonly previousReviewState?: string;
  readonly review?: { readonly id: string; readonly author: Actor } | null;
  readonly label?: { readonly name: string } | null;
  readonly added?: { readonly oid: string; readonly committedDate: string };
  readonly afterCommit?: { readonly oid: string } | null;
  readonly reason?: string | null;
  readonly merged?: { readonly oid: string } | null;
}

export interface CommitNode {
  readonly commit: {
    readonly id: string;
    readonly oid: string;
    readonly authoredDate: string;
    readonly message: string;
  };
}

export interface RuleNode {
  readonly parameters: {
    readonly __typename: string;
    readonly strictRequiredStatusChecksPolicy?: boolean;
    readonly requiredStatusChecks?: readonly { readonly context: string }[];
    readonly requiredApprovingReviewCount?: number;
    readonly requireCodeOwnerReview?: boolean;
    readonly requiredReviewThreadResolution?: boolean;
  } | null;
}

export interface BaseRef {
  readonly name: string;
  readonly refUpdateRule?: {
    readonly requiredApprovingReviewCount: number | null;
    readonly requiredStatusCheckContexts: readonly (string | null)[] | null;
    readonly requiresCodeOwnerReviews: boolean;
    readonly requiresConversationResolution?: boolean;
  } | null;
  readonly rules?: Page<RuleNode> | null;
}

export interface Tip {
  readonly statusCheckRollup?: { readonly contexts: Page<ContextNode> } | null;
  readonly checkSuites?: Page<SuiteNode> | null;
  readonly deployments?: Page<DeploymentNode> | null;
}

/** What a pulse may ask for of a pull request; of the rest it has nothing. */
export interface PulseNode {
  readonly id: string;
  readonly mergeable: RowNode['mergeable'];
  readonly mergeStateStatus?: string;
  readonly tip?: Page<{ readonly commit: Tip }>;
  readonly reviewThreads?: Page<ThreadNode>;
  readonly projectItems?: Page<ProjectItemNode> | null;
}

export interface ProjectItemNode {
  readonly project: { readonly title: string };
  readonly fieldValueByName: { readonly name?: string | null; readonly updatedAt?: string } | null;
}

export interface DetailNode extends RowNode, PulseNode {
  readonly mergeable: RowNode['mergeable'];
  readonly mergeStateStatus?: string;
  readonly baseRef: BaseRef | null;
  readonly reviewRequests: Page<{
    readonly asCodeOwner?: boolean;
    readonly requestedReviewer: Reviewer;
  }> | null;
  readonly timelineItems: Page<ItemNode>;
  readonly files: Page<{
    readonly path: string;
    readonly additions: number;
    readonly deletions: number;
  }> | null;
  readonly labels: Page<{ readonly name: string }> | null;
  readonly messages: Page<CommitNode>;
  readonly tip: Page<{ readonly commit: Tip }>;
  readonly reviewThreads: Page<ThreadNode>;
}

/** What is nested too deep to be asked for with the rest. */
export interface DeeperNode {
  readonly __typename: string;
  readonly id: string;
  readonly comments?: Page<{ readonly createdAt: string; readonly author: Actor }>;
  readonly onBehalfOf?: Page<{ readonly slug?: string; readonly combinedSlug?: string }>;
  readonly pendingDeploymentRequest?: { readonly reviewers: Page<NonNullable<Reviewer>> } | null;
  readonly parents?: { readonly totalCount: number };
}

/** The items that are there. GitHub puts null in the place of what it withholds. */
export const items = <T>(page: Page<T> | null | undefined): T[] =>
  (page?.nodes ?? []).filter((node): node is T & {} => node !== null) as T[];
