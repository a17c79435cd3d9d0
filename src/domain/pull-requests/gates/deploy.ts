/** The deploy gate: environments that wait for a person's approval, and after the merge the way into production. */

import { earliest, gate, list, type OpenGate, type View } from '../view.ts';

export function deployGate(view: View): OpenGate {
  const { pullRequest, moment } = view;
  const approvals = pullRequest.environmentApprovals.filter(
    ({ sinceMs }) => moment.hasPresentHead && (sinceMs ?? view.presentMs) <= moment.atMs,
  );
  if (approvals.length > 0)
    return gate(
      'waiting',
      earliest(approvals.flatMap(({ sinceMs }) => sinceMs ?? [])),
      () => [`${list(approvals.map(({ environment }) => environment))} waits for approval`],
      approvals.flatMap(({ reviewers }) => reviewers),
    );
  if (moment.end?.kind !== 'merged') return gate('na', null, () => ['no environment waits for approval']);
  const done = deployedAtMs(view);
  if (done) return gate('passed', done.atMs, () => [`deployed to ${done.environment}`]);
  const failed = lastFailure(view);
  if (failed) return gate('failed', failed.atMs, () => [`deployment to ${failed.environment} failed`]);
  return gate('waiting', moment.end.atMs, () => ['no successful production deployment since the merge']);
}

/** The first success of a deployment to production that began after the merge. */
export function deployedAtMs({ pullRequest, moment, names }: View): Arrival | null {
  const mergedAtMs = moment.end?.atMs ?? Number.POSITIVE_INFINITY;
  let first: Arrival | null = null;
  for (const { environment, createdAtMs, states } of pullRequest.deployments) {
    if (createdAtMs < mergedAtMs || !names.isProduction(environment)) continue;
    const success = states.find(({ state, atMs }) => state === 'success' && atMs <= moment.atMs);
    if (success && (!first || success.atMs < first.atMs)) first = { atMs: success.atMs, environment };
  }
  return first;
}

interface Arrival {
  readonly atMs: number;
  readonly environment: string;
}

function lastFailure({ pullRequest, moment, names }: View): Arrival | null {
  let last: Arrival | null = null;
  for (const { environment, createdAtMs, states } of pullRequest.deployments) {
    if (createdAtMs < (moment.end?.atMs ?? 0) || !names.isProduction(environment)) continue;
    const known = states.findLast(({ atMs }) => atMs <= moment.atMs);
    if (known?.state === 'failure' && (!last || known.atMs > last.atMs))
      last = { atMs: known.atMs, environment };
  }
  return last;
}
