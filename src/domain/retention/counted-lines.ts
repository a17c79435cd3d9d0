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
  readonly starts: readonly number[];
  /** equal where lines are, see `hashed` */
  readonly keys: readonly number[];
  /** non-white-space characters */
  readonly counts: readonly number[];
  /** all characters of a line are of one edit, or of several */
  readonly owners: readonly (Edit | Counts)[];
}

export const NO_LINES: CountedLines = { text: '', starts: [0], keys: [], counts: [], owners: [] };

/** @param near a text that has most lines of this one */
export function countedLines({ text, runs }: Attributed, near: CountedLines = NO_LINES): CountedLines {
  const { starts, keys, counts } = near.text === text ? near : measured(text, near);
  return { text, starts, keys, counts, owners: ownersOf(text, starts, runs) };
}

/** Adds characters of a line to `into`. */
export function addLine(into: Counts, { counts, owners }: CountedLines, line: number): void {
  const owner = owners[line]!;
  if (owner instanceof Map) for (const [edit, count] of owner) into.set(edit, (into.get(edit) ?? 0) + count);
  else if (counts[line]! > 0) into.set(owner, (into.get(owner) ?? 0) + counts[line]!);
}

type Measures = Pick<CountedLines, 'starts' | 'keys' | 'counts'>;

function measured(text: string, near: CountedLines): Measures {
  const [head, tail] = sharedEnds(near.text, text);
  const firstLines = lineAt(near.starts, head);
  const lastFrom = lineAt(near.starts, near.text.length - tail);
  const starts = near.starts.slice(0, firstLines);
  const keys = near.keys.slice(0, firstLines);
  const counts = near.counts.slice(0, firstLines);
  measure(text, head, text.length - tail, { starts, keys, counts });
  const shift = text.length - near.text.length;
  for (let line = lastFrom; line < near.keys.length; line++) {
    starts.push(near.starts[line]! + shift);
    keys.push(near.keys[line]!);
    counts.push(near.counts[line]!);
  }
  starts.push(text.length);
  return { starts, keys, counts };
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
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  for (let high = starts.length - 1; low < high; ) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface MeasuresUnderWay {
  readonly starts: number[];
  readonly keys: number[];
  readonly counts: number[];
}

/** Appends the lines of `[from, to)`, which begins with a line and ends with one. */
function measure(text: string, from: number, to: number, { starts, keys, counts }: MeasuresUnderWay): void {
  for (let at = from; at < to; at++) {
    starts.push(at);
    let one = SEED;
    let other = ~SEED;
    let count = 0;
    for (; at < to; at++) {
      const code = text.charCodeAt(at);
      if (code <= 32 || code >= 128) {
        if (code === LINE_FEED) break;
        if (isWhitespace(code)) continue;
      }
      one = Math.imul(one ^ code, 0x9e3779b1);
      other = Math.imul(other ^ code, 0x5f356495);
      count++;
    }
    keys.push(hashed(one, other));
    counts.push(count);
  }
}

const SEED = 0xdeadbeef;
const LINE_FEED = 10;

/**
 * 53 bits of two sums over the characters of a line that are not white space. Two different lines among the million
 * pairs that one comparison of texts may see are taken for the same in one comparison of a thousand million.
 */
function hashed(one: number, other: number): number {
  let high = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  let low = Math.imul(other ^ (other >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  high ^= high >>> 15;
  low ^= low >>> 15;
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

function ownersOf(text: string, starts: readonly number[], runs: readonly Run[]): (Edit | Counts)[] {
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
