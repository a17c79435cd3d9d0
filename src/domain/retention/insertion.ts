/** One AI insertion and what became of it, from the work tree through commits; and its fates at a moment. */

import { type Fates, NO_FATES, settled, sumOfFates, totalOf } from './fates.ts';
import type { IncidentRule, Moment } from './report.ts';

const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** Git counts whole seconds: a commit may have been made so much later than it says. */
const WITHIN_SECOND_MS = 999;

/** What is not in a commit after so long is given up. */
const GIVEN_UP_DAYS = 30;

/** From this moment on the fates are these. */
export interface Step {
  readonly atMs: number;
  readonly fates: Fates;
}

/** Of an insertion that has reached a commit. */
export interface Committed {
  readonly atMs: number;
  /** most of its characters that one commit had */
  readonly characters: number;
  /** when its first characters were in the default branch, and how many there were; null: they never were */
  readonly merged: { readonly atMs: number; readonly characters: number } | null;
  readonly incidents: readonly { readonly rule: IncidentRule; readonly atMs: number }[];
}

export interface Insertion {
  readonly tool: string;
  readonly model: string | null;
  readonly path: string;
  /** 1-based, where the first of it was seen last; null when nothing is left */
  readonly line: number | null;
  readonly atMs: number;
  /** non-white-space characters */
  readonly inserted: number;
  /** ascending; see `timelineOf`. Counts may add up to less than `inserted`: of the rest it is not known. */
  readonly steps: readonly Step[];
  readonly committed: Committed | null;
}

/**
 * The fates of an insertion over time: in work trees up to its commit, from then on in commits.
 * @param seen in work trees, ascending, no more characters than `inserted`
 * @param committed in commits, ascending, the first with a character of it first; empty where there is none
 */
export function timelineOf(
  inserted: number,
  seen: readonly Step[],
  committed: readonly Step[],
): readonly Step[] {
  const [first] = committed;
  if (!first) return seen;
  const last = lastOf(seen, first.atMs + WITHIN_SECOND_MS) ?? NO_FATES;
  const lost = totalOf(last) === last.kept ? null : { ...last, kept: 0 };
  const after = committed.map((step) => {
    const fates = settled(lost ? sumOfFates([lost, step.fates]) : step.fates, inserted);
    return fates === step.fates ? step : { atMs: step.atMs, fates };
  });
  return [...seen.filter(({ atMs }) => atMs < first.atMs), ...after];
}

function lastOf(steps: readonly Step[], atMs: number): Fates | null {
  let low = 0;
  for (let high = steps.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (steps[middle]!.atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return steps[low - 1]?.fates ?? null;
}

/** Fates as of `atMs`; null where nobody had seen it by then. */
export const fatesAt = ({ steps }: Insertion, atMs: number): Fates | null => lastOf(steps, atMs);

/** When an insertion reaches a moment; null: never, as things are. */
export function timeOf(moment: Moment, { atMs, committed }: Insertion): number | null {
  switch (moment) {
    case '5-minutes':
      return atMs + 5 * MINUTE_MS;
    case '30-minutes':
      return atMs + 30 * MINUTE_MS;
    case 'commit':
      return committed?.atMs ?? null;
    case 'merge':
      return committed?.merged?.atMs ?? null;
    default:
      return committed && committed.atMs + DAYS[moment] * DAY_MS;
  }
}

/** Days after the commit; 0 for the commit itself and for what does not count from it. */
export const DAYS: Readonly<Record<Moment, number>> = {
  '5-minutes': 0,
  '30-minutes': 0,
  commit: 0,
  merge: 0,
  '1-day': 1,
  '7-days': 7,
  '14-days': 14,
  '30-days': 30,
};

/** Whether it is decided if it gets into a commit: it did, or it is gone, or it has been waiting for too long. */
export function isSettledAt(insertion: Insertion, atMs: number): boolean {
  if (insertion.committed && insertion.committed.atMs <= atMs) return true;
  if (atMs - insertion.atMs >= GIVEN_UP_DAYS * DAY_MS) return true;
  return fatesAt(insertion, atMs)?.kept === 0;
}
