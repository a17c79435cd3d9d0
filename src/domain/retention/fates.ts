/** What happened to the characters of one insertion, counted: how many met which fate. White space counts nowhere. */

import type { Fate } from './report.ts';

export type Fates = Readonly<Record<Fate, number>>;
/** Every fate but to be still there. */
export type Loss = Exclude<Fate, 'kept'>;

export const NO_FATES: Fates = {
  kept: 0,
  'rewritten-by-me': 0,
  'rewritten-by-ai': 0,
  'rewritten-by-others': 0,
  deleted: 0,
  undone: 0,
};

/** Those that text coming back takes back, in this order: what was cut is pasted, what was undone is done again. */
export const TAKEN_BACK: readonly Loss[] = [
  'deleted',
  'undone',
  'rewritten-by-others',
  'rewritten-by-ai',
  'rewritten-by-me',
];

export function addTo(sum: Record<Fate, number>, fates: Fates): void {
  sum.kept += fates.kept;
  sum['rewritten-by-me'] += fates['rewritten-by-me'];
  sum['rewritten-by-ai'] += fates['rewritten-by-ai'];
  sum['rewritten-by-others'] += fates['rewritten-by-others'];
  sum.deleted += fates.deleted;
  sum.undone += fates.undone;
}

export function sumOfFates(them: Iterable<Fates>): Fates {
  const sum = { ...NO_FATES };
  for (const one of them) addTo(sum, one);
  return sum;
}

export const totalOf = (fates: Fates): number =>
  fates.kept +
  fates['rewritten-by-me'] +
  fates['rewritten-by-ai'] +
  fates['rewritten-by-others'] +
  fates.deleted +
  fates.undone;

/**
 * Counts that add up to no more than `inserted`. Text that was moved was lost in one place and is there in another, and
 * of text that was copied one copy may go: where more characters are accounted for than there are, those still there
 * count first, and losses are taken back in the order of `TAKEN_BACK`.
 */
export function settled(fates: Fates, inserted: number): Fates {
  let excess = totalOf(fates) - inserted;
  if (excess <= 0) return fates;
  const out = { ...fates };
  for (const fate of [...TAKEN_BACK, 'kept'] as const) {
    const part = Math.min(excess, out[fate]);
    out[fate] -= part;
    excess -= part;
  }
  return out;
}

/** Nothing has happened to any of them. */
export const allKept = (characters: number): Fates => ({ ...NO_FATES, kept: characters });

/** All that was still there is `undone`. */
export const allUndone = (fates: Fates): Fates => ({
  ...fates,
  kept: 0,
  undone: fates.undone + fates.kept,
});
