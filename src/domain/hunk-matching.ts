/** Lines that changed in part: which of their words are those of the lines that stood in their place. */

import { alignSequences, type Lines } from './line-matching.ts';
import { type Mark, touched } from './origin.ts';
import type { SourceText } from './source-text.ts';
import { isWhitespace } from './text.ts';

/** A word or a single other character; white space is no token. */
export const TOKEN = /[\p{L}\p{N}_$]+|[^\s]/gu;
const WORD = /[\p{L}\p{N}]/u;
/** A hunk with more characters than this is compared by its ends only. */
const MAX_HUNK_CHARACTERS = 400_000;

interface Token {
  readonly at: number;
  readonly line: number;
}

/**
 * Marks of the lines `[from, to)` of `after` against the lines `[sourceFrom, sourceTo)` that stood in their place.
 * Words are matched in order; the matches between two lines count only if they make up half of the shorter of the two
 * and a word is among them, so that brackets and keywords which any two lines share make no line a changed version of another.
 * @returns for each line its marks by character, or undefined where it is not a version of any source line
 */
export function matchHunk(
  source: SourceText,
  sourceFrom: number,
  sourceTo: number,
  after: Lines,
  from: number,
  to: number,
  inserted: Mark,
): (Mark[] | undefined)[] {
  const hunkLength = (lines: Lines, a: number, b: number) => lines.starts[b]! - lines.starts[a]!;
  const result: (Mark[] | undefined)[] = new Array(to - from).fill(undefined);
  if (hunkLength(source.lines, sourceFrom, sourceTo) + hunkLength(after, from, to) > MAX_HUNK_CHARACTERS)
    return sourceTo - sourceFrom === 1 && to - from === 1
      ? [matchEnds(source, sourceFrom, after, from, inserted)]
      : result;

  const old = tokensOf(source.lines, sourceFrom, sourceTo);
  const now = tokensOf(after, from, to);
  const partner = alignSequences(old.words, now.words);

  // How much each pair of lines shares.
  const shared = new Map<string, number>();
  const sharesWord = new Set<string>();
  const pairOf = (i: number, j: number) => `${old.tokens[i]!.line}:${now.tokens[j]!.line}`;
  partner.forEach((i, j) => {
    if (i < 0) return;
    shared.set(pairOf(i, j), (shared.get(pairOf(i, j)) ?? 0) + now.words[j]!.length);
    if (WORD.test(now.words[j]!)) sharesWord.add(pairOf(i, j));
  });
  const isVersion = (i: number, j: number) => {
    const shorter = Math.min(
      source.lines.keys[old.tokens[i]!.line]!.length,
      after.keys[now.tokens[j]!.line]!.length,
    );
    return sharesWord.has(pairOf(i, j)) && shared.get(pairOf(i, j))! * 2 >= shorter;
  };

  const newMarks = new Map<number, Mark>();
  const keptOld = new Uint8Array(old.words.length);
  const versionsOf = new Set<number>();
  const carryToken = (i: number, oldOffset: number, newOffset: number, length: number) => {
    for (let k = 0; k < length; k++)
      newMarks.set(newOffset + k, source.markAt(old.tokens[i]!.at + oldOffset + k));
  };
  let lastOld = -1;
  let lastNew = -1;
  const carryGap = (nextOld: number, nextNew: number) => {
    // One word became one other: what they begin and end with stayed (`count` -> `counter`).
    if (nextOld - lastOld !== 2 || nextNew - lastNew !== 2) return;
    const a = old.words[lastOld + 1]!;
    const b = now.words[lastNew + 1]!;
    const shorter = Math.min(a.length, b.length);
    let head = 0;
    while (head < shorter && a[head] === b[head]) head++;
    let tail = 0;
    while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
    if ((head + tail) * 2 < shorter || head + tail === 0) return;
    const at = now.tokens[lastNew + 1]!.at;
    carryToken(lastOld + 1, 0, at, head);
    carryToken(lastOld + 1, a.length - tail, at + b.length - tail, tail);
    if (head + tail === a.length) keptOld[lastOld + 1] = 1;
  };
  partner.forEach((i, j) => {
    if (i < 0 || !isVersion(i, j)) return;
    carryGap(i, j);
    carryToken(i, 0, now.tokens[j]!.at, now.words[j]!.length);
    keptOld[i] = 1;
    versionsOf.add(old.tokens[i]!.line);
    lastOld = i;
    lastNew = j;
  });
  if (lastNew < 0) return result;
  carryGap(old.words.length, now.words.length);

  if (inserted.edit.origin !== 'ai') touchAroundDeletions();
  for (let line = from; line < to; line++) result[line - from] = marksOfLine(line);
  return result;

  /** Something else than AI deleted words from a line that is still there: the nearest character that stayed says so. */
  function touchAroundDeletions(): void {
    const stayed: number[] = new Array(old.words.length).fill(-1);
    partner.forEach((i, j) => {
      if (i >= 0 && keptOld[i]) stayed[i] = j;
    });
    old.words.forEach((word, i) => {
      const { line, at } = old.tokens[i]!;
      if (keptOld[i] || !versionsOf.has(line)) return;
      let isTypedByPerson = true;
      for (let k = 0; k < word.length && isTypedByPerson; k++)
        isTypedByPerson = source.markAt(at + k).edit.origin === 'human';
      if (isTypedByPerson) return;
      let before = i - 1;
      while (before >= 0 && old.tokens[before]!.line === line && stayed[before]! < 0) before--;
      let behind = i + 1;
      while (behind < stayed.length && old.tokens[behind]!.line === line && stayed[behind]! < 0) behind++;
      const neighbour =
        before >= 0 && old.tokens[before]!.line === line
          ? now.tokens[stayed[before]!]!.at + now.words[stayed[before]!]!.length - 1
          : behind < stayed.length && old.tokens[behind]!.line === line
            ? now.tokens[stayed[behind]!]!.at
            : -1;
      const mark = newMarks.get(neighbour);
      if (mark) newMarks.set(neighbour, touched(mark));
    });
  }

  function marksOfLine(line: number): Mark[] | undefined {
    const start = after.starts[line]!;
    const end = after.starts[line + 1]!;
    const marks: Mark[] = [];
    let isVersionOfAny = false;
    for (let at = start; at < end; at++) {
      const mark = newMarks.get(at);
      isVersionOfAny ||= mark !== undefined;
      const isBlank = mark === undefined && isWhitespace(after.text.charCodeAt(at));
      marks.push(mark ?? (isBlank ? (marks.at(-1) ?? inserted) : inserted));
    }
    return isVersionOfAny ? marks : undefined;
  }
}

function tokensOf(lines: Lines, from: number, to: number): { words: string[]; tokens: Token[] } {
  const words: string[] = [];
  const tokens: Token[] = [];
  for (let line = from; line < to; line++) {
    const start = lines.starts[line]!;
    for (const match of lines.text.slice(start, lines.starts[line + 1]).matchAll(TOKEN)) {
      words.push(match[0]);
      tokens.push({ at: start + match.index, line });
    }
  }
  return { words, tokens };
}

/** One huge line against another: what they begin and end with stayed. */
function matchEnds(
  source: SourceText,
  sourceLine: number,
  after: Lines,
  line: number,
  inserted: Mark,
): Mark[] {
  const start = source.lines.starts[sourceLine]!;
  const end = source.lines.starts[sourceLine + 1]!;
  const from = after.starts[line]!;
  const to = after.starts[line + 1]!;
  const shorter = Math.min(end - start, to - from);
  let head = 0;
  while (head < shorter && source.lines.text[start + head] === after.text[from + head]) head++;
  let tail = 0;
  while (tail < shorter - head && source.lines.text[end - 1 - tail] === after.text[to - 1 - tail]) tail++;
  const marks: Mark[] = [];
  for (let at = from; at < to; at++) {
    if (at < from + head) marks.push(source.markAt(start + at - from));
    else if (at >= to - tail) marks.push(source.markAt(end - (to - at)));
    else marks.push(inserted);
  }
  return marks;
}
