/** Which lines of one text are lines of another: white space aside, in order, and as blocks that moved. */

import { commonStretches, type Elements } from './shortest-edit.ts';
import { lineStarts, withoutWhitespace } from './text.ts';

/** A text cut into lines, each with its key: the line without white space. Blank lines have the key `''`. */
export interface Lines {
  readonly text: string;
  /** offset of each line, and the end of the text as one entry more */
  readonly starts: readonly number[];
  readonly keys: readonly string[];
}

export function linesOf(text: string): Lines {
  const starts = lineStarts(text);
  const keys = starts.map((start, i) => withoutWhitespace(text.slice(start, starts[i + 1] ?? text.length)));
  starts.push(text.length);
  return { text, starts, keys };
}

/** Beyond this many differing lines or tokens the shortest edit script is not worth its quadratic cost. */
const MAX_EDITS = 1500;

/**
 * The longest common subsequence of `a` and `b`, or a good one where the two differ too much to find it.
 * @returns for each element of `b` the index of its partner in `a`, or -1; partners ascend
 */
export function alignSequences<E extends Elements>(a: E, b: E): number[] {
  const partner = new Array<number>(b.length).fill(-1);
  align(a, 0, a.length, b, 0, b.length, partner);
  return partner;
}

function align(
  a: Elements,
  aFrom: number,
  aTo: number,
  b: Elements,
  bFrom: number,
  bTo: number,
  partner: number[],
): void {
  while (aFrom < aTo && bFrom < bTo && a[aFrom] === b[bFrom]) partner[bFrom++] = aFrom++;
  while (aFrom < aTo && bFrom < bTo && a[aTo - 1] === b[bTo - 1]) partner[--bTo] = --aTo;
  if (aFrom === aTo || bFrom === bTo) return;

  const isFound = commonStretches(a.slice(aFrom, aTo), b.slice(bFrom, bTo), MAX_EDITS, (i, j, length) => {
    for (let k = 0; k < length; k++) partner[bFrom + j + k] = aFrom + i + k;
  });
  if (isFound) return;
  // Too different: elements that are unique on both sides are anchors (patience diff), the gaps between them shorter problems.
  let i = aFrom;
  let j = bFrom;
  const anchors = uniqueAnchors(a, aFrom, aTo, b, bFrom, bTo);
  for (const [anchorA, anchorB] of anchors) {
    align(a, i, anchorA, b, j, anchorB, partner);
    partner[anchorB] = anchorA;
    i = anchorA + 1;
    j = anchorB + 1;
  }
  if (anchors.length > 0) align(a, i, aTo, b, j, bTo, partner);
}

/** Pairs of elements that occur once in each range, longest ascending sequence of them. */
function uniqueAnchors(
  a: Elements,
  aFrom: number,
  aTo: number,
  b: Elements,
  bFrom: number,
  bTo: number,
): [number, number][] {
  const inA = uniquePositions(a, aFrom, aTo);
  const inB = uniquePositions(b, bFrom, bTo);
  const pairs: [number, number][] = [];
  for (const [key, j] of inB) {
    const i = inA.get(key);
    if (i !== undefined && i >= 0 && j >= 0) pairs.push([i, j]);
  }
  pairs.sort((x, y) => x[1] - y[1]);

  // Longest increasing subsequence of the positions in `a`: patience sorting with back links.
  const tails: number[] = [];
  const previous = new Int32Array(pairs.length).fill(-1);
  pairs.forEach(([i], at) => {
    let low = 0;
    for (let high = tails.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (pairs[tails[middle]!]![0] < i) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous[at] = tails[low - 1]!;
    tails[low] = at;
  });
  const chain: [number, number][] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at]!) chain.push(pairs[at]!);
  return chain.reverse();
}

/** Position of each element that occurs once in the range; -1 for one that occurs more often. */
function uniquePositions(of: Elements, from: number, to: number): Map<string | number, number> {
  const positions = new Map<string | number, number>();
  for (let i = from; i < to; i++) positions.set(of[i]!, positions.has(of[i]!) ? -1 : i);
  return positions;
}

/** A line of one of several texts. */
export interface LineRef {
  readonly text: number;
  readonly line: number;
}

/** A block this rich in letters and digits is not there twice by chance: the measure of `git diff --color-moved`. */
const BLOCK_ALPHANUMERICS = 20;
/** A line that was taken out once and put in once may be poorer, but not as poor as `}` or `end`. */
const UNIQUE_ALPHANUMERICS = 4;

const alphanumerics = (key: string): number => key.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

/**
 * Which of the lines that were put in are lines that were taken out elsewhere: moved. Each line moves once. Lines that
 * are still where they were are not asked, so identical lines elsewhere attract nothing.
 * @param taken lines taken out, by text, ascending
 * @param put lines put in, by text, ascending
 * @returns partners, one entry for each line of `put` that moved
 */
export function matchMoves(
  takenFrom: readonly Lines[],
  taken: readonly LineRef[],
  putInto: readonly Lines[],
  put: readonly LineRef[],
): Map<LineRef, LineRef> {
  const moves = new Map<LineRef, LineRef>();
  if (taken.length === 0 || put.length === 0) return moves;
  const keyTaken = (at: number) => takenFrom[taken[at]!.text]!.keys[taken[at]!.line]!;
  const keyPut = (at: number) => putInto[put[at]!.text]!.keys[put[at]!.line]!;
  const follows = (refs: readonly LineRef[], at: number) =>
    at + 1 < refs.length &&
    refs[at + 1]!.text === refs[at]!.text &&
    refs[at + 1]!.line === refs[at]!.line + 1;

  const candidates = new Map<string, number[]>();
  taken.forEach((_, at) => {
    const key = keyTaken(at);
    if (key === '') return;
    const list = candidates.get(key);
    if (list) list.push(at);
    else candidates.set(key, [at]);
  });
  const timesPut = new Map<string, number>();
  put.forEach((_, at) => {
    timesPut.set(keyPut(at), (timesPut.get(keyPut(at)) ?? 0) + 1);
  });

  const used = new Uint8Array(taken.length);
  for (let at = 0; at < put.length; ) {
    let best = { from: -1, length: 0, weight: 0 };
    for (const from of (candidates.get(keyPut(at)) ?? []).slice(0, 64)) {
      let length = 0;
      let weight = 0;
      for (let i = from, j = at; !used[i] && keyTaken(i) === keyPut(j); i++, j++) {
        length++;
        weight += alphanumerics(keyPut(j));
        if (!follows(taken, i) || !follows(put, j)) break;
      }
      if (weight > best.weight) best = { from, length, weight };
    }
    const key = keyPut(at);
    const isUnique = candidates.get(key)?.length === 1 && timesPut.get(key) === 1;
    const isMove =
      best.weight >= BLOCK_ALPHANUMERICS || (isUnique && alphanumerics(key) >= UNIQUE_ALPHANUMERICS);
    if (!isMove) {
      at++;
      continue;
    }
    for (let k = 0; k < best.length; k++) {
      used[best.from + k] = 1;
      moves.set(put[at + k]!, taken[best.from + k]!);
    }
    at += best.length;
  }
  return moves;
}
