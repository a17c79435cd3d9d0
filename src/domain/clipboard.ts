/** What the editor tells of one document and the clipboard: of a paste before its change, of a cut after it. */

import type { Attributed } from './origin.ts';

interface Deletion {
  /** where the pieces were, first to last */
  readonly starts: readonly number[];
  readonly pieces: readonly Attributed[];
  readonly atMs: number;
}

/** From the announcement of a paste to its change; other extensions may take their time to prepare it. */
const PASTE_MS = 5_000;
/** The editor announces what was cut only after it is gone. */
const CUT_MS = 300;

export class Clipboard {
  #paste: { readonly text: string; readonly atMs: number } | undefined;
  #deletion: Deletion | undefined;

  /** `text` is about to be pasted. */
  willPaste(text: string, atMs: number): void {
    this.#paste = { text, atMs };
  }

  pasted(): void {
    this.#paste = undefined;
  }

  /** What is about to be pasted. */
  pasting(atMs: number): string | undefined {
    return this.#paste && atMs - this.#paste.atMs <= PASTE_MS ? this.#paste.text : undefined;
  }

  deleted(deletion: Deletion): void {
    this.#deletion = deletion;
  }

  /** What went to the clipboard from `starts` if it was taken out just before; else it was copied and is still there. */
  cut(starts: readonly number[], atMs: number): readonly Attributed[] | undefined {
    const { starts: places, pieces, atMs: deletedAtMs } = this.#deletion ?? {};
    const isCut = deletedAtMs !== undefined && atMs - deletedAtMs < CUT_MS;
    return isCut && starts.every((start, at) => start === places?.[at]) ? pieces : undefined;
  }
}
