/**
 * The peer of the span tracker: the ranges that CodeMirror keeps for decorations, mapped through every change, with the
 * text beside them or without. Where mapping alone does not give the inserted text its mark, the ranges that it meets are
 * split around it or made longer, in one update. A range of which all was deleted stays, empty, until an update meets it.
 */

import { ChangeSet, type Range, RangeSet, RangeValue, Text } from '@codemirror/state';
import { type Mark, pushRun, type Run } from '../../src/domain/origin.ts';

/** Grows at its end, so that typing on in the mark of the text before, the most frequent edit, needs no update. */
class MarkedRange extends RangeValue {
  override readonly startSide = 1;
  override readonly endSide = 1;
  readonly mark: Mark;

  constructor(mark: Mark) {
    super();
    this.mark = mark;
  }
  override eq(other: MarkedRange): boolean {
    return this.mark === other.mark;
  }
}

export class CodeMirrorSpans {
  #ranges: RangeSet<MarkedRange>;
  #doc: Text | undefined;
  #length: number;
  readonly #values = new Map<Mark, MarkedRange>();

  constructor(text: string, runs: readonly Run[], keepsText: boolean) {
    this.#doc = keepsText ? Text.of(text.split('\n')) : undefined;
    this.#length = text.length;
    let at = 0;
    const ranges = runs.map(({ length, mark }) => {
      at += length;
      return this.#value(mark).range(at - length, at);
    });
    this.#ranges = RangeSet.of(ranges);
  }

  get length(): number {
    return this.#length;
  }

  replace(from: number, to: number, insert: string, mark: Mark): void {
    const changes = ChangeSet.of({ from, to, insert }, this.#length);
    if (this.#doc) this.#doc = changes.apply(this.#doc);
    this.#length = changes.newLength;
    this.#ranges = this.#ranges.map(changes);
    if (insert !== '') this.#insert(from, from + insert.length, this.#value(mark));
  }

  /** The text is there and the ranges are mapped, so that `[from, to)` may lie in ranges that grew around it. */
  #insert(from: number, to: number, value: MarkedRange): void {
    let start = from;
    let end = to;
    let isMarked = false;
    const add: Range<MarkedRange>[] = [];
    const replaced: [from: number, to: number][] = [];
    this.#ranges.between(from, to, (rangeFrom, rangeTo, range) => {
      if (range === value) {
        if (rangeFrom <= from && rangeTo >= to) isMarked = true;
        start = Math.min(start, rangeFrom);
        end = Math.max(end, rangeTo);
        replaced.push([rangeFrom, rangeTo]);
      } else if (rangeFrom === rangeTo) replaced.push([rangeFrom, rangeTo]);
      else if (rangeFrom < to && rangeTo > from) {
        if (rangeFrom < from) add.push(range.range(rangeFrom, from));
        if (rangeTo > to) add.push(range.range(to, rangeTo));
        replaced.push([rangeFrom, rangeTo]);
      }
    });
    if (isMarked) return;
    add.push(value.range(start, end));
    this.#ranges = this.#ranges.update(
      replaced.length === 0
        ? { add }
        : {
            add,
            sort: add.length > 1,
            filter: (from, to) => !replaced.some((it) => it[0] === from && it[1] === to),
            filterFrom: start,
            filterTo: end,
          },
    );
  }

  text(): string | undefined {
    return this.#doc?.toString();
  }

  runs(): Run[] {
    const runs: Run[] = [];
    for (const at = this.#ranges.iter(); at.value; at.next()) pushRun(runs, at.to - at.from, at.value.mark);
    return runs;
  }

  #value(mark: Mark): MarkedRange {
    let value = this.#values.get(mark);
    if (!value) {
      value = new MarkedRange(mark);
      this.#values.set(mark, value);
    }
    return value;
  }
}
