/** The port to a forge (GitHub; others later): what is asked of one account of one host. */

import type { ForgeAnswer, ForgeFailure, ForgeSnapshot } from '../domain/pull-requests/forge-answer.ts';
import type { PullRequest, Who } from '../domain/pull-requests/pull-request.ts';

/** What is looked at on one host. */
export interface ForgeScope {
  /** `owner/name` on that host; of the team list, and where `narrow` is set of every list */
  readonly repositories: readonly string[];
  /** further scopes of the team list */
  readonly organisations: readonly string[];
  /** `organisation/team`: needs `read:org` */
  readonly teams: readonly string[];
  readonly narrow: boolean;
  /** name of the project field whose value tells of QA; null: projects are not read */
  readonly projectField: string | null;
  /** whether merged pull requests that wait for production are wanted, and for how many days at most */
  readonly deployDays: number;
  /** whether a deployment to `environment` of `repository` (`owner/name`) is one to production */
  isProduction(repository: string, environment: string): boolean;
}

export type ActionOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: ForgeFailure };

/** One account on one host. Nothing here rejects for an expected failure. */
export interface Forge {
  readonly host: string;
  /**
   * Looks for what has changed since the last time and returns the whole picture. Cheap when nothing has changed: two
   * requests at most. What could be read before a failure is in the snapshot beside it.
   * @param last the last picture of this account; asked for once its name is known
   */
  look(
    scope: ForgeScope,
    last: (viewer: string) => Promise<ForgeSnapshot | null>,
    signal?: AbortSignal,
  ): Promise<ForgeAnswer>;
  /** the present state of one, asked again before it is acted on; null when it is gone */
  reload(pullRequest: PullRequest): Promise<PullRequest | ForgeFailure | null>;
  comment(pullRequest: PullRequest, text: string): Promise<ActionOutcome>;
  requestReview(pullRequest: PullRequest, of: readonly Who[]): Promise<ActionOutcome>;
  rerunFailedChecks(pullRequest: PullRequest): Promise<ActionOutcome>;
  addLabel(pullRequest: PullRequest, label: string): Promise<ActionOutcome>;
  dispose(): void;
}
