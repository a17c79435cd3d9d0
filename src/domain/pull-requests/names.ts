/** What names mean under given rules: the team's own patterns first, then the built-in matchers. Remembered by name. */

import { soundsLikeProduction, soundsLikeQa } from './environments.ts';
import { matcherOf } from './patterns.ts';
import type { Check, Who } from './pull-request.ts';
import { remembered } from './remembered.ts';
import type { GateRules, NamedState, NamePatterns, Rules } from './rules.ts';
import { isFromScanner } from './scanners.ts';
import { qaCheck, qaState, saysHold, securityState } from './words.ts';

export type NamedGate = 'qa' | 'security';

export interface Names {
  labelState(label: string, gate: NamedGate): NamedState | null;
  isHold(label: string): boolean;
  projectState(status: string): NamedState | null;
  /** the gate that a check belongs to instead of CI */
  checkGate(check: Pick<Check, 'name' | 'app'>): NamedGate | null;
  /** the gate that a reviewer answers for instead of the ordinary review */
  reviewerGate(who: Who): NamedGate | null;
  isProduction(environment: string): boolean;
  isQaEnvironment(environment: string): boolean;
}

const known = new WeakMap<Rules, Names>();

export function namesUnder(rules: Rules): Names {
  const there = known.get(rules);
  if (there) return there;
  const made = namesOf(rules);
  known.set(rules, made);
  return made;
}

function namesOf(rules: Rules): Names {
  const labels = {
    qa: remembered(stateMatcher(rules.qa.labels, qaState)),
    security: remembered(stateMatcher(rules.security.labels, securityState)),
  };
  const heldBy = matcherOf(rules.hold.labels);
  const notHeldBy = matcherOf(rules.hold.ignoredLabels);
  const checks = { qa: checkMatcher(rules.qa), security: checkMatcher(rules.security) };
  const reviewers = { qa: reviewerMatcher(rules.qa), security: reviewerMatcher(rules.security) };
  const production = matcherOf(rules.deploy.production);
  const qaEnvironment = matcherOf(rules.qa.environments);
  const checkGate = (name: string, app: string | null): NamedGate | null => {
    if (checks.security.isOurs(name)) return 'security';
    if (checks.qa.isOurs(name)) return 'qa';
    if (!checks.security.isIgnored(name) && isFromScanner({ name, app })) return 'security';
    return !checks.qa.isIgnored(name) && qaCheck(name) ? 'qa' : null;
  };
  const checkGatesOf = remembered((app) => remembered((name) => checkGate(name, app || null)));
  return {
    labelState: (label, gate) => labels[gate](label),
    isHold: remembered((label) => heldBy(label) || (saysHold(label) && !notHeldBy(label))),
    projectState: remembered(stateMatcher(rules.qa.projectStatuses, qaState)),
    checkGate: ({ name, app }) => checkGatesOf(app ?? '')(name),
    reviewerGate: ({ name }) => (reviewers.security(name) ? 'security' : reviewers.qa(name) ? 'qa' : null),
    isProduction: remembered((name) =>
      rules.deploy.production.length > 0 ? production(name) : soundsLikeProduction(name),
    ),
    isQaEnvironment: remembered((name) => qaEnvironment(name) || soundsLikeQa(name)),
  };
}

function stateMatcher(
  patterns: NamePatterns,
  builtIn: (name: string) => NamedState | null,
): (name: string) => NamedState | null {
  const isIgnored = matcherOf(patterns.ignored ?? []);
  const own = (['failed', 'passed', 'skipped', 'active', 'waiting'] as const).map(
    (state) => [state, matcherOf(patterns[state] ?? [])] as const,
  );
  return (name) => {
    const said = own.find(([, matches]) => matches(name));
    return said ? said[0] : isIgnored(name) ? null : builtIn(name);
  };
}

function checkMatcher({ checks, ignoredChecks }: GateRules) {
  return { isOurs: matcherOf(checks), isIgnored: matcherOf(ignoredChecks) };
}

function reviewerMatcher({ reviewers, owners }: GateRules): (name: string) => boolean {
  return remembered(matcherOf([...reviewers, ...owners]));
}
