/**
 * The longest common subsequence of two sequences by the shortest edit script between them: E. Myers, "An O(ND)
 * Difference Algorithm and Its Variations", 1986. Of several it finds the same one as the library `diff` does; it keeps
 * its paths in arrays of numbers, because most of what takes a history apart is spent here.
 */

/** Elements that are compared with `===`. */
export type Elements = readonly string[] | readonly number[];

/** Of a diagonal that no path has come to. */
const NOWHERE = -2;

/**
 * @param maxEdits more insertions and deletions than this are not looked for
 * @param onCommon called for each stretch that both have, last one first: where it begins in `a` and in `b`
 * @returns whether there is a script as short as that
 * Cost: O((n + m) d) with d the length of the script.
 */
export function commonStretches(
  a: Elements,
  b: Elements,
  maxEdits: number,
  onCommon: (aFrom: number, bFrom: number, length: number) => void,
): boolean {
  const limit = Math.min(a.length + b.length, maxEdits);
  const middle = limit + 1;
  /** by diagonal, the last element of `a` that the path which is furthest there has passed */
  const reached = new Array<number>(2 * limit + 3).fill(NOWHERE);
  /** and the last stretch on that path, -1 if none */
  const stretchOf = new Array<number>(2 * limit + 3).fill(-1);
  /** of each stretch: the one before on its path, where it ends in `a` and in `b`, its length */
  const stretches: number[] = [];
  let lowest = Number.NEGATIVE_INFINITY;
  let highest = Number.POSITIVE_INFINITY;

  /** Follows a diagonal as long as elements are equal. Returns whether that was the end of both sequences. */
  const follow = (diagonal: number, from: number, stretch: number): boolean => {
    let i = from;
    let j = from - diagonal;
    while (i + 1 < a.length && j + 1 < b.length && a[i + 1] === b[j + 1]) {
      i++;
      j++;
    }
    reached[middle + diagonal] = i;
    stretchOf[middle + diagonal] = i === from ? stretch : stretches.length;
    if (i > from) stretches.push(stretch, i, j, i - from);
    if (i + 1 >= a.length) highest = Math.min(highest, diagonal - 1);
    if (j + 1 >= b.length) lowest = Math.max(lowest, diagonal + 1);
    return i + 1 >= a.length && j + 1 >= b.length;
  };
  const tell = (diagonal: number): true => {
    for (let at = stretchOf[middle + diagonal]!; at >= 0; at = stretches[at]!) {
      const length = stretches[at + 3]!;
      onCommon(stretches[at + 1]! - length + 1, stretches[at + 2]! - length + 1, length);
    }
    return true;
  };

  if (follow(0, -1, -1)) return tell(0);
  // Beyond a diagonal that has come to an edge of the grid nothing need be looked for; the first one tells of no such.
  lowest = Number.NEGATIVE_INFINITY;
  highest = Number.POSITIVE_INFINITY;
  for (let edits = 1; edits <= limit; edits++) {
    for (let diagonal = Math.max(lowest, -edits); diagonal <= highest && diagonal <= edits; diagonal += 2) {
      const at = middle + diagonal;
      const removed = reached[at - 1]!;
      const added = reached[at + 1]!;
      reached[at - 1] = NOWHERE;
      const canAdd = added !== NOWHERE && added - diagonal >= 0 && added - diagonal < b.length;
      const canRemove = removed !== NOWHERE && removed + 1 < a.length;
      if (!canAdd && !canRemove) reached[at] = NOWHERE;
      else if (!canRemove || (canAdd && removed < added)) {
        if (follow(diagonal, added, stretchOf[at + 1]!)) return tell(diagonal);
      } else if (follow(diagonal, removed + 1, stretchOf[at - 1]!)) return tell(diagonal);
    }
  }
  return false;
}
