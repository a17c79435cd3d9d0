/** What answering a query needs to know beside the object asked. */

import type { Account, Node, PullRequest, State } from '../state.ts';
import type { World } from '../world.ts';

/** Arguments of the fields that are answered, as the schema has checked them. */
export interface Args {
  readonly [name: string]: unknown;
}

export interface RateLimit {
  readonly limit: number;
  readonly cost: number;
  readonly remaining: number;
  readonly used: number;
  readonly resetAt: number;
  readonly nodeCount: number;
}

export interface Context {
  readonly state: State;
  readonly nowMs: number;
  readonly viewer: Account;
  /** address of the web site, without a slash at the end */
  readonly webUrl: string;
  readonly rateLimit: RateLimit;
  /** whether the viewer's token may see what is in that repository */
  canSee(repository: string): boolean;
  /** whether single sign-on of that organisation keeps the token out */
  isWithheld(owner: string): boolean;
  search(query: string, type: string): readonly Node[];
  /** whether it is known yet if the pull request can be merged */
  isMergeabilityKnown(pullRequest: PullRequest): boolean;
  /** what mutations add to */
  readonly world: World;
}

/** The fields of a type, by what is behind its objects. */
export type Fields<Source> = Readonly<
  Record<string, (source: Source, args: never, context: Context) => unknown>
>;
