/** Lines of one class that stand together, for marking them. */

import type { LineClass } from '../domain/contribution.ts';
import type { LineTally } from '../domain/line-classes.ts';

export interface LineSpan {
  /** 0-based, inclusive */
  readonly first: number;
  readonly last: number;
}

/** Spans of each class within lines `from` to `to` (0-based, inclusive). */
export function spansByClass(
  tallies: readonly LineTally[],
  from = 0,
  to = tallies.length - 1,
): Record<LineClass, LineSpan[]> {
  const spans: Record<LineClass, LineSpan[]> = { ai: [], mixed: [], human: [], unknown: [] };
  const end = Math.min(to, tallies.length - 1);
  for (let first = Math.max(0, from); first <= end; ) {
    const lineClass = tallies[first]!.class;
    let last = first;
    while (last < end && tallies[last + 1]!.class === lineClass) last++;
    spans[lineClass].push({ first, last });
    first = last + 1;
  }
  return spans;
}

/** At most `limit` spans: the nearest are joined until they are few enough. An overview shows no more detail anyway. */
export function coarsen(spans: readonly LineSpan[], limit: number): LineSpan[] {
  let result = [...spans];
  for (let gap = 2; result.length > limit; gap *= 2) {
    const joined: LineSpan[] = [];
    for (const span of result) {
      const previous = joined.at(-1);
      if (previous && span.first - previous.last <= gap) {
        joined[joined.length - 1] = { first: previous.first, last: span.last };
      } else joined.push(span);
    }
    result = joined;
  }
  return result;
}
