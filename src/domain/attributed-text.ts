/** A text under edit with the mark of every character: the span tracker. */

import type { Attributed, Mark, Run } from './origin.ts';

export class AttributedText {
  static of(_text: string, _runs: readonly Run[] | Mark): AttributedText {
    throw new Error('being written');
  }
  get length(): number {
    throw new Error('being written');
  }
  /** text and runs of `[from, to)`; the whole when left out */
  slice(_from?: number, _to?: number): Attributed {
    throw new Error('being written');
  }
  text(_from?: number, _to?: number): string {
    throw new Error('being written');
  }
  markAt(_offset: number): Mark | undefined {
    throw new Error('being written');
  }
  /** Replaces `[from, to)`; `runs` cover `text`. Returns what was there. */
  replace(_from: number, _to: number, _text: string, _runs: readonly Run[] | Mark): Attributed {
    throw new Error('being written');
  }
  /** Gives `[from, to)` other marks; the text stays. */
  mark(_from: number, _to: number, _mark: (old: Mark) => Mark): void {
    throw new Error('being written');
  }
}
