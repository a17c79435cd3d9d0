/** A text whose origins are known, cut into lines, read by offset. */

import { type Lines, linesOf } from './line-matching.ts';
import { type Attributed, type Mark, pushRun, type Run, sliceRuns } from './origin.ts';
import { isWhitespace } from './text.ts';

export class SourceText {
  readonly lines: Lines;
  readonly runs: readonly Run[];
  readonly #runStarts: number[] = [];
  /** by name of a line; made when first asked for */
  #times: Map<string, number> | undefined;

  constructor({ text, runs }: Attributed) {
    this.lines = linesOf(text);
    this.runs = runs;
    let at = 0;
    for (const { length } of runs) {
      this.#runStarts.push(at);
      at += length;
    }
  }

  /** Runs of `[from, to)`. */
  slice(from: number, to: number): Run[] {
    const first = this.#runAt(from);
    const last = this.#runAt(to - 1);
    const start = this.#runStarts[first] ?? 0;
    return sliceRuns(this.runs.slice(first, last + 1), from - start, to - start);
  }

  markAt(offset: number): Mark {
    return this.runs[this.#runAt(offset)]!.mark;
  }

  /** What tells a line from others: what it says, and the edit that it came with. */
  nameOfLine(line: number): string {
    let at = this.lines.starts[line]!;
    const last = this.lines.starts[line + 1]! - 1;
    while (at < last && isWhitespace(this.lines.text.charCodeAt(at))) at++;
    return `${this.lines.keys[line]}\0${this.markAt(at).edit.uid}`;
  }

  /** How many lines have this name. */
  timesOf(name: string): number {
    if (!this.#times) {
      this.#times = new Map();
      for (let line = 0; line < this.lines.keys.length; line++) {
        const each = this.nameOfLine(line);
        this.#times.set(each, (this.#times.get(each) ?? 0) + 1);
      }
    }
    return this.#times.get(name) ?? 0;
  }

  /**
   * Runs of `[from, to)` of `text`, which is `[start, end)` of this source but for white space: its characters in
   * order; new white space is like its neighbour.
   */
  alongWhitespace(text: string, from: number, to: number, start: number, end: number): Run[] {
    const own = this.lines.text;
    if (end - start === to - from && text.startsWith(own.slice(start, end), from))
      return this.slice(start, end);

    const runs: Run[] = [];
    let at = start;
    let mark: Mark | undefined;
    for (let i = from; i < to; i++) {
      const code = text.charCodeAt(i);
      let partner = at;
      while (partner < end && own.charCodeAt(partner) !== code && isWhitespace(own.charCodeAt(partner)))
        partner++;
      if (partner < end && own.charCodeAt(partner) === code) {
        mark = this.markAt(partner);
        at = partner + 1;
      } else mark ??= this.markAt(start);
      pushRun(runs, 1, mark);
    }
    return runs;
  }

  #runAt(offset: number): number {
    let low = 0;
    for (let high = this.#runStarts.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if (this.#runStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
