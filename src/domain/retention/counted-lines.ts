/**
 * Lines as fates need them: which are the same but for white space, how many characters they have that are not white
 * space, and whose these are. Of a text that is mostly another one, only the lines between the ends that both have are
 * read again.
 */

import type { Attributed, Edit, Run } from '../origin.ts';
import { isWhitespace } from '../text.ts';

/** Non-white-space characters of each edit. */
export type Counts = Map<Edit, number>;

export interface CountedLines {
  readonly text: string;
  /** offset of each line, and the end of the text as one entry more */
  readonly starts: Float64Array;
  /** equal where lines are, see `keyOf` */
  readonly keys: Float64Array;
  /** non-white-space characters */
  readonly counts: Float64Array;
  /** all characters of a line are of one edit, or of several */
  readonly owners: readonly (Edit | Counts)[];
}

export const NO_LINES: CountedLines = {
  text: '',
  starts: new Float64Array(1),
  keys: new Float64Array(),
  counts: new Float64Array(),
  owners: [],
};

/** @param near a text that has most lines of this one */
export function countedLines({ text, runs }: Attributed, near: CountedLines = NO_LINES): CountedLines {
  const { starts, keys, counts } = near.text === text ? near : measured(text, near);
  return { text, starts, keys, counts, owners: ownersOf(text, starts, runs) };
}

/** Adds characters of a line to `into`. */
export function addLine(into: Counts, { counts, owners }: CountedLines, line: number): void {
  const owner = owners[line]!;
  const add = (count: number, edit: Edit) => into.set(edit, (into.get(edit) ?? 0) + count);
  if (owner instanceof Map) owner.forEach(add);
  else if (counts[line]! > 0) add(counts[line]!, owner);
}

type Measures = Pick<CountedLines, 'starts' | 'keys' | 'counts'>;

function measured(text: string, near: CountedLines): Measures {
  const [head, tail] = sharedEnds(near.text, text);
  const first = lineAt(near.starts, head);
  const last = lineAt(near.starts, near.text.length - tail);
  const between = measure(text, head, text.length - tail);
  const of = (before: Float64Array, middle: readonly number[]): Float64Array => {
    const all = new Float64Array(first + middle.length + before.length - last);
    all.set(before.subarray(0, first));
    all.set(middle, first);
    all.set(before.subarray(last), first + middle.length);
    return all;
  };
  const starts = of(near.starts, between.starts);
  const shift = text.length - near.text.length;
  for (let line = first + between.starts.length; line < starts.length; line++) starts[line]! += shift;
  return { starts, keys: of(near.keys, between.keys), counts: of(near.counts, between.counts) };
}

/** How much two texts begin and end with alike, in whole lines. */
function sharedEnds(a: string, b: string): [head: number, tail: number] {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head + STEP <= shorter && a.startsWith(b.slice(head, head + STEP), head)) head += STEP;
  while (head < shorter && a.charCodeAt(head) === b.charCodeAt(head)) head++;
  head = head === 0 ? 0 : a.lastIndexOf('\n', head - 1) + 1;
  const most = shorter - head;
  let tail = 0;
  while (tail + STEP <= most && a.endsWith(fromEnd(b, tail + STEP, tail), a.length - tail)) tail += STEP;
  while (tail < most && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  const lineEnd = a.indexOf('\n', a.length - tail);
  return [head, lineEnd < 0 ? 0 : a.length - lineEnd - 1];
}

const fromEnd = (text: string, from: number, to: number) => text.slice(text.length - from, text.length - to);

/** So many characters are compared at once: a comparison of strings takes little more than one of characters. */
const STEP = 256;

/** The line that begins at `offset`. */
function lineAt(starts: Float64Array, offset: number): number {
  let low = 0;
  for (let high = starts.length - 1; low < high; ) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The lines of `[from, to)`, which begins with a line and ends with one. */
function measure(text: string, from: number, to: number) {
  const starts: number[] = [];
  const keys: number[] = [];
  const counts: number[] = [];
  let start = from;
  let one = 1;
  let other = 2;
  let count = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if ((code > 32 && code < 128) || !isWhitespace(code)) {
      one = Math.imul(one ^ code, 0x9e3779b1);
      other = Math.imul(other ^ code, 0x5f356495);
      count++;
    }
    if (code !== LINE_FEED && at < to - 1) continue;
    starts.push(start);
    keys.push(keyOf(one, other));
    counts.push(count);
    start = at + 1;
    one = 1;
    other = 2;
    count = 0;
  }
  return { starts, keys, counts };
}

const LINE_FEED = 10;

/**
 * 53 bits of two sums over the characters of a line that are not white space. Of two different lines among the million
 * pairs that one comparison of texts may see, two are taken for the same in one comparison of a thousand million.
 */
function keyOf(one: number, other: number): number {
  const high = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  const low = Math.imul(other ^ (other >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return (high >>> 11) * 2 ** 32 + ((low ^ (low >>> 15)) >>> 0);
}

function ownersOf(text: string, starts: Float64Array, runs: readonly Run[]): (Edit | Counts)[] {
  const owners: (Edit | Counts)[] = [];
  let run = 0;
  let runEnd = runs[0]?.length ?? 0;
  for (let line = 0; line + 1 < starts.length; line++) {
    const end = starts[line + 1]!;
    while (runEnd <= starts[line]!) runEnd += runs[++run]!.length;
    if (end <= runEnd) {
      owners.push(runs[run]!.mark.edit);
      continue;
    }
    const counts: Counts = new Map();
    const first = runs[run]!.mark.edit;
    for (let at = starts[line]!; at < end; at++) {
      if (at === runEnd) runEnd += runs[++run]!.length;
      if (isWhitespace(text.charCodeAt(at))) continue;
      const { edit } = runs[run]!.mark;
      counts.set(edit, (counts.get(edit) ?? 0) + 1);
    }
    owners.push(counts.size > 1 ? counts : (counts.keys().next().value ?? first));
  }
  return owners;
}
