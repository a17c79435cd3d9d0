/** Two accounts of where the same text comes from, made one. */

import { isBetterEvidence, type Mark, pushRun, type Run, touched } from './origin.ts';

/**
 * The better account of each character, where `standing` and `incoming` cover the same text.
 * `incoming` replaces a mark only with better evidence (`isBetterEvidence`), and brings its own `touched`; of two reports
 * of the same edit the character is touched if either says so, and the edit object of `standing` stays.
 * @returns `standing` itself when nothing in `incoming` is better
 * Cost: O(runs of both).
 */
export function mergeRuns(standing: readonly Run[], incoming: readonly Run[]): readonly Run[] {
  const merged: Run[] = [];
  let isChanged = false;
  let other = 0;
  let used = 0;
  for (const { length, mark } of standing) {
    for (let left = length; left > 0; ) {
      const candidate = incoming[other];
      if (!candidate) throw new RangeError('runs to merge cover texts of different lengths');
      const overlap = Math.min(left, candidate.length - used);
      const winner = better(mark, candidate.mark);
      isChanged ||= winner !== mark;
      pushRun(merged, overlap, winner);
      left -= overlap;
      used += overlap;
      if (used === candidate.length) {
        other++;
        used = 0;
      }
    }
  }
  if (other !== incoming.length) throw new RangeError('runs to merge cover texts of different lengths');
  return isChanged ? merged : standing;
}

function better(standing: Mark, incoming: Mark): Mark {
  if (incoming.edit.uid === standing.edit.uid) return incoming.touched ? touched(standing) : standing;
  return isBetterEvidence(incoming.edit, standing.edit) ? incoming : standing;
}
