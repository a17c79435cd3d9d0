/**
 * Runs as bytes: for each run its length, then the number of its edit doubled, plus one when touched; each an unsigned
 * LEB128 varint. A run of a file's usual size takes three to five bytes.
 */

import { type Edit, markOf, pushRun, type Run, touched } from '../../domain/origin.ts';

export function encodeRuns(runs: readonly Run[], idOf: (edit: Edit) => number): Uint8Array {
  const bytes: number[] = [];
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
  editOf: (id: number) => Edit | undefined,
): Run[] | null {
  const runs: Run[] = [];
  let covered = 0;
  for (const [runLength, id, isTouched] of entries(bytes)) {
    const edit = editOf(id);
    covered += runLength;
    // A varint cut off at the end of the bytes gives NaN, which fails these comparisons.
    if (!edit || !(runLength > 0) || !(covered <= length)) return null;
    pushRun(runs, runLength, isTouched ? touched(markOf(edit)) : markOf(edit));
  }
  return covered === length ? runs : null;
}

/** Numbers of the edits that encoded runs name; what cannot be read names none. */
export function* editIds(bytes: Uint8Array): Iterable<number> {
  for (const [, id] of entries(bytes)) yield id;
}

function* entries(bytes: Uint8Array): Iterable<[length: number, id: number, isTouched: boolean]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let factor = 1;
    while (at < bytes.length) {
      const byte = bytes[at++]!;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const length = varint();
    const code = varint();
    yield [length, Math.floor(code / 2), code % 2 === 1];
  }
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
