/** What counts as white space, as a line, and as the same text, everywhere in Lastmile. */

import { type Attributed, BASELINE, markOf, pushRun, type Run } from './origin.ts';

/** True for a UTF-16 code unit that `\s` matches; everything else counts as a character of a line. */
export function isWhitespace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  if (code < 160) return false;
  return (
    code === 160 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}

/** `text` without its white space. */
export const withoutWhitespace = (text: string): string => text.replace(/\s+/g, '');

/** What the normalised form leaves out. A carriage return counts only in front of a line feed. */
const DROPPED = /^\ufeff+|(?<!\r)\r+(?=\n)/g;

const isNormalised = (text: string): boolean => text.charCodeAt(0) !== 0xfeff && !text.includes('\r\n');

/**
 * The form in which texts are compared and stored: no byte order mark, `\n` line ends. The same file then has one form
 * as an editor's document, as a file on disk and as a blob, whatever `core.autocrlf` does. A text in that form stays as
 * it is, and no text gains or loses a line as Git counts them.
 */
export const normalise = (text: string): string => (isNormalised(text) ? text : text.replace(DROPPED, ''));

/** `normalise` with the runs taken along; a dropped `\r` takes nothing with it. */
export function normaliseAttributed({ text, runs }: Attributed): Attributed {
  if (isNormalised(text)) return { text, runs };
  const dropped = droppedRanges(text);
  const out: Run[] = [];
  let next = 0;
  let at = 0;
  for (const { length, mark } of runs) {
    const end = at + length;
    let kept = length;
    for (; next < dropped.length && dropped[next]!.from < end; next++) {
      const { from, to } = dropped[next]!;
      kept -= Math.min(to, end) - Math.max(from, at);
      if (to > end) break; // the next run has the rest
    }
    pushRun(out, kept, mark);
    at = end;
  }
  return { text: normalise(text), runs: out };
}

/**
 * Runs of `text` from those of its normalised form: the inverse of `normaliseAttributed`.
 * A dropped character takes the mark of the one behind it; where there is none, it was there before tracking.
 */
export function denormaliseRuns(text: string, runs: readonly Run[]): Run[] {
  if (isNormalised(text)) return [...runs];
  const dropped = droppedRanges(text);
  const out: Run[] = [];
  let next = 0;
  let at = 0;
  for (const { length, mark } of runs) {
    const start = at;
    let end = at + length;
    for (; next < dropped.length && dropped[next]!.from < end; next++)
      end += dropped[next]!.to - dropped[next]!.from;
    pushRun(out, end - start, mark);
    at = end;
  }
  pushRun(out, text.length - at, markOf(BASELINE));
  return out;
}

function droppedRanges(text: string): { from: number; to: number }[] {
  return Array.from(text.matchAll(DROPPED), ({ index, 0: dropped }) => ({
    from: index,
    to: index + dropped.length,
  }));
}

/** Offsets at which lines begin. A text that ends in `\n` has no further line behind it, as Git counts. */
export function lineStarts(text: string): number[] {
  const starts: number[] = [];
  for (let at = 0; at < text.length; ) {
    starts.push(at);
    const end = text.indexOf('\n', at);
    at = end < 0 ? text.length : end + 1;
  }
  return starts;
}
