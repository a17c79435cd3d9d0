/** The stages as rules, in the order in which they are looked for: the first that matches is the stage. */

import type { Gate, GateName, GateState, Stage } from './assessment.ts';
import type { CheckSets } from './gates/checks.ts';
import { ciGate } from './gates/ci.ts';
import { deployedAtMs, deployGate } from './gates/deploy.ts';
import { qaGate } from './gates/qa.ts';
import { type Review, reviewGate } from './gates/review.ts';
import { type Security, securityGate } from './gates/security.ts';
import type { Dated, Moment } from './moment.ts';
import type { Check, PullRequest } from './pull-request.ts';
import { list, namesOf, type OpenGate, type View } from './view.ts';

/** Everything that the rules look at. A gate is decided when a rule asks for it: mostly the first few rules suffice. */
export class Situation {
  readonly view: View;
  /** whether the repository is known to deploy to production */
  readonly hasProduction: boolean;
  #checks: CheckSets | undefined;
  #review: Review | undefined;
  #security: Security | undefined;
  #ci: OpenGate | undefined;
  #qa: OpenGate | undefined;
  #deploy: OpenGate | undefined;

  constructor(view: View, hasProduction: boolean) {
    this.view = view;
    this.hasProduction = hasProduction;
  }

  get pullRequest(): PullRequest {
    return this.view.pullRequest;
  }

  get moment(): Moment {
    return this.view.moment;
  }

  get review(): Review {
    this.#review ??= reviewGate(this.view);
    return this.#review;
  }

  get security(): Security {
    this.#security ??= securityGate(this.view, this.#checkSets());
    return this.#security;
  }

  get ci(): OpenGate {
    this.#ci ??= ciGate(this.view, this.#checkSets());
    return this.#ci;
  }

  get qa(): OpenGate {
    this.#qa ??= qaGate(this.view, this.#checkSets());
    return this.#qa;
  }

  get deploy(): OpenGate {
    this.#deploy ??= deployGate(this.view);
    return this.#deploy;
  }

  #checkSets(): CheckSets {
    this.#checks ??= this.view.checks.at(this.view.moment);
    return this.#checks;
  }
}

export interface Match {
  readonly turn: readonly string[];
  readonly why: string;
  readonly hint?: string;
}

/** A rule that does not match says what it saw instead. */
export type Verdict = Match | { readonly not: string };

export interface StageRule {
  readonly stage: Stage;
  /** what has to be so, for "Why this stage?" */
  readonly when: string;
  readonly decide: (situation: Situation) => Verdict;
}

export const DAY_MS = 86_400_000;

export function gatesOf({
  ci,
  review,
  qa,
  security,
  deploy,
  view: { checks },
}: Situation): Record<GateName, Gate> {
  const closed = ({ state, sinceMs, owners, facts }: OpenGate, failures: readonly Check[] = []): Gate => ({
    state,
    sinceMs,
    owners,
    facts: facts(),
    failures,
  });
  return {
    ci: closed(ci, checks.failuresOf('ci')),
    review: closed(review.gate),
    qa: closed(qa, checks.failuresOf('qa')),
    security: closed(security.gate, checks.failuresOf('security')),
    deploy: closed(deploy),
  };
}

/** Those of an open pull request. */
const STAGE_RULES: readonly StageRule[] = [
  {
    stage: 'draft',
    when: 'it is a draft',
    decide: (it) => (it.moment.isDraft ? onAuthor(it, 'draft') : { not: 'ready for review' }),
  },
  {
    stage: 'hold',
    when: 'a label says that it is on hold',
    decide: (it) => {
      const held = holdOf(it.view);
      if (!held) return { not: 'no such label' };
      const by = held.by ?? it.pullRequest.author;
      const who = namesOf(by ? [by] : []);
      const turn = who.length > 0 ? who : authorOf(it);
      return { turn, why: `on hold: label ${held.label}` };
    },
  },
  {
    stage: 'conflict',
    when: 'it conflicts with its base',
    decide: (it) =>
      hasConflict(it.view)
        ? onAuthor(it, `conflicts with ${it.pullRequest.base}`, 'resolve the conflicts')
        : { not: it.pullRequest.mergeable === 'unknown' ? 'not known to conflict' : 'no conflict' },
  },
  {
    stage: 'checks-failed',
    when: 'a required check failed',
    decide: (it) =>
      it.ci.state === 'failed' ? onAuthor(it, told('checks failed', it.ci)) : notYet('CI', it.ci),
  },
  {
    stage: 'changes-requested',
    when: 'changes were requested or threads are unresolved, with nothing pushed since',
    decide: (it) => {
      const { changesAsked, threads, threadsCount } = it.review;
      if (changesAsked.length > 0)
        return onAuthor(it, `changes requested by ${list(namesOf(changesAsked.map(({ by }) => by)))}`);
      if (threadsCount && threads.onAuthor > 0)
        return onAuthor(
          it,
          `${threads.onAuthor} unresolved ${threads.onAuthor === 1 ? 'thread' : 'threads'}`,
        );
      return { not: 'no changes requested, no thread on the author' };
    },
  },
  {
    stage: 'security-failed',
    when: 'security failed',
    decide: (it) => {
      const { gate } = it.security;
      return gate.state === 'failed' ? onAuthor(it, told('security failed', gate)) : notYet('security', gate);
    },
  },
  { stage: 'review', when: 'a review is pending', decide: review },
  {
    stage: 'security',
    when: 'a security review is pending',
    decide: ({ security: { gate, isOnPeople } }) =>
      isOnPeople ? { turn: gate.owners, why: told('security', gate) } : notYet('security', gate),
  },
  {
    stage: 'qa',
    when: 'QA failed, is under way or is pending',
    decide: (it) => {
      const { state, owners } = it.qa;
      if (state === 'failed') return onAuthor(it, told('QA failed', it.qa));
      if (state === 'waiting' || state === 'active' || state === 'stale')
        return { turn: owners, why: told(`QA ${state}`, it.qa) };
      return notYet('QA', it.qa);
    },
  },
  {
    stage: 'checks',
    when: 'checks are pending, broke, or wait for approval to run',
    decide: (it) => {
      const { ci, security } = it;
      if (ci.state === 'infra-error') return onAuthor(it, told('checks broke', ci), 're-run them');
      if (security.gate.state === 'infra-error' && security.mustRunAgain)
        return onAuthor(it, told('a scanner broke', security.gate), 're-run it');
      if (ci.state === 'waiting' || ci.state === 'active')
        return {
          turn: [],
          why: told('checks', ci),
          ...(it.pullRequest.checksAwaitApproval && { hint: 'a maintainer has to approve the run' }),
        };
      if (security.gate.state === 'active') return { turn: [], why: told('security', security.gate) };
      return notYet('CI', ci);
    },
  },
  {
    stage: 'behind',
    when: 'it must be updated with its base branch',
    decide: (it) =>
      isBehind(it.view)
        ? onAuthor(it, `behind ${it.pullRequest.base}`, 'update the branch')
        : { not: it.pullRequest.isBehind === null ? 'not known to be behind' : 'not behind' },
  },
  {
    stage: 'deploy-approval',
    when: 'an environment waits for approval',
    decide: ({ deploy }) =>
      deploy.state === 'waiting'
        ? { turn: deploy.owners, why: told('deploy', deploy) }
        : { not: 'none waits' },
  },
  {
    stage: 'merge-queue',
    when: 'it is in the merge queue',
    decide: ({ moment, pullRequest: { mergeQueue } }) => {
      if (moment.queuedAtMs === null) return { not: 'not in the queue' };
      const place = mergeQueue ? `, position ${mergeQueue.position}` : '';
      const estimatedMs = mergeQueue?.estimatedMs ?? null;
      const estimate = estimatedMs === null ? '' : `, about ${Math.ceil(estimatedMs / 60_000)} min`;
      return { turn: [], why: `in the merge queue${place}${estimate}` };
    },
  },
  {
    stage: 'ready',
    when: 'nothing else is in the way',
    decide: (it) => onAuthor(it, 'nothing is in the way', 'merge it'),
  },
];

/** Those of one that was merged or closed. */
const END_RULES: readonly StageRule[] = [
  {
    stage: 'deploy-approval',
    when: 'an environment waits for approval after the merge',
    decide: ({ moment, deploy, pullRequest }) =>
      moment.end?.kind === 'merged' && deploy.owners.length > 0 && pullRequest.environmentApprovals.length > 0
        ? { turn: deploy.owners, why: told('deploy', deploy) }
        : { not: 'none waits' },
  },
  {
    stage: 'deploy',
    when: 'it was merged and has not reached production yet',
    decide: (it) => {
      const { moment, deploy } = it;
      const { rules } = it.view;
      if (moment.end?.kind !== 'merged') return { not: 'closed, not merged' };
      if (!it.hasProduction) return { not: 'the repository has no production deployments' };
      if (deployedAtMs(it.view)) return { not: 'it is in production' };
      if (moment.atMs - moment.end.atMs >= rules.deploy.days * DAY_MS)
        return { not: `merged more than ${rules.deploy.days} days ago` };
      return { turn: [], why: told('merged', deploy) };
    },
  },
  { stage: 'done', when: 'nothing is left to do', decide: () => ({ turn: [], why: 'done' }) },
];

export const rulesFor = ({ moment }: Situation): readonly StageRule[] =>
  moment.end ? END_RULES : STAGE_RULES;

export function decide(situation: Situation): Match & { readonly stage: Stage } {
  for (const rule of rulesFor(situation)) {
    const verdict = rule.decide(situation);
    if (!('not' in verdict)) return { stage: rule.stage, ...verdict };
  }
  throw new Error('the last rule always matches');
}

function review(it: Situation): Verdict {
  const { gate, threads, threadsCount, unansweredPush, approvals, required, isLeftToOtherGates } = it.review;
  if (gate.state !== 'waiting' && gate.state !== 'stale') return notYet('review', gate);
  if (isLeftToOtherGates) return { not: 'only reviewers for another gate are asked' };
  const counted = `review waiting: ${approvals} of ${required} required approvals`;
  if (gate.owners.length > 0) {
    const isOnlyThreads = threadsCount && threads.starters.length > 0 && approvals >= required;
    return {
      turn: gate.owners,
      why: isOnlyThreads ? 'review waiting: threads that were answered are not resolved' : counted,
      ...(unansweredPush.length > 0 && { hint: 'not asked again' }),
    };
  }
  return onAuthor(it, counted, gate.state === 'stale' ? 'ask for a review again' : 'ask for a review');
}

/** A bot has no turn: what it opened waits on nobody in particular. */
function authorOf({ pullRequest }: Situation): string[] {
  return namesOf(pullRequest.author ? [pullRequest.author] : []);
}

function onAuthor(it: Situation, why: string, hint?: string): Match {
  return { turn: authorOf(it), why, ...(hint && { hint }) };
}

const notYet = (what: string, { state }: { readonly state: GateState }) => ({
  not: `${what} ${stateText(state)}`,
});

/** What is so of a gate, to be put behind its name. */
export function stateText(state: GateState): string {
  switch (state) {
    case 'na':
      return 'is not used here';
    case 'waiting':
      return 'is pending';
    case 'active':
      return 'is under way';
    case 'infra-error':
      return 'could not run';
    case 'stale':
      return 'is out of date';
    default:
      return `has ${state}`;
  }
}

function told(what: string, { facts }: OpenGate): string {
  const [first] = facts();
  return first ? `${what}: ${first}` : what;
}

/** The label that was put on first counts: it has been on hold since then. */
function holdOf({ moment, names }: View): (Dated & { label: string }) | null {
  let first: (Dated & { label: string }) | null = null;
  for (const [label, dated] of moment.labels)
    if (names.isHold(label) && (!first || dated.atMs < first.atMs)) first = { label, ...dated };
  return first;
}

/** What is known of the present alone counts from when it was first seen. */
function hasConflict({ pullRequest, moment, presentMs }: View): boolean {
  return (
    pullRequest.mergeable === 'conflict' && moment.atMs >= (pullRequest.firstSeen.conflictAtMs ?? presentMs)
  );
}

function isBehind({ pullRequest, moment, presentMs }: View): boolean {
  return pullRequest.isBehind === true && moment.atMs >= (pullRequest.firstSeen.behindAtMs ?? presentMs);
}
