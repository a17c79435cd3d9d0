/** What a look at a forge brings back: pull requests by list, what it cost, or why there is nothing new. JSON all through. */

import type { ListName } from './assessment.ts';
import type { PullRequest } from './pull-request.ts';

/** An expected failure; each is a state of its own with an action that mends it. */
export type ForgeFailure =
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'rate-limited'; readonly retryAtMs: number }
  | { readonly kind: 'sso-required'; readonly organisation: string; readonly url: string | null }
  | { readonly kind: 'scope-missing'; readonly scopes: readonly string[] }
  | { readonly kind: 'offline' }
  | { readonly kind: 'error'; readonly message: string };

export interface ForgeCost {
  readonly requests: number;
  /** rate-limit points, and how many are left */
  readonly points: number;
  readonly remaining: number | null;
}

/** The last good look at one account of one forge. What the cache file holds; never a token. */
export interface ForgeSnapshot {
  /** host, with a port where it is not the usual one */
  readonly forge: string;
  readonly viewer: string;
  /** `organisation/team`, of which the viewer is a member; empty where `read:org` is missing */
  readonly teams: readonly string[];
  readonly fetchedAtMs: number;
  readonly pullRequests: readonly (PullRequest & { readonly lists: readonly ListName[] })[];
  /** organisations whose answers are withheld until single sign-on, with the address that mends it */
  readonly hidden: readonly { readonly organisation: string; readonly url: string | null }[];
  /** whether any repository has production deployments, by `owner/name` */
  readonly hasProduction: Readonly<Record<string, boolean>>;
}

export interface ForgeAnswer {
  /** null when nothing was ever fetched; the last good one with a failure beside it otherwise */
  readonly snapshot: ForgeSnapshot | null;
  readonly failure: ForgeFailure | null;
  readonly cost: ForgeCost;
}
