/**
 * A pull request as it was at a moment of its life: its events, folded up to then. Where the events contradict what
 * the forge says of the present (a timeline that could not be read in full), the present wins from the last change on.
 */

import type { PullRequest, PullRequestEvent, Who } from './pull-request.ts';

export interface Dated {
  readonly atMs: number;
  readonly by: Who | null;
}

/** A request for a review and what came of it. */
export interface Request {
  readonly of: Who;
  readonly askedAtMs: number;
  readonly answeredAtMs: number | null;
  readonly verdict: Verdict | null;
}

type Verdict = 'approved' | 'changes-requested' | 'commented';

/** The last word of a person that approves or asks for changes. */
export interface Opinion {
  readonly by: Who;
  readonly verdict: 'approved' | 'changes-requested';
  readonly atMs: number;
  readonly counts: boolean;
  readonly teams: readonly string[];
}

/** What was known at `atMs`. Reused by `momentsOf` from one moment to the next: read it at once. */
export interface Moment {
  readonly atMs: number;
  readonly isDraft: boolean;
  /** when it became, or stopped being, a draft; creation otherwise */
  readonly draftSinceMs: number;
  readonly end: { readonly kind: 'merged' | 'closed'; readonly atMs: number } | null;
  readonly pushedAtMs: number;
  /** whether its last commits were the present ones: of earlier ones the checks are not known */
  readonly hasPresentHead: boolean;
  readonly labels: ReadonlyMap<string, Dated>;
  readonly unlabelled: ReadonlyMap<string, Dated>;
  readonly requests: ReadonlyMap<string, Request>;
  readonly opinions: ReadonlyMap<string, Opinion>;
  /** the last dismissal of an approval; what makes an approval stale */
  readonly staleSinceMs: number | null;
  readonly queuedAtMs: number | null;
  readonly projectStatus: { readonly status: string; readonly atMs: number } | null;
}

type Mutable = { -readonly [K in keyof Moment]: Moment[K] } & {
  labels: Map<string, Dated>;
  unlabelled: Map<string, Dated>;
  requests: Map<string, Request>;
  opinions: Map<string, Opinion>;
};

/** One name for a person or team: the forge does not mind the case. */
export const keyOf = (who: Who | string): string => (typeof who === 'string' ? who : who.name).toLowerCase();

/**
 * The moments at `instants`, oldest first.
 * @param instants ascending, none before the pull request was created
 * @param presentMs when the forge was asked, at the latest
 */
export function* momentsOf(
  pullRequest: PullRequest,
  instants: readonly number[],
  presentMs: number,
): Generator<Moment> {
  const events = eventsOf(pullRequest);
  const lastPush = events.findLast((event) => event.kind === 'pushed');
  const moment = beginning(pullRequest, events);
  moment.hasPresentHead = lastPush === undefined;
  const settledAtMs = Math.min(presentMs, Math.max(pullRequest.updatedAtMs, events.at(-1)?.atMs ?? 0));
  let next = 0;
  for (const atMs of instants) {
    moment.atMs = atMs;
    for (let event = events[next]; event && event.atMs <= atMs; event = events[++next]) {
      apply(moment, event, pullRequest.author);
      if (event === lastPush) moment.hasPresentHead = true;
    }
    if (atMs >= settledAtMs) settle(moment, pullRequest, settledAtMs);
    yield moment;
  }
}

/** Oldest first, with the end of it also where the timeline leaves it out. */
function eventsOf({ events, state, mergedAtMs, closedAtMs }: PullRequest): PullRequestEvent[] {
  const all = [...events];
  const hasEnd = events.some(({ kind }) => kind === state);
  if (!hasEnd && state === 'merged' && mergedAtMs !== null)
    all.push({ kind: 'merged', atMs: mergedAtMs, by: null, commit: null });
  if (!hasEnd && state === 'closed' && closedAtMs !== null)
    all.push({ kind: 'closed', atMs: closedAtMs, by: null });
  return all.sort((a, b) => a.atMs - b.atMs);
}

/** As it was created: what is there now and was brought about by no event was there from the start. */
function beginning(pullRequest: PullRequest, events: readonly PullRequestEvent[]): Mutable {
  const { createdAtMs, author } = pullRequest;
  const first = events.find(({ kind }) => kind === 'ready' || kind === 'drafted');
  const named = new Set(
    events.map((event) =>
      event.kind === 'labelled' || event.kind === 'unlabelled'
        ? event.label
        : event.kind === 'review-requested' || event.kind === 'review-request-removed'
          ? keyOf(event.of)
          : '',
    ),
  );
  const labels = pullRequest.labels.filter((label) => !named.has(label));
  const removed = events.filter(
    (event, at) =>
      event.kind === 'unlabelled' &&
      !events.slice(0, at).some((it) => it.kind === 'labelled' && it.label === event.label),
  );
  for (const event of removed) if (event.kind === 'unlabelled') labels.push(event.label);
  const reviewed = new Set(events.flatMap((event) => (event.kind === 'reviewed' ? [keyOf(event.by)] : [])));
  const asked = pullRequest.reviewRequests.filter(
    ({ of }) => !named.has(keyOf(of)) && !reviewed.has(keyOf(of)) && of.kind !== 'bot',
  );
  return {
    atMs: createdAtMs,
    isDraft: first ? first.kind === 'ready' : pullRequest.isDraft,
    draftSinceMs: createdAtMs,
    end: null,
    pushedAtMs: createdAtMs,
    hasPresentHead: true,
    labels: new Map(labels.map((label) => [label, { atMs: createdAtMs, by: author }])),
    unlabelled: new Map(),
    requests: new Map(asked.map(({ of }) => [keyOf(of), request(of, createdAtMs)])),
    opinions: new Map(),
    staleSinceMs: null,
    queuedAtMs: null,
    projectStatus:
      pullRequest.projectStatus !== null && !events.some(({ kind }) => kind === 'project-status')
        ? { status: pullRequest.projectStatus, atMs: createdAtMs }
        : null,
  };
}

const request = (of: Who, askedAtMs: number): Request => ({
  of,
  askedAtMs,
  answeredAtMs: null,
  verdict: null,
});

function apply(moment: Mutable, event: PullRequestEvent, author: Who | null): void {
  const { atMs } = event;
  switch (event.kind) {
    case 'drafted':
    case 'ready':
      moment.isDraft = event.kind === 'drafted';
      moment.draftSinceMs = atMs;
      // the clocks of those who were asked begin anew with the next chance to answer
      if (!moment.isDraft)
        for (const [key, it] of moment.requests)
          if (it.answeredAtMs === null) moment.requests.set(key, request(it.of, atMs));
      return;
    case 'closed':
      moment.end ??= { kind: 'closed', atMs };
      return;
    case 'merged':
      moment.end = { kind: 'merged', atMs };
      return;
    case 'reopened':
      moment.end = null;
      return;
    case 'pushed':
      moment.pushedAtMs = Math.max(atMs, moment.pushedAtMs);
      return;
    case 'review-requested':
      if (event.of.kind !== 'bot') moment.requests.set(keyOf(event.of), request(event.of, atMs));
      return;
    case 'review-request-removed':
      moment.requests.delete(keyOf(event.of));
      return;
    case 'reviewed':
      review(moment, event, author);
      return;
    case 'review-dismissed': {
      const opinion = moment.opinions.get(keyOf(event.of));
      if (opinion?.verdict === 'approved') moment.staleSinceMs = atMs;
      moment.opinions.delete(keyOf(event.of));
      for (const key of opinion ? [keyOf(event.of), ...opinion.teams.map(keyOf)] : []) {
        const asked = moment.requests.get(key);
        // answered still, but what was said stands no more
        if (asked) moment.requests.set(key, { ...asked, verdict: null });
      }
      return;
    }
    case 'labelled':
      moment.labels.set(event.label, { atMs, by: event.by });
      moment.unlabelled.delete(event.label);
      return;
    case 'unlabelled':
      if (moment.labels.delete(event.label)) moment.unlabelled.set(event.label, { atMs, by: event.by });
      return;
    case 'queued':
      moment.queuedAtMs = atMs;
      return;
    case 'dequeued':
      moment.queuedAtMs = null;
      return;
    case 'project-status':
      moment.projectStatus = event.status === null ? null : { status: event.status, atMs };
      return;
    case 'auto-merge-enabled':
    case 'base-changed':
      return;
  }
}

/** The author's own remarks and those of bots answer nobody's request. */
function review(
  moment: Mutable,
  { atMs, by, verdict, onBehalfOf, counts }: PullRequestEvent & { kind: 'reviewed' },
  author: Who | null,
): void {
  if (by.kind === 'bot' || (author && keyOf(by) === keyOf(author))) return;
  // a comment takes back neither an approval nor a wish for changes
  const stands = verdict === 'commented' ? (moment.opinions.get(keyOf(by))?.verdict ?? verdict) : verdict;
  for (const key of [keyOf(by), ...onBehalfOf.map(keyOf)]) {
    const asked = moment.requests.get(key);
    // a later review of somebody who has answered tells more, but it is the first that ended the wait
    if (asked)
      moment.requests.set(key, { ...asked, answeredAtMs: asked.answeredAtMs ?? atMs, verdict: stands });
  }
  if (verdict === 'commented') return;
  moment.opinions.set(keyOf(by), { by, verdict, atMs, counts, teams: onBehalfOf });
}

/** Makes the end of the replay say what the forge says. */
function settle(moment: Mutable, pullRequest: PullRequest, atMs: number): void {
  const labels = new Set(pullRequest.labels);
  for (const label of moment.labels.keys()) if (!labels.has(label)) moment.labels.delete(label);
  for (const label of labels) if (!moment.labels.has(label)) moment.labels.set(label, { atMs, by: null });
  if (moment.isDraft !== pullRequest.isDraft && !moment.end) {
    moment.isDraft = pullRequest.isDraft;
    moment.draftSinceMs = atMs;
  }
  if (pullRequest.state === 'open') moment.end = null;
  else if (!moment.end || moment.end.kind !== pullRequest.state)
    moment.end = {
      kind: pullRequest.state,
      atMs: pullRequest.mergedAtMs ?? pullRequest.closedAtMs ?? atMs,
    };
  const pending = new Map(
    pullRequest.reviewRequests
      .filter(({ of }) => of.kind !== 'bot')
      .map(({ of }) => [keyOf(of), of] as const),
  );
  for (const [key, { answeredAtMs }] of moment.requests)
    if (answeredAtMs === null && !pending.has(key)) moment.requests.delete(key);
  // one that was answered is answered, even if the forge goes on listing it: a team may be asked for several
  for (const [key, of] of pending) if (!moment.requests.has(key)) moment.requests.set(key, request(of, atMs));
  if (!pullRequest.mergeQueue) moment.queuedAtMs = null;
  else moment.queuedAtMs ??= pullRequest.mergeQueue.enqueuedAtMs;
  if (pullRequest.projectStatus === null) moment.projectStatus = null;
  else if (moment.projectStatus?.status !== pullRequest.projectStatus)
    moment.projectStatus = { status: pullRequest.projectStatus, atMs };
}
