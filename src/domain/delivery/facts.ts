/** What delivery figures are made from: what a forge tells of merged pull requests, runs, deployments and alerts. */

import type { PullRequest } from '../pull-requests/pull-request.ts';

/** One attempt of a workflow on a commit of a branch; a re-run is an attempt of its own. */
export interface Run {
  readonly repository: string;
  readonly workflow: string;
  readonly branch: string;
  readonly isDefaultBranch: boolean;
  /** 1 for the first */
  readonly attempt: number;
  /** `other`: cancelled, skipped, still running: says nothing of success */
  readonly outcome: 'success' | 'failure' | 'timed-out' | 'startup-failure' | 'other';
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

export interface DeploymentOf {
  readonly repository: string;
  readonly environment: string;
  readonly commit: string;
  readonly createdAtMs: number;
  /** oldest first */
  readonly states: readonly { readonly atMs: number; readonly state: 'success' | 'failure' | 'other' }[];
}

export interface Alert {
  readonly openedAtMs: number;
  /** fixed or dismissed; null while it is open */
  readonly closedAtMs: number | null;
  /** dismissed as no finding at all */
  readonly isFalsePositive: boolean;
}

/** Why something is not there; `no-access` is never the same as nothing. */
export type Missing = 'no-access' | 'none';

export interface DeliveryFacts {
  readonly fromMs: number;
  readonly toMs: number;
  /** merged in the window, with their events */
  readonly merged: readonly PullRequest[];
  readonly runs: readonly Run[] | Missing;
  readonly deployments: readonly DeploymentOf[] | Missing;
  readonly alerts: readonly Alert[] | Missing;
}

/** What there is of several places; where there is nothing, `no-access` says more than `none`. */
export function joined<T>(them: readonly (readonly T[] | Missing)[]): readonly T[] | Missing {
  const lists = them.filter((it) => typeof it !== 'string');
  if (lists.length > 0) return lists.flat();
  return them.includes('no-access') ? 'no-access' : 'none';
}
