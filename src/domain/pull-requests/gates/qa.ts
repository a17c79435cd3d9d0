/** The QA gate: labels, project status, reviews by those who do QA, checks by name, deployments to try it out on. */

import type { GateState } from '../assessment.ts';
import { earliest, gate, latest, namesOf, type OpenGate, type View } from '../view.ts';
import { type CheckSets, isPending, told } from './checks.ts';
import { type Said, saidByLabels, stateOf } from './labels.ts';
import { reviewsFor } from './reviews-for.ts';

export function qaGate(view: View, { qa, missing }: CheckSets): OpenGate {
  const { moment, rules, names, pullRequest } = view;
  const reviews = reviewsFor(view, 'qa');
  const owners = reviews.pending.length > 0 ? namesOf(reviews.pending.map(({ of }) => of)) : rules.qa.owners;
  const make = (state: GateState, sinceMs: number | null, facts: () => readonly string[]) =>
    gate(state, sinceMs, facts, state === 'passed' || state === 'na' || state === 'failed' ? [] : owners);

  const people = [saidByLabels(view, 'qa'), saidByProject(view), reviews.said].filter((it) => it !== null);
  const said = people.reduce<Said | null>((a, b) => (a && a.atMs >= b.atMs ? a : b), null);
  const failedChecks = qa.filter(({ state }) => state === 'failed');
  const tried = deploymentToTry(view);
  const asked = earliest(reviews.pending.map(({ askedAtMs }) => askedAtMs));

  if (said?.state === 'failed') return make('failed', said.atMs, () => [said.fact]);
  if (failedChecks.length > 0)
    return make('failed', earliest(failedChecks.map((it) => it.sinceMs)), () => failedChecks.map(told));
  if (said?.state === 'skipped') return make('na', said.atMs, () => [said.fact]);
  if (asked !== null && !(said?.state === 'passed' && said.atMs > asked))
    return make('waiting', asked, () => [`requested from ${owners.join(', ')}`]);
  if (said?.state === 'waiting' && tried !== null && tried.atMs > said.atMs)
    return make('active', tried.atMs, () => [said.fact, tried.fact]);
  if (said) return make(stateOf(said.state), said.atMs, () => [said.fact]);

  const pending = qa.filter(isPending);
  const silent = missing.filter((it) => it.gate === 'qa');
  if (pending.length > 0)
    return make('active', earliest(pending.map((it) => it.startedAtMs)), () => pending.map(told));
  if (silent.length > 0)
    return make('waiting', moment.pushedAtMs, () => silent.map(({ name }) => `${name} has not reported`));
  const broken = qa.filter(({ state }) => state === 'broken');
  if (broken.length > 0)
    return make('infra-error', earliest(broken.map((it) => it.sinceMs)), () => broken.map(told));
  if (tried) return make('active', tried.atMs, () => [tried.fact]);
  if (qa.length > 0) return make('passed', latest(qa.map((it) => it.sinceMs)), () => qa.map(told));
  if (rules.qa.required && !moment.isDraft)
    return make('waiting', moment.draftSinceMs, () => ['required by the rules, not requested yet']);
  return make('na', null, () => ['no label, check or environment for it']);

  function saidByProject({ moment: { projectStatus } }: View): Said | null {
    if (rules.qa.projectField === null || !projectStatus) return null;
    const state = names.projectState(projectStatus.status);
    return state && { state, atMs: projectStatus.atMs, fact: `project status ${projectStatus.status}` };
  }

  /** The last finished deployment of these commits to where QA happens. */
  function deploymentToTry({ moment: { atMs } }: View): { atMs: number; fact: string } | null {
    let last: { atMs: number; fact: string } | null = null;
    for (const { environment, states } of pullRequest.deployments) {
      if (!names.isQaEnvironment(environment)) continue;
      const done = states.find((it) => it.state === 'success' && it.atMs <= atMs);
      if (done && (!last || done.atMs > last.atMs))
        last = { atMs: done.atMs, fact: `deployed to ${environment}` };
    }
    return last;
  }
}
