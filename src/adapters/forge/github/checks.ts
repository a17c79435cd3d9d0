/** Check runs, commit statuses and deployments of the head commit, in the words of no forge. */

import type {
  Check,
  Deployment,
  EnvironmentApproval,
  Who,
} from '../../../domain/pull-requests/pull-request.ts';
import { type ContextNode, type DeploymentNode, items, type SuiteNode } from './shapes.ts';

export const timeOf = (text: string): number => Date.parse(text);
export const timeIfAny = (text: string | null | undefined): number | null => (text ? timeOf(text) : null);

/** Of those of the same name and app, the newest alone. */
export function checksOf(contexts: readonly ContextNode[]): Check[] {
  const newest = new Map<string, Check>();
  for (const context of contexts) {
    const check = context.__typename === 'CheckRun' ? ofCheckRun(context) : ofStatus(context);
    const key = JSON.stringify([check.name, check.app]);
    const other = newest.get(key);
    if (!other || ageOf(other) <= ageOf(check)) newest.set(key, check);
  }
  return [...newest.values()];
}

const ageOf = ({ createdAtMs, startedAtMs }: Check): number => Math.max(createdAtMs ?? 0, startedAtMs ?? 0);

function ofCheckRun(run: ContextNode): Check {
  const isDone = run.status === 'COMPLETED';
  return {
    name: run.name ?? '',
    app: run.checkSuite?.app?.slug ?? null,
    state: isDone ? conclusionOf(run.conclusion ?? null) : statusOf(run.status ?? ''),
    isRequired: run.isRequired ?? false,
    description: run.title ?? null,
    url: run.detailsUrl ?? null,
    createdAtMs: timeIfAny(run.checkSuite?.createdAt),
    startedAtMs: timeIfAny(run.startedAt),
    completedAtMs: isDone ? timeIfAny(run.completedAt) : null,
    suiteId: run.checkSuite?.id ?? null,
  };
}

function statusOf(status: string): Check['state'] {
  switch (status) {
    case 'IN_PROGRESS':
      return 'running';
    case 'WAITING':
      return 'waiting';
    default:
      return 'queued';
  }
}

function conclusionOf(conclusion: string | null): Check['state'] {
  switch (conclusion) {
    case 'SUCCESS':
      return 'passed';
    case 'NEUTRAL':
    case 'SKIPPED':
      return 'neutral';
    case 'CANCELLED':
    case 'STALE':
      return 'cancelled';
    case 'STARTUP_FAILURE':
      return 'broken';
    default:
      return 'failed';
  }
}

/** A commit status has one time, that of its last report. */
function ofStatus({ context, state, description, targetUrl, createdAt, isRequired }: ContextNode): Check {
  const atMs = timeIfAny(createdAt);
  const isDone = state !== 'PENDING' && state !== 'EXPECTED';
  return {
    name: context ?? '',
    app: null,
    state: STATUS_STATES[state ?? ''] ?? 'queued',
    isRequired: isRequired ?? false,
    description: description ?? null,
    url: targetUrl ?? null,
    createdAtMs: atMs,
    startedAtMs: null,
    completedAtMs: isDone ? atMs : null,
    suiteId: null,
  };
}

const STATUS_STATES: Readonly<Record<string, Check['state']>> = {
  SUCCESS: 'passed',
  FAILURE: 'failed',
  ERROR: 'broken',
  PENDING: 'running',
  EXPECTED: 'queued',
};

/** Workflows of newcomers wait so until somebody with write access lets them run. */
export const awaitsApproval = (suites: readonly SuiteNode[]): boolean =>
  suites.some(({ conclusion }) => conclusion === 'ACTION_REQUIRED');

/** @param approversOf who may let the deployment of a check run to an environment through */
export function environmentApprovals(
  contexts: readonly ContextNode[],
  approversOf: (environment: string, checkRun: string) => readonly Who[],
): EnvironmentApproval[] {
  return contexts.flatMap((context) => {
    const { id, pendingDeploymentRequest: request, checkSuite } = context;
    if (!request || context.status === 'COMPLETED') return [];
    return {
      environment: request.environment.name,
      sinceMs: timeIfAny(context.startedAt ?? checkSuite?.createdAt),
      reviewers: approversOf(request.environment.name, id ?? ''),
      canApprove: request.currentUserCanApprove,
    };
  });
}

export function deploymentOf({ environment, commitOid, createdAt, statuses }: DeploymentNode): Deployment {
  const states = items(statuses).map((status) => ({
    atMs: timeOf(status.createdAt),
    state: deploymentStateOf(status.state),
  }));
  return {
    environment: environment ?? '',
    commit: commitOid,
    createdAtMs: timeOf(createdAt),
    states: states.sort((a, b) => a.atMs - b.atMs),
  };
}

function deploymentStateOf(state: string): Deployment['states'][number]['state'] {
  switch (state) {
    case 'SUCCESS':
      return 'success';
    case 'FAILURE':
    case 'ERROR':
      return 'failure';
    case 'IN_PROGRESS':
      return 'running';
    case 'INACTIVE':
      return 'inactive';
    default:
      return 'pending';
  }
}
