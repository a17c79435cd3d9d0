/** The security gate: scanners' checks, open alerts, labels, reviews by those who answer for security. */

import type { GateState } from '../assessment.ts';
import { earliest, gate, latest, list, namesOf, type OpenGate, type View } from '../view.ts';
import { type CheckSets, isPending, type SeenCheck, told } from './checks.ts';
import { saidByLabels, stateOf } from './labels.ts';
import { reviewsFor } from './reviews-for.ts';

export interface Security {
  readonly gate: OpenGate;
  /** a person has to say something: more than a scanner that still runs */
  readonly isOnPeople: boolean;
  /** the scanner that broke has to pass before anything else */
  readonly mustRunAgain: boolean;
}

export function securityGate(view: View, { security, missing }: CheckSets): Security {
  const { moment, pullRequest, rules } = view;
  const reviews = reviewsFor(view, 'security');
  const said = saidByLabels(view, 'security');
  const asked = earliest(reviews.pending.map(({ askedAtMs }) => askedAtMs));
  const owners =
    reviews.pending.length > 0 ? namesOf(reviews.pending.map(({ of }) => of)) : rules.security.owners;
  const made = (
    state: GateState,
    sinceMs: number | null,
    facts: () => readonly string[],
    { isOnPeople = false, mustRunAgain = false } = {},
  ): Security => ({
    gate: gate(state, sinceMs, facts, isOnPeople ? owners : []),
    isOnPeople,
    mustRunAgain,
  });

  const counts = ({ isRequired }: SeenCheck): boolean => isRequired || rules.security.optionalChecksFail;
  const failures = security.filter((it) => it.state === 'failed' && !isBroken(it));
  const failed = failures.filter(counts);
  const letOff = failures.filter((it) => !counts(it));
  const broken = security.filter(isBroken);
  const passed = security.filter(({ state }) => state === 'passed');
  const asides = () => letOff.map((it) => `${told(it)}, not required`);
  const alertsSinceMs = alertsSince(view);
  const alerts = moment.atMs >= alertsSinceMs ? (pullRequest.securityAlerts ?? 0) : 0;
  if (failed.length > 0 || alerts > 0 || said?.state === 'failed') {
    const facts = () => [
      ...failed.map(told),
      ...(alerts > 0 ? [`${alerts} open ${alerts === 1 ? 'alert' : 'alerts'}`] : []),
      ...(said?.state === 'failed' ? [said.fact] : []),
    ];
    const sinceMs = earliest([
      ...failed.map((it) => it.sinceMs),
      ...(alerts > 0 ? [alertsSinceMs] : []),
      ...(said?.state === 'failed' ? [said.atMs] : []),
    ]);
    return made('failed', sinceMs, facts);
  }
  if (asked !== null)
    return made('waiting', asked, () => [`requested from ${list(owners)}`], { isOnPeople: true });
  if (said?.state === 'waiting' || said?.state === 'active')
    return made(said.state, said.atMs, () => [said.fact], { isOnPeople: true });

  const pending = security.filter((it) => isPending(it) && counts(it));
  const silent = missing.filter((it) => it.gate === 'security');
  const mustRunAgain = broken.some(({ isRequired }) => isRequired);
  const brokenGate = () =>
    made('infra-error', earliest(broken.map((it) => it.sinceMs)), () => broken.map(toldBroken), {
      mustRunAgain,
    });
  if (mustRunAgain) return brokenGate();
  if (pending.length > 0 || silent.length > 0) {
    const sinceMs = earliest([
      ...pending.map((it) => it.startedAtMs),
      ...silent.map(() => moment.pushedAtMs),
    ]);
    return made('active', sinceMs, () => [
      ...pending.map(told),
      ...silent.map(({ name }) => `${name} has not reported`),
    ]);
  }
  // one that broke and need not run is shown, and holds up nothing
  if (broken.length > 0) return brokenGate();
  const word = said ?? reviews.said;
  if (word) return made(stateOf(word.state), word.atMs, () => [word.fact, ...passed.map(told), ...asides()]);
  if (rules.security.required && !moment.isDraft && passed.length === 0)
    return made('waiting', moment.draftSinceMs, () => ['required by the rules, not requested yet'], {
      isOnPeople: true,
    });
  if (passed.length > 0)
    return made('passed', latest(passed.map((it) => it.sinceMs)), () => [...passed.map(told), ...asides()]);
  return made('na', null, () => (letOff.length > 0 ? asides() : ['no label, check or environment for it']));
}

/** What scanners say of themselves when they have found nothing because they did not look. */
const NOT_LOOKED = new RegExp(
  [
    /\b(?:limit|quota|credits?)\b.{0,30}\b(?:reached|exceeded|exhausted|used up)\b/,
    /\b(?:reached|exceeded|exhausted|used)\b.{0,30}\b(?:limit|quota|credits?)\b/,
    /\b(?:rate.?limit\w*|internal error|service unavailable|timed? ?out|misconfigured|not configured)\b/,
    /\b(?:could not|couldn.?t|cannot|unable to|failed to)\b.{0,20}\b(?:complete|run|scan|test|start|connect)\b/,
    /\b(?:authentication|authorization|token)\b.{0,20}\b(?:failed|invalid|expired|missing)\b/,
    /\ban error (?:occurred|has occurred)\b|\berror (?:while )?(?:running|scanning|testing)\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
);

function isBroken({ check, state }: SeenCheck): boolean {
  return state === 'broken' || (state === 'failed' && NOT_LOOKED.test(check.description ?? ''));
}

/** Alerts are known of the present commits alone: from the last scan of them that is through, else from their arrival. */
function alertsSince({ pullRequest, moment, checks }: View): number {
  if (!moment.hasPresentHead || !pullRequest.securityAlerts) return Number.POSITIVE_INFINITY;
  const scans = checks.all.filter(({ gate }) => gate === 'security');
  return latest(scans.flatMap(({ check }) => check.completedAtMs ?? [])) ?? moment.pushedAtMs;
}

const toldBroken = ({ check }: SeenCheck): string =>
  `${check.name} broke${check.description ? `: ${check.description}` : ''}`;
