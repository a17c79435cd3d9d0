/** What counts as white space, as a line, and as the same text, everywhere in Lastmile. */

import { type Attributed, pushRun, type Run } from './origin.ts';

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

/**
 * The form in which texts are compared and stored: no byte order mark, `\n` line ends. The same file then has one form
 * as an editor's document, as a file on disk and as a blob, whatever `core.autocrlf` does.
 */
export function normalise(text: string): string {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return body.includes('\r\n') ? body.replaceAll('\r\n', '\n') : body;
}

/** `normalise` with the runs taken along; a dropped `\r` takes nothing with it. */
export function normaliseAttributed({ text, runs }: Attributed): Attributed {
  if (text.charCodeAt(0) !== 0xfeff && !text.includes('\r\n')) return { text, runs };
  const out: Run[] = [];
  let at = 0;
  for (const { length, mark } of runs) {
    let kept = 0;
    for (let i = at; i < at + length; i++) {
      const code = text.charCodeAt(i);
      const dropped = (i === 0 && code === 0xfeff) || (code === 13 && text.charCodeAt(i + 1) === 10);
      if (!dropped) kept++;
    }
    pushRun(out, kept, mark);
    at += length;
  }
  return { text: normalise(text), runs: out };
}

/**
 * Runs of `text` from those of its normalised form: the inverse of `normaliseAttributed`.
 * A `\r` takes the mark of its `\n`, a byte order mark that of the first character.
 */
export function denormaliseRuns(text: string, runs: readonly Run[]): Run[] {
  if (text.charCodeAt(0) !== 0xfeff && !text.includes('\r\n')) return [...runs];
  const out: Run[] = [];
  let at = 0;
  for (const { length, mark } of runs) {
    const start = at;
    for (let kept = 0; kept < length; at++) {
      const code = text.charCodeAt(at);
      const dropped = (at === 0 && code === 0xfeff) || (code === 13 && text.charCodeAt(at + 1) === 10);
      if (!dropped) kept++;
    }
    pushRun(out, at - start, mark);
  }
  return out;
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
