/** The CI gate: the checks that no other gate claims. */

import { earliest, gate, latest, type OpenGate, type View } from '../view.ts';
import { type CheckSets, isPending, type SeenCheck, told } from './checks.ts';

/** Where the branch names checks, those decide and no others; where it names none, all do. */
export function ciGate(view: View, { ci, missing }: CheckSets): OpenGate {
  const { pullRequest, moment } = view;
  const isTold = view.checks.areNamed;
  const deciding = isTold ? ci.filter(({ isRequired }) => isRequired) : ci;
  const optional = isTold ? ci.filter((it) => !it.isRequired && it.state === 'failed') : [];
  const silent = missing.filter((it) => it.gate === 'ci');
  const asides = () => optional.map((it) => `${told(it)}, not required`);
  // a deployment that waits for a person is another gate's matter
  const held = pullRequest.environmentApprovals.length > 0;
  const pending = deciding.filter((it) => isPending(it) && !(held && it.state === 'held'));

  const failed = deciding.filter(({ state }) => state === 'failed');
  if (failed.length > 0) return gate('failed', since(failed), () => [...failed.map(told), ...asides()]);
  const broken = deciding.filter(({ state }) => state === 'broken');
  if (broken.length > 0) return gate('infra-error', since(broken), () => [...broken.map(told), ...asides()]);
  if (moment.hasPresentHead && pullRequest.checksAwaitApproval)
    return gate('waiting', moment.pushedAtMs, () => ['workflows wait for approval to run', ...asides()]);
  if (pending.length > 0 || silent.length > 0) {
    const facts = () => [
      ...pending.map(told),
      ...silent.map(({ name }) => `${name} has not reported`),
      ...asides(),
    ];
    const sinceMs = earliest([
      ...pending.map(({ startedAtMs }) => startedAtMs),
      ...silent.map(() => moment.pushedAtMs),
    ]);
    return gate(pending.some(({ state }) => state === 'running') ? 'active' : 'waiting', sinceMs, facts);
  }
  if (deciding.length === 0)
    return gate('na', null, () => ['no check has reported, none is required', ...asides()]);
  const sinceMs = latest(deciding.map((it) => it.sinceMs));
  return gate('passed', sinceMs, () => [`${deciding.length} passed`, ...asides()]);
}

const since = (checks: readonly SeenCheck[]): number | null => earliest(checks.map(({ sinceMs }) => sinceMs));
