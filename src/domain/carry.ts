/** Origins of a text, carried over by diff from texts whose origins are known. */

import { matchHunk } from './hunk-matching.ts';
import { alignSequences, type LineRef, type Lines, linesOf, matchMoves } from './line-matching.ts';
import { type Attributed, isSameMark, type Mark, pushRun, type Run } from './origin.ts';
import { SourceText } from './source-text.ts';
import { withoutWhitespace } from './text.ts';

/** One text whose origins are wanted, and earlier texts that may explain it. */
export interface Change {
  readonly after: string;
  /** earlier texts with their runs, best first; later ones explain only what earlier ones do not */
  readonly sources: readonly Attributed[];
  /** how many of the first `sources` are what stood in this place before, so that text may have moved away: 1 by default */
  readonly befores?: number;
  /** still earlier ones: a line that is not in any of `sources` may be back from one of these, as it was */
  readonly earlier?: readonly Attributed[];
}

/**
 * Runs of `after`, carried over from `sources`.
 * Differences in white space alone carry; text that moved inside the first source carries; what no source explains
 * takes `inserted`. Where something other than AI deleted part of a line that stays, its neighbour is `touched`.
 * @param sources earlier texts with their runs, best first; later ones explain only what earlier ones do not
 * @returns runs covering `after` exactly (UTF-16 code units), adjacent equal marks joined
 * Cost: O(n + m) and O((n + m) d) of the differing middle.
 */
export function carry(after: string, sources: readonly Attributed[], inserted: Mark): Run[] {
  return carryAll([{ after, sources }], inserted)[0]!;
}

/**
 * `carry` for several files that changed together, so that text which moved between them keeps its origins.
 * @param removed the fragments that this change took out; when left out, the lines of every first source that its
 *   text no longer has
 */
export function carryAll(
  changes: readonly Change[],
  inserted: Mark,
  removed?: readonly Attributed[],
): Run[][] {
  const carriers = changes.map((change) => new Carrier(change, inserted));
  for (const carrier of carriers) carrier.matchLines();
  carryMoves(carriers, removed);
  return carriers.map((carrier) => carrier.finish());
}

const addOne = (times: Map<string, number>, name: string) => times.set(name, (times.get(name) ?? 0) + 1);

/** Where a line of `after` comes from: a line of a source, or word by word. */
type LineOrigin =
  | { readonly source: SourceText; readonly line: number }
  | { readonly marks: readonly Mark[] };

class Carrier {
  readonly after: Lines;
  readonly sources: SourceText[];
  readonly #earlier: SourceText[];
  readonly origins: (LineOrigin | undefined)[];
  /** lines of what was there before that `after` no longer has */
  readonly taken: { readonly source: SourceText; readonly line: number }[] = [];
  readonly #befores: number;
  /** for each source, the line of it that each line of `after` is, -1 if none */
  readonly #partners: (readonly number[])[] = [];
  readonly #whole: Run[] | undefined;
  readonly #inserted: Mark;
  /** how often each line of a source has been found, once somebody has asked */
  #found: Map<string, number> | undefined;

  constructor({ after, sources, befores = 1, earlier = [] }: Change, inserted: Mark) {
    this.#inserted = inserted;
    this.#befores = befores;
    this.#whole = carryWhole(after, sources, befores);
    this.after = this.#whole ? { text: after, starts: [0], keys: [] } : linesOf(after);
    const toSource = (texts: readonly Attributed[]) =>
      this.#whole ? [] : texts.filter(({ text }) => text !== '').map((s) => new SourceText(s));
    this.sources = toSource(sources);
    this.#earlier = toSource(earlier);
    this.origins = new Array(this.after.keys.length).fill(undefined);
  }

  /**
   * Lines that are there in a source, in order, whatever their white space. A line that an earlier source has already
   * explained in one place explains no other: what is written twice was not there twice before.
   */
  matchLines(): void {
    for (const source of [...this.sources, ...this.#earlier]) {
      const isFirst = source === this.sources[0];
      const isBefore = this.sources.slice(0, this.#befores).includes(source);
      if (!isBefore && !this.origins.includes(undefined)) return;
      const partner = alignSequences(source.lines.keys, this.after.keys);
      this.#partners.push(partner);
      partner.forEach((line, at) => {
        if (line >= 0 && !this.origins[at] && (isFirst || this.#isLeft(source, line)))
          this.explain(at, source, line);
      });
      if (isBefore) this.#takeLines(source, new Set(partner));
    }
  }

  /** A line that is gone from two texts is gone once. */
  #takeLines(source: SourceText, kept: ReadonlySet<number>): void {
    const names = new Map<string, number>();
    for (const { source: other, line } of this.taken) {
      const name = other.nameOfLine(line);
      names.set(name, (names.get(name) ?? 0) + 1);
    }
    source.lines.keys.forEach((_, line) => {
      if (kept.has(line)) return;
      const count = names.get(source.nameOfLine(line)) ?? 0;
      if (count > 0) names.set(source.nameOfLine(line), count - 1);
      else this.taken.push({ source, line });
    });
  }

  /** Line `at` is that line of a source. */
  explain(at: number, source: SourceText, line: number): void {
    this.origins[at] = { source, line };
    if (this.#found) addOne(this.#found, source.nameOfLine(line));
  }

  /** Whether a line of a source is there more often than it has been found so far. */
  #isLeft(source: SourceText, line: number): boolean {
    if (!this.#found) {
      this.#found = new Map();
      for (const origin of this.origins)
        if (origin && 'line' in origin) addOne(this.#found, origin.source.nameOfLine(origin.line));
    }
    const name = source.nameOfLine(line);
    return source.timesOf(name) > (this.#found.get(name) ?? 0);
  }

  finish(): Run[] {
    if (this.#whole) return this.#whole;
    this.#partners.slice(0, this.sources.length).forEach((partner, rank) => {
      this.#matchWithinLines(this.sources[rank]!, partner, rank > 0);
    });
    const runs: Run[] = [];
    const { text, starts } = this.after;
    this.origins.forEach((origin, at) => {
      const from = starts[at]!;
      const to = starts[at + 1]!;
      if (!origin) pushRun(runs, to - from, this.#inserted);
      else if ('marks' in origin) for (const mark of origin.marks) pushRun(runs, 1, mark);
      else {
        const [start, end] = [
          origin.source.lines.starts[origin.line]!,
          origin.source.lines.starts[origin.line + 1]!,
        ];
        for (const run of origin.source.alongWhitespace(text, from, to, start, end))
          pushRun(runs, run.length, run.mark);
      }
    });
    return runs;
  }

  /**
   * Lines that no source has as they are: the words that stayed in them keep their origins. What is in none of the words
   * of one source may be in another's: a merge makes one line of two.
   */
  #matchWithinLines(source: SourceText, partner: readonly number[], isLater: boolean): void {
    const isLeft = (from: number, to: number) => {
      for (let line = from; isLater && line < to; line++) if (this.#isLeft(source, line)) return true;
      return !isLater;
    };
    const isClosed = (at: number) => {
      const origin = this.origins[at];
      return (
        origin !== undefined &&
        !('marks' in origin && origin.marks.some((mark) => isSameMark(mark, this.#inserted)))
      );
    };
    let sourceEnd = source.lines.keys.length;
    for (let end = this.origins.length; end > 0; ) {
      if (isClosed(end - 1)) {
        end--;
        if (partner[end]! >= 0) sourceEnd = partner[end]!;
        continue;
      }
      let at = end - 1;
      while (at > 0 && !isClosed(at - 1)) at--;
      let before = at - 1;
      while (before >= 0 && partner[before]! < 0) before--;
      const sourceStart = before >= 0 ? partner[before]! + 1 : 0;
      if (sourceStart < sourceEnd && isLeft(sourceStart, sourceEnd))
        matchHunk(source, sourceStart, sourceEnd, this.after, at, end, this.#inserted).forEach((marks, k) => {
          if (!marks) return;
          const origin = this.origins[at + k];
          const known = origin && 'marks' in origin ? origin.marks : undefined;
          const inserted = this.#inserted;
          this.origins[at + k] = {
            marks: known ? known.map((mark, i) => (isSameMark(mark, inserted) ? marks[i]! : mark)) : marks,
          };
        });
      end = at;
    }
  }
}

/**
 * All of a text from the best source, where that says the same but for white space. Not where it is one of several that
 * stood here before: what is gone of the others may be found elsewhere.
 */
function carryWhole(after: string, [best]: readonly Attributed[], befores: number): Run[] | undefined {
  if (!best) return undefined;
  if (best.text === after) return befores > 1 ? undefined : [...best.runs];
  const bare = withoutWhitespace(after);
  if (bare === '' || withoutWhitespace(best.text) !== bare) return undefined;
  return new SourceText(best).alongWhitespace(after, 0, after.length, 0, best.text.length);
}

/** Text that was cut from one place and put in another, in the same file or not. */
function carryMoves(carriers: readonly Carrier[], removed: readonly Attributed[] | undefined): void {
  const fragments = (removed ?? [])
    .filter(({ text }) => text !== '')
    .map((fragment) => new SourceText(fragment));
  const gone = removed
    ? fragments.flatMap((source) => source.lines.keys.map((_, line) => ({ source, line })))
    : carriers.flatMap((carrier) => carrier.taken);
  const sources = [...new Set(gone.map(({ source }) => source))];
  const indexes = new Map(sources.map((source, index) => [source, index]));
  const taken: LineRef[] = gone.map(({ source, line }) => ({ text: indexes.get(source)!, line }));
  const put: LineRef[] = [];
  carriers.forEach((carrier, text) => {
    for (let line = 0; line < carrier.origins.length; line++)
      if (!carrier.origins[line]) put.push({ text, line });
  });
  const moves = matchMoves(
    sources.map((s) => s.lines),
    taken,
    carriers.map((c) => c.after),
    put,
  );
  for (const [to, from] of moves) carriers[to.text]!.explain(to.line, sources[from.text]!, from.line);
}
