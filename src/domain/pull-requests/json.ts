/** Rows as the command line prints them for other programs: times in ISO 8601, durations in hours. */

import type { Assessment, Gate, GateName, ListName } from './assessment.ts';

export interface ForgeLine {
  /** host of the forge */
  readonly id: string;
  /** `ok` or the kind of failure */
  readonly state: string;
  /** rate-limit points that the look cost, and how many are left; null where the forge did not say */
  readonly points: number;
  readonly remaining: number | null;
}

export interface Listing {
  readonly nowMs: number;
  readonly viewer: string | null;
  readonly forges: readonly ForgeLine[];
  readonly rows: readonly (Assessment & { readonly lists: readonly ListName[] })[];
}

/** An object for `JSON.stringify`; the order of rows is kept. */
export function listingJson({ nowMs, viewer, forges, rows }: Listing) {
  return { now: timeOf(nowMs), viewer, forges, pullRequests: rows.map(rowJson) };
}

function rowJson(row: Listing['rows'][number]) {
  const { pullRequest, stage, turn, sinceMs, gates, reviewers, sla, risk, ai } = row;
  const { repository, number, title, url, author, incomplete } = pullRequest;
  return {
    repository,
    number,
    title,
    url,
    author: author?.name ?? null,
    lists: row.lists,
    stage,
    turn,
    since: timeOf(sinceMs),
    gates: Object.fromEntries(GATES.map((name) => [name, gateJson(gates[name])])),
    reviewers: reviewers.map(({ who, requestedAtMs, answeredAtMs }) => ({
      who,
      requestedAt: timeOf(requestedAtMs),
      answeredAt: timeOf(answeredAtMs),
    })),
    sla: {
      state: sla.state,
      limitHours: sla.limitHours,
      elapsedHours: rounded(sla.elapsedHours),
      workingHours: rounded(sla.workingHours),
    },
    risk,
    ai: ai && { ...ai, share: rounded(ai.share) },
    why: row.why,
    hint: row.hint,
    incomplete: incomplete.length > 0,
  };
}

const GATES: readonly GateName[] = ['ci', 'review', 'qa', 'security', 'deploy'];

/** A gate that nobody uses has no time; one that is through waits on nobody. */
function gateJson({ state, sinceMs, owners }: Gate) {
  if (state === 'na') return { state };
  const since = timeOf(sinceMs);
  return state === 'passed' ? { state, since } : { state, since, owners };
}

function timeOf(atMs: number): string;
function timeOf(atMs: number | null): string | null;
function timeOf(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString().replace('.000Z', 'Z');
}

const rounded = (number: number): number => Math.round(number * 100) / 100;
