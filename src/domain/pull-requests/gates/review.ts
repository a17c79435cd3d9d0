/** The review gate: who was asked, who has answered, how many approvals are there of how many. */

import type { GateState } from '../assessment.ts';
import { keyOf, type Opinion, type Request } from '../moment.ts';
import { earliest, gate, latest, list, namesOf, type OpenGate, type View } from '../view.ts';
import { type OpenThreads, openThreads } from './threads.ts';

export interface Review {
  readonly gate: OpenGate;
  /** changes were asked for and nothing has come since: the author's turn */
  readonly changesAsked: readonly Opinion[];
  /** changes were asked for, something was pushed since, nobody was asked again */
  readonly unansweredPush: readonly Opinion[];
  readonly threads: OpenThreads;
  /** threads hold it up: they are not approved away, or the branch wants them resolved */
  readonly threadsCount: boolean;
  readonly approvals: number;
  readonly required: number;
  readonly pending: readonly Request[];
  /** it waits on nobody but those who are asked for the security or QA gate */
  readonly isLeftToOtherGates: boolean;
}

export function reviewGate(view: View): Review {
  const { pullRequest, moment, names } = view;
  const { rules } = pullRequest;
  const requests = [...moment.requests.values()];
  const unanswered = moment.isDraft ? [] : requests.filter(({ answeredAtMs }) => answeredAtMs === null);
  const pending = unanswered.filter(({ of }) => names.reviewerGate(of) === null);
  const opinions = [...moment.opinions.values()];
  const against = opinions.filter(({ verdict }) => verdict === 'changes-requested');
  const open = against.filter((it) => !isAskedAgain(it, moment.requests));
  const changesAsked = open.filter(({ atMs }) => atMs >= moment.pushedAtMs);
  const unansweredPush = open.filter(({ atMs }) => atMs < moment.pushedAtMs);

  const asked = requests.some(({ of }) => names.reviewerGate(of) === null);
  const demanded = rules?.requiredApprovals ?? 0;
  const required = Math.max(demanded, asked ? 1 : 0);
  const approvals = opinions.filter((it) => it.verdict === 'approved' && (it.counts || demanded === 0));
  const owners = pending.filter(({ of }) => isCodeOwner(view, keyOf(of)));
  const isApproved = approvals.length >= required && against.length === 0 && owners.length === 0;
  const mustBeResolved = rules?.requiresResolvedThreads ?? false;
  const threads = openThreads(view, mustBeResolved);
  const threadsCount = mustBeResolved || !(isApproved && required > 0);

  const missing = required - approvals.length;
  const others = unanswered.length - pending.length;
  const base = {
    changesAsked,
    unansweredPush,
    threads,
    threadsCount,
    approvals: approvals.length,
    required,
    pending,
    isLeftToOtherGates:
      pending.length === 0 && unansweredPush.length === 0 && missing > 0 && missing <= others,
  };
  const counted = `${approvals.length} of ${required} required approvals`;
  const facts = () => [
    ...(required > 0 ? [counted] : ['no approval is required and nobody was asked']),
    ...(pending.length > 0 ? [`requested from ${list(namesOf(pending.map(({ of }) => of)))}`] : []),
    ...(changesAsked.length > 0 ? [`changes requested by ${list(whoOf(changesAsked))}`] : []),
    ...(unansweredPush.length > 0
      ? [`pushed since ${list(whoOf(unansweredPush))} asked for changes, not asked again`]
      : []),
    ...(owners.length > 0 ? [`code owners: ${list(namesOf(owners.map(({ of }) => of)))}`] : []),
    ...threadFacts(threads, threadsCount),
  ];
  const made = (...args: [GateState, number | null, (readonly (Request | Opinion)[])?]): Review => ({
    ...base,
    gate: gate(
      args[0],
      args[1],
      facts,
      (args[2] ?? []).map((it) => ('of' in it ? it.of : it.by)),
    ),
  });

  if (moment.isDraft && !isApproved) return made('na', moment.draftSinceMs);
  if (changesAsked.length > 0) return made('failed', earliest(changesAsked.map(({ atMs }) => atMs)), []);
  if (threadsCount && threads.onAuthor > 0) return made('active', threads.onAuthorSinceMs, pending);
  const waiting = [...unansweredPush, ...pending];
  const waitingSince = earliest([
    ...pending.map(({ askedAtMs }) => askedAtMs),
    ...unansweredPush.map(() => moment.pushedAtMs),
    ...(threadsCount && threads.onStartersSinceMs !== null ? [threads.onStartersSinceMs] : []),
  ]);
  if (threadsCount && threads.starters.length > 0) {
    const review = made('waiting', waitingSince, waiting);
    return {
      ...review,
      gate: { ...review.gate, owners: namesOf([...review.gate.owners, ...threads.starters]) },
    };
  }
  if (isApproved && required === 0) return made('na', null);
  if (isApproved) return made('passed', passedAtMs(approvals, required, requests) ?? moment.draftSinceMs);
  if (waiting.length > 0) return made('waiting', waitingSince, waiting);
  if (moment.staleSinceMs !== null && missing > 0) return made('stale', moment.staleSinceMs);
  const lastWord = latest([
    moment.draftSinceMs,
    ...requests.flatMap(({ answeredAtMs }) => answeredAtMs ?? []),
    ...opinions.map(({ atMs }) => atMs),
  ]);
  return made('waiting', lastWord);
}

/** When the last of the needed approvals came: the replay of what the forge calls its decision. */
function passedAtMs(
  approvals: readonly Opinion[],
  required: number,
  requests: readonly Request[],
): number | null {
  const times = approvals.map(({ atMs }) => atMs).sort((a, b) => a - b);
  return times[required - 1] ?? latest(requests.flatMap(({ answeredAtMs }) => answeredAtMs ?? []));
}

function isAskedAgain({ by, atMs, teams }: Opinion, requests: ReadonlyMap<string, Request>): boolean {
  return [keyOf(by), ...teams.map(keyOf)].some((key) => {
    const asked = requests.get(key);
    return asked !== undefined && asked.answeredAtMs === null && asked.askedAtMs >= atMs;
  });
}

/** Who is a required code owner the forge tells of the present only. */
function isCodeOwner({ pullRequest }: View, key: string): boolean {
  return (
    pullRequest.rules?.requiresCodeOwners === true &&
    pullRequest.reviewRequests.some(({ of, asCodeOwner }) => asCodeOwner && keyOf(of) === key)
  );
}

function threadFacts({ onAuthor, starters }: OpenThreads, count: boolean): string[] {
  if (!count) return [];
  return [
    ...(onAuthor > 0 ? [`${onAuthor} unresolved ${onAuthor === 1 ? 'thread' : 'threads'}`] : []),
    ...(starters.length > 0 ? [`answered, waiting for ${list(namesOf(starters))}`] : []),
  ];
}

const whoOf = (opinions: readonly Opinion[]): string[] => namesOf(opinions.map(({ by }) => by));
