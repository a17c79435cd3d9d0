/** A text under edit with the mark of every character: the span tracker. */

import {
  append,
  Branch,
  cut,
  EMPTY,
  type Leaf,
  type Node,
  type Piece,
  rootOf,
  tagOf,
} from './attributed-tree.ts';
import { type Attributed, isSameMark, type Mark, pushRun, type Run } from './origin.ts';
import { isWhitespace } from './text.ts';

/** A run and where it lies: `[from, to)`, in UTF-16 code units. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly mark: Mark;
}

/**
 * Offsets are UTF-16 code units; a range that does not lie within the text throws `RangeError`, as do runs that do not
 * cover their text exactly, and then nothing has changed. An edit or a look costs O(log n) and the size of its range.
 */
export class AttributedText {
  #root: Node;

  private constructor(piece: Piece) {
    this.#root = rootOf(cut(piece));
  }

  /** @param runs cover `text` exactly; a mark is that of all of it */
  static of(text: string, runs: readonly Run[] | Mark): AttributedText {
    return new AttributedText(pieceOf(text, runs));
  }

  get length(): number {
    return this.#root.length;
  }

  /** Text and runs of `[from, to)`, adjacent equal marks joined; the whole when left out. */
  slice(from = 0, to = this.length): Attributed {
    const texts: string[] = [];
    const runs: Run[] = [];
    this.#visit(from, to, (leaf, start, end) => {
      texts.push(leaf.text.slice(start, end));
      leaf.collectRuns(start, end, runs);
    });
    return { text: texts.join(''), runs };
  }

  text(from = 0, to = this.length): string {
    const texts: string[] = [];
    this.#visit(from, to, (leaf, start, end) => {
      texts.push(leaf.text.slice(start, end));
    });
    return texts.join('');
  }

  /** The mark of the character at `offset`, `undefined` where there is none. */
  markAt(offset: number): Mark | undefined {
    if (!(offset >= 0 && offset < this.length)) return undefined;
    const { leaf, start } = this.#leafAt(offset);
    return leaf.markAt(offset - start);
  }

  /**
   * The runs of `[from, to)` with their offsets, first to last, adjacent equal marks joined.
   * The text must not be edited before the last was taken.
   */
  *spans(from = 0, to = this.length): Generator<Span> {
    this.#check(from, to);
    let start = from;
    let mark = this.markAt(from);
    for (let at = from; at < to; ) {
      const { leaf, start: leafStart } = this.#leafAt(at);
      for (const run of leaf.slice(at - leafStart, to - leafStart)) {
        if (!isSameMark(run.mark, mark!)) {
          yield { from: start, to: at, mark: mark! };
          start = at;
          mark = run.mark;
        }
        at += run.length;
      }
    }
    if (mark && start < to) yield { from: start, to, mark };
  }

  /**
   * Replaces `[from, to)`.
   * @param runs cover `text` exactly; a mark is that of all of it
   * @returns what was there
   */
  replace(from: number, to: number, text: string, runs: readonly Run[] | Mark): Attributed {
    const removed = this.slice(from, to);
    const nodes = this.#root.replace(from, to, pieceOf(text, runs));
    if (nodes) this.#root = rootOf(nodes);
    return removed;
  }

  /** Gives `[from, to)` other marks; the text stays. */
  mark(from: number, to: number, mark: (old: Mark) => Mark): void {
    const { text, runs } = this.slice(from, to);
    const marked: Run[] = [];
    for (const run of runs) pushRun(marked, run.length, mark(run.mark));
    const isSame =
      marked.length === runs.length && marked.every((run, at) => isSameMark(run.mark, runs[at]!.mark));
    if (!isSame) this.replace(from, to, text, marked);
  }

  /** Offset of the last character before `offset` on its line that is not white space. */
  previousOnLine(offset: number): number | undefined {
    this.#check(offset, offset);
    for (let end = offset; end > 0; ) {
      const { leaf, start } = this.#leafAt(end - 1);
      for (let at = end - 1; at >= start; at--) {
        const code = leaf.text.charCodeAt(at - start);
        if (code === LINE_FEED) return undefined;
        if (!isWhitespace(code)) return at;
      }
      end = start;
    }
    return undefined;
  }

  /** Offset of the first character at or after `offset` on its line that is not white space. */
  nextOnLine(offset: number): number | undefined {
    this.#check(offset, offset);
    for (let at = offset; at < this.length; ) {
      const { leaf, start } = this.#leafAt(at);
      for (const end = start + leaf.length; at < end; at++) {
        const code = leaf.text.charCodeAt(at - start);
        if (code === LINE_FEED) return undefined;
        if (!isWhitespace(code)) return at;
      }
    }
    return undefined;
  }

  #check(from: number, to: number): void {
    if (Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= this.length)
      return;
    throw new RangeError(`[${from}, ${to}) is not within a text of ${this.length}`);
  }

  /** Calls `visitor` with every leaf of `[from, to)`, first to last, and the part of the leaf that is in it. */
  #visit(from: number, to: number, visitor: (leaf: Leaf, start: number, end: number) => void): void {
    this.#check(from, to);
    for (let at = from; at < to; ) {
      const { leaf, start } = this.#leafAt(at);
      const end = Math.min(to, start + leaf.length);
      visitor(leaf, at - start, end - start);
      at = end;
    }
  }

  /** The leaf with the character at `offset`, which there must be, and the offset at which the leaf begins. */
  #leafAt(offset: number): { leaf: Leaf; start: number } {
    let node = this.#root;
    let start = 0;
    while (node instanceof Branch) {
      let child = 0;
      while (offset >= start + node.children[child]!.length) start += node.children[child++]!.length;
      node = node.children[child]!;
    }
    return { leaf: node, start };
  }
}

const LINE_FEED = 10;

/** `runs` with their text, once they are known to cover it. */
function pieceOf(text: string, runs: readonly Run[] | Mark): Piece {
  if ('edit' in runs) return text === '' ? EMPTY : { text, lengths: [text.length], tags: [tagOf(runs)] };
  const piece = { text, lengths: [], tags: [] };
  let length = 0;
  for (const run of runs) {
    if (!(Number.isInteger(run.length) && run.length >= 0)) throw new RangeError(`a run of ${run.length}`);
    append(piece, run.length, tagOf(run.mark));
    length += run.length;
  }
  if (length !== text.length) throw new RangeError(`runs of ${length} for a text of ${text.length}`);
  return piece;
}
