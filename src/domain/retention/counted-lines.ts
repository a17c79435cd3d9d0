/**
 * Lines as fates need them: which are the same but for white space, how many characters they have that are not white
 * space, and whose these are. Of a text that is mostly another one, stretches that both have are not read again.
 */

import type { Attributed, Edit, Run } from '../origin.ts';
import { isWhitespace } from '../text.ts';

/** Non-white-space characters of each edit. */
export type Counts = Map<Edit, number>;

export interface CountedLines {
  readonly text: string;
  /** offset of each line, and the end of the text as one entry more */
  readonly starts: readonly number[];
  /** equal where lines are, see `keyOf` */
  readonly keys: readonly number[];
  /** non-white-space characters */
  readonly counts: readonly number[];
  /** all characters of a line are of one edit, or of several */
  readonly owners: readonly (Edit | Counts)[];
}

const NO_LINES: CountedLines = {
  text: '',
  starts: [0],
  keys: [],
  counts: [],
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

/** Plain arrays: a buffer of its own for each of thousands of texts costs more than what goes into it. */
interface Measures {
  readonly starts: number[];
  readonly keys: number[];
  readonly counts: number[];
}

function measured(text: string, near: CountedLines): Measures {
  const lines: Measures = { starts: [], keys: [], counts: [] };
  const isCutOff = !near.text.endsWith('\n');
  for (let at = 0, line = 0; at < text.length; ) {
    const shift = at - near.starts[line]!;
    const end = near.starts[line]! + sharedLength(text, at, near.text, near.starts[line]!);
    while (line < near.keys.length && near.starts[line + 1]! <= end) {
      const isLast = line + 1 === near.keys.length;
      if (isLast && isCutOff && near.text.length + shift < text.length) break;
      lines.starts.push(near.starts[line]! + shift);
      lines.keys.push(near.keys[line]!);
      lines.counts.push(near.counts[line]!);
      line++;
    }
    at = near.starts[line]! + shift;
    if (at >= text.length) break;
    at = measureLine(text, at, lines);
    line = lineAfter(near, line, lines);
  }
  lines.starts.push(text.length);
  return lines;
}

/** The line of `near` behind the next one that is like the one just measured; `line` where there is none nearby. */
function lineAfter({ keys }: CountedLines, line: number, measured: Measures): number {
  if (measured.counts.at(-1)! < TELLING) return line;
  const key = measured.keys.at(-1)!;
  for (let at = line; at < keys.length && at < line + NEARBY; at++) if (keys[at] === key) return at + 1;
  return line;
}

/** So few lines in a row go, as a rule. */
const NEARBY = 12;
/** A line with fewer characters may be like any other. */
const TELLING = 4;

/** How many characters are the same in both from there on. */
function sharedLength(a: string, aFrom: number, b: string, bFrom: number): number {
  const most = Math.min(a.length - aFrom, b.length - bFrom);
  let length = 0;
  // Strings are compared many characters at a time.
  for (const step of [256, 32])
    while (
      length + step <= most &&
      a.slice(aFrom + length, aFrom + length + step) === b.slice(bFrom + length, bFrom + length + step)
    )
      length += step;
  while (length < most && a.charCodeAt(aFrom + length) === b.charCodeAt(bFrom + length)) length++;
  return length;
}

/** Adds the line that begins at `from`. Returns where the next one begins. */
function measureLine(text: string, from: number, lines: Measures): number {
  let one = 1;
  let other = 2;
  let count = 0;
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code > 32 && code < 128) || !isWhitespace(code)) {
      one = Math.imul(one ^ code, 0x9e3779b1);
      other = Math.imul(other ^ code, 0x5f356495);
      count++;
    } else if (code === LINE_FEED) break;
  }
  lines.starts.push(from);
  lines.keys.push(keyOf(one, other));
  lines.counts.push(count);
  return Math.min(at + 1, text.length);
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

function ownersOf(text: string, starts: readonly number[], runs: readonly Run[]): (Edit | Counts)[] {
  const owners = new Array<Edit | Counts>(starts.length - 1);
  let run = 0;
  let runEnd = runs[0]?.length ?? 0;
  for (let line = 0; line + 1 < starts.length; line++) {
    const end = starts[line + 1]!;
    while (runEnd <= starts[line]!) runEnd += runs[++run]!.length;
    if (end <= runEnd) {
      owners[line] = runs[run]!.mark.edit;
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
    owners[line] = counts.size > 1 ? counts : (counts.keys().next().value ?? first);
  }
  return owners;
}
