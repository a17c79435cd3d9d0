/** Which lines of a new text a diff added, and which of several equally short diffs tells it best. */

import type { LineTally } from './line-classes.ts';

export interface LineRange {
  /** 1-based, inclusive */
  readonly first: number;
  readonly last: number;
}

/** One line of a text; `line` is 1-based. */
export interface NumberedLine {
  readonly line: number;
  readonly tally: LineTally;
}

/** Lines that are in every one of the lists of ranges: what a merge added with respect to all its parents. */
export function intersectRanges(lists: readonly (readonly LineRange[])[]): LineRange[] {
  const [first = [], ...rest] = lists;
  return rest.reduce<LineRange[]>(
    (common, list) =>
      common.flatMap((a) =>
        list
          .filter((b) => b.first <= a.last && b.last >= a.first)
          .map((b) => ({ first: Math.max(a.first, b.first), last: Math.min(a.last, b.last) })),
      ),
    [...first],
  );
}

/**
 * The added lines. Where a block was put next to lines like it, the diff may as well have named the block
 * one line further up or down (git slides such a hunk as it finds it readable). Of the blocks that say the same, the
 * one that was written last is the one that was added.
 * @param texts the lines of the new text without their line breaks, as `tallies`
 */
export function addedLines(
  ranges: readonly LineRange[],
  tallies: readonly LineTally[],
  texts: readonly string[],
): NumberedLine[] {
  return ranges.flatMap((range, index) => {
    const size = range.last - range.first + 1;
    const lowest = ranges[index - 1]?.last ?? 0;
    const highest = (ranges[index + 1]?.first ?? texts.length + 1) - 1;
    let best = range.first - 1;
    for (let from = best; from > lowest && texts[from - 1] === texts[from + size - 1]; )
      if (isNewer(tallies, --from, best, size)) best = from;
    for (let from = range.first - 1; from + size < highest && texts[from] === texts[from + size]; )
      if (isNewer(tallies, ++from, best, size)) best = from;
    return tallies.slice(best, best + size).map((tally, i) => ({ line: best + i + 1, tally }));
  });
}

function isNewer(tallies: readonly LineTally[], a: number, b: number, size: number): boolean {
  return meanTime(tallies, a, size) > meanTime(tallies, b, size);
}

function meanTime(tallies: readonly LineTally[], from: number, size: number): number {
  let sum = 0;
  let total = 0;
  for (let i = from; i < from + size; i++)
    for (const [edit, count] of tallies[i]?.characters ?? []) {
      sum += edit.atMs * count;
      total += count;
    }
  return total === 0 ? 0 : sum / total;
}
