/**
 * Runs as bytes: the format's number, then for each run its length, and the number of its edit doubled, plus one when
 * touched; each an unsigned LEB128 varint. A run of a file's usual size takes three to five bytes.
 */

import { type Edit, type Mark, pushRun, type Run, touched } from '../../domain/origin.ts';

const FORMAT = 1;

export function encodeRuns(runs: readonly Run[], idOf: (edit: Edit) => number): Uint8Array {
  const bytes: number[] = [FORMAT];
  for (const { length, mark } of runs) {
    pushVarint(bytes, length);
    pushVarint(bytes, idOf(mark.edit) * 2 + (mark.touched ? 1 : 0));
  }
  return Uint8Array.from(bytes);
}

/**
 * @param length of the text the runs are to cover, in UTF-16 code units
 * @returns null when the bytes are not runs of a text of that length, or name an edit that is not known
 */
export function decodeRuns(
  bytes: Uint8Array,
  length: number,
  markOf: (id: number) => Mark | undefined,
): Run[] | null {
  if (bytes[0] !== FORMAT) return null;
  const runs: Run[] = [];
  const cursor: Cursor = { bytes, at: 1 };
  let covered = 0;
  while (cursor.at < bytes.length) {
    const runLength = varint(cursor);
    const code = varint(cursor);
    const mark = markOf(Math.floor(code / 2));
    covered += runLength;
    // A varint cut off at the end of the bytes gives NaN, which fails these comparisons.
    if (!(mark !== undefined && runLength > 0 && covered <= length)) return null;
    pushRun(runs, runLength, code % 2 === 1 ? touched(mark) : mark);
  }
  return covered === length ? runs : null;
}

/** Calls `visit` with the number of the edit of every run; what cannot be read has none. */
export function forEachEdit(bytes: Uint8Array, visit: (id: number) => void): void {
  if (bytes[0] !== FORMAT) return;
  const cursor: Cursor = { bytes, at: 1 };
  while (cursor.at < bytes.length) {
    varint(cursor);
    visit(Math.floor(varint(cursor) / 2));
  }
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function varint(cursor: Cursor): number {
  const { bytes } = cursor;
  let value = 0;
  let factor = 1;
  while (cursor.at < bytes.length) {
    const byte = bytes[cursor.at++]!;
    if (byte < 128) return value + byte * factor;
    value += (byte % 128) * factor;
    factor *= 128;
  }
  return Number.NaN;
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
