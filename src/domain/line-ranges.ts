/**
 * Sets of lines as ranges. They come out of notes that anybody may have written, which may claim any number of lines, so
 * nothing here goes through the lines of a range.
 */

import type { LineRange } from './added-lines.ts';

/** The same lines, the ranges in order and apart from each other. */
export function joined(ranges: readonly LineRange[]): LineRange[] {
  const apart: { first: number; last: number }[] = [];
  for (const { first, last } of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = apart.at(-1);
    if (before && first <= before.last + 1) before.last = Math.max(before.last, last);
    else apart.push({ first, last });
  }
  return apart;
}

/**
 * Lines of `ranges` that are not in `taken`.
 * @param ranges `joined`
 * @param taken `joined`
 */
export function without(ranges: readonly LineRange[], taken: readonly LineRange[]): LineRange[] {
  const free: LineRange[] = [];
  let at = 0;
  for (const { first, last } of ranges) {
    while (at < taken.length && taken[at]!.last < first) at++;
    let from = first;
    for (let i = at; i < taken.length && taken[i]!.first <= last; i++) {
      if (taken[i]!.first > from) free.push({ first: from, last: taken[i]!.first - 1 });
      from = taken[i]!.last + 1;
    }
    if (from <= last) free.push({ first: from, last });
  }
  return free;
}

/** @param ranges `joined` */
export function includes(ranges: readonly LineRange[], line: number): boolean {
  let from = 0;
  let to = ranges.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ranges[middle]!.last < line) from = middle + 1;
    else to = middle;
  }
  return from < ranges.length && ranges[from]!.first <= line;
}
