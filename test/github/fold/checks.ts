/** Check suites and runs, commit statuses, environments that wait for a person. None of it moves a pull request's `updatedAt`. */

import type { CheckConclusion } from '../events.ts';
import {
  type CheckRun,
  type CheckSuite,
  identity,
  type Repository,
  repositoryOf,
  type State,
} from '../state.ts';
import type { Handlers } from './handlers.ts';
import { commitOf } from './repositories.ts';

type Kinds =
  | 'suite'
  | 'check'
  | 'suite-rerequested'
  | 'status'
  | 'environment-asked'
  | 'environment-answered';

export const CHECKS: Handlers<Kinds> = {
  suite(state, event) {
    const suite = suiteOf(state, event);
    suite.awaitsApproval = event.awaitsApproval;
  },
  check(state, event) {
    const suite = suiteOf(state, event);
    const run =
      suite.runs.findLast((it) => it.name === event.name && !it.isSuperseded) ??
      addRun(state, suite, event.name, event.atMs);
    run.status = event.status;
    run.conclusion = event.conclusion;
    run.title = event.title ?? run.title;
    if (event.status === 'IN_PROGRESS') run.startedAt = event.atMs;
    if (event.status === 'COMPLETED') {
      run.startedAt ??= event.atMs;
      run.completedAt = event.atMs;
    }
    suite.updatedAt = event.atMs;
    suite.awaitsApproval = false;
  },
  'suite-rerequested'(state, event) {
    const suite = suiteOf(state, event);
    suite.earlier.push({
      conclusion: suiteConclusion(suite),
      startedAt: suite.attemptStartedAt,
      updatedAt: suite.updatedAt,
    });
    suite.attempt += 1;
    suite.attemptStartedAt = event.atMs;
    suite.updatedAt = event.atMs;
    for (const run of currentRuns(suite)) {
      if (event.onlyFailed && !hasFailed(run)) continue;
      run.isSuperseded = true;
      addRun(state, suite, run.name, event.atMs);
    }
  },
  status(state, { repository, oid, context, state: value, description, by, atMs }) {
    const commit = commitOf(repositoryOf(state, repository), oid);
    const key = identity('StatusContext', 'SC', repository, oid, context, atMs);
    const status = { ...key, repository, oid, context, state: value, description, by, createdAt: atMs };
    commit.contexts.set(context, status);
    state.nodes.set(status.id, status);
  },
  'environment-asked'(state, event) {
    const suite = suiteOf(state, event);
    const run = addRun(state, suite, event.name, event.atMs);
    run.status = 'WAITING';
    run.environment = event.environment;
    suite.updatedAt = event.atMs;
  },
  'environment-answered'(state, { repository, oid, environment, isApproved, atMs }) {
    for (const suite of commitOf(repositoryOf(state, repository), oid).suites) {
      for (const run of suite.runs.filter((it) => it.environment === environment)) {
        run.environment = null;
        run.status = isApproved ? 'QUEUED' : 'COMPLETED';
        run.conclusion = isApproved ? null : 'FAILURE';
        run.completedAt = isApproved ? null : atMs;
        suite.updatedAt = atMs;
      }
    }
  },
};

interface SuiteKey {
  readonly repository: string;
  readonly oid: string;
  readonly app: string;
  readonly workflow: string | null;
  readonly atMs: number;
}

/** The suite of an app and workflow on a commit; the first mention of it creates it. */
function suiteOf(state: State, { repository, oid, app, workflow, atMs }: SuiteKey): CheckSuite {
  const target: Repository = repositoryOf(state, repository);
  const commit = commitOf(target, oid);
  const known = commit.suites.find((it) => it.app === app && it.workflow === workflow);
  if (known) return known;
  const suite: CheckSuite = {
    ...identity('CheckSuite', 'CS', repository, oid, app, workflow ?? ''),
    repository,
    oid,
    app,
    workflow,
    createdAt: atMs,
    updatedAt: atMs,
    attempt: 1,
    attemptStartedAt: atMs,
    awaitsApproval: false,
    runs: [],
    earlier: [],
  };
  commit.suites.push(suite);
  target.suites.push(suite);
  state.nodes.set(suite.id, suite);
  return suite;
}

function addRun(state: State, suite: CheckSuite, name: string, atMs: number): CheckRun {
  const run: CheckRun = {
    ...identity('CheckRun', 'CR', suite.id, suite.runs.length),
    suite,
    name,
    createdAt: atMs,
    status: 'QUEUED',
    conclusion: null,
    title: null,
    startedAt: null,
    completedAt: null,
    isSuperseded: false,
    environment: null,
  };
  suite.runs.push(run);
  state.nodes.set(run.id, run);
  return run;
}

/** The runs of the present attempt. */
export function currentRuns(suite: CheckSuite): CheckRun[] {
  return suite.runs.filter((run) => !run.isSuperseded);
}

/** The worst of its runs; null until all have completed. */
export function suiteConclusion(suite: CheckSuite): CheckConclusion | null {
  const runs = currentRuns(suite);
  if (suite.awaitsApproval) return 'ACTION_REQUIRED';
  if (runs.length === 0 || runs.some((run) => run.status !== 'COMPLETED')) return null;
  const worst: CheckConclusion[] = [
    'STARTUP_FAILURE',
    'FAILURE',
    'TIMED_OUT',
    'CANCELLED',
    'ACTION_REQUIRED',
    'SUCCESS',
    'NEUTRAL',
    'SKIPPED',
  ];
  return worst.find((conclusion) => runs.some((run) => run.conclusion === conclusion)) ?? 'SUCCESS';
}

export function hasFailed({ status, conclusion }: Pick<CheckRun, 'status' | 'conclusion'>): boolean {
  return status === 'COMPLETED' && !['SUCCESS', 'NEUTRAL', 'SKIPPED'].includes(conclusion ?? 'FAILURE');
}
