/** One AI insertion and what became of it, from the work tree through commits; and its fates at a moment. */

import { addFates, type Fates, NO_FATES, settled } from './fates.ts';
import type { IncidentRule, Moment } from './report.ts';

const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** Git counts whole seconds: a commit may have been made so much later than it says. */
const WITHIN_SECOND_MS = 999;

/** What is not in a commit after so long is given up. */
export const GIVEN_UP_DAYS = 30;

/** From this moment on the fates are these. */
export interface Step {
  readonly atMs: number;
  readonly fates: Fates;
}

/** Of an insertion that has reached a commit. Its fates there count from the commit on. */
export interface Committed {
  readonly atMs: number;
  /** most of its characters that one commit had */
  readonly characters: number;
  /** when its first characters were in the default branch, and how many there were; null: they never were */
  readonly merged: { readonly atMs: number; readonly characters: number } | null;
  readonly steps: readonly Step[];
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
  /** as seen in work trees, ascending; counts may add up to less than `inserted` */
  readonly steps: readonly Step[];
  readonly committed: Committed | null;
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

/** Fates as of `atMs`; null where nobody saw it by then. What a commit has counts, else what the work trees had. */
export function fatesAt({ inserted, steps, committed }: Insertion, atMs: number): Fates | null {
  if (!committed || atMs < committed.atMs) {
    const fates = lastOf(steps, atMs);
    return fates && settled(fates, inserted);
  }
  const before = { ...(lastOf(steps, committed.atMs + WITHIN_SECOND_MS) ?? NO_FATES), kept: 0 };
  const since = lastOf(committed.steps, atMs) ?? NO_FATES;
  return settled(addFates(before, since), inserted);
}

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
      return committed && committed.atMs + daysOf(moment) * DAY_MS;
  }
}

/** Days after the commit; 0 for the commit itself and for what does not count from it. */
export const daysOf = (moment: Moment): number =>
  moment.endsWith('-day') || moment.endsWith('-days') ? Number.parseInt(moment, 10) : 0;

/** Whether it is decided if it gets into a commit: it did, or it is gone, or it has been waiting for too long. */
export function isSettledAt(insertion: Insertion, atMs: number): boolean {
  if (insertion.committed && insertion.committed.atMs <= atMs) return true;
  if (atMs - insertion.atMs >= GIVEN_UP_DAYS * DAY_MS) return true;
  return fatesAt(insertion, atMs)?.kept === 0;
}
