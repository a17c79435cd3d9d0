/** "Why this stage?": every rule in order, what it saw, and the one that decided. And what other rules would change. */

import { assess, type Context } from './assess.ts';
import type { Assessment, GateName, Stage } from './assessment.ts';
import type { PullRequest } from './pull-request.ts';
import type { Rules } from './rules.ts';
import { replay } from './stage-history.ts';
import { gatesOf, rulesFor, stateText } from './stage-rules.ts';

export interface ExplainedRule {
  readonly stage: Stage;
  /** what has to be so */
  readonly when: string;
  /** `skipped`: an earlier one has decided already, although this one would match as well */
  readonly verdict: 'decided' | 'not' | 'skipped';
  /** what it saw */
  readonly saw: string;
}

export function explain(pullRequest: PullRequest, context: Context): readonly ExplainedRule[] {
  const { present } = replay(pullRequest, context);
  let isDecided = false;
  return rulesFor(present).map((rule) => {
    const found = rule.decide(present);
    const { stage, when } = rule;
    if ('not' in found) return { stage, when, verdict: 'not', saw: found.not };
    const verdict = isDecided ? 'skipped' : 'decided';
    isDecided = true;
    return { stage, when, verdict, saw: found.why };
  });
}

const MARKS = { decided: '→', not: '·', skipped: '-' } as const;
const GATES: readonly [GateName, string][] = [
  ['ci', 'CI'],
  ['review', 'Review'],
  ['qa', 'QA'],
  ['security', 'Security'],
  ['deploy', 'Deploy'],
];

/** The same as plain text. Names of labels, checks and people stand in it as strangers wrote them. */
export function explanationText(pullRequest: PullRequest, context: Context): string {
  const { present, decision } = replay(pullRequest, context);
  const gates = gatesOf(present);
  const rules = explain(pullRequest, context).map(({ stage, when, verdict, saw }, at) => {
    return `${MARKS[verdict]} ${at + 1}. ${stage}, when ${when}\n     ${verdict === 'skipped' ? 'not reached' : saw}`;
  });
  return [
    `${pullRequest.repository}#${pullRequest.number} ${pullRequest.title}`,
    '',
    `Stage: ${decision.stage}`,
    `Turn: ${decision.turn.length > 0 ? decision.turn.join(', ') : 'nobody'}`,
    `Why: ${decision.why}`,
    ...(decision.hint ? [`Next: ${decision.hint}`] : []),
    '',
    'Rules, the first that matches decides:',
    ...rules,
    '',
    'Gates:',
    ...GATES.map(
      ([name, title]) => `${title} ${stateText(gates[name].state)}: ${gates[name].facts.join('; ')}`,
    ),
    '',
  ].join('\n');
}

export interface Difference {
  readonly before: Assessment;
  readonly after: Assessment;
}

/** Which rows other rules would move: to another stage, onto somebody else, or over or under their limit. */
export function dryRun(
  pullRequests: readonly PullRequest[],
  context: Context,
  proposed: Rules,
): readonly Difference[] {
  const under = { ...context, rules: proposed };
  return pullRequests
    .map((it) => ({ before: assess(it, context), after: assess(it, under) }))
    .filter(
      ({ before, after }) =>
        before.stage !== after.stage ||
        before.sla.state !== after.sla.state ||
        before.turn.join('\n') !== after.turn.join('\n'),
    );
}
