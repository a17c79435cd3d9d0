/**
 * What a tool's edits to one file, one after the other, say about the whole text. A tool that wrote a file and then
 * replaced a passage has told all of the text, although it reported only the passage.
 */

import { applyReplacements, type Replacement } from '../../domain/edit-claim.ts';
import type { ReportedEdit } from './session-source.ts';

/** Texts kept at a time, in UTF-16 code units. */
const MAX_KEPT = 16 * 1024 * 1024;

export class EditChain {
  readonly #texts = new Map<string, string>();
  #kept = 0;

  /** The change of writing `after` to `file`. `before`: null, a new file; undefined, not told. */
  write(file: string, after: string, before: string | null | undefined): ReportedEdit['change'] {
    const earlier = before === undefined ? this.#texts.get(file) : before;
    this.#remember(file, after);
    return { before: earlier, after };
  }

  /** The change of replacing passages: whole texts where those are known and fit, else as it was reported. */
  replace(file: string, replacements: readonly Replacement[]): ReportedEdit['change'] {
    const before = this.#texts.get(file);
    const after = before === undefined ? null : applyReplacements(before, replacements);
    if (before === undefined || after === null) {
      // Someone else changed the file in between: what is known of it is known no more.
      this.forget(file);
      return { replacements };
    }
    this.#remember(file, after);
    return { before, after };
  }

  textOf(file: string): string | undefined {
    return this.#texts.get(file);
  }

  forget(file: string): void {
    this.#kept -= this.#texts.get(file)?.length ?? 0;
    this.#texts.delete(file);
  }

  #remember(file: string, text: string): void {
    this.forget(file);
    if (text.length > MAX_KEPT) return;
    if (this.#kept + text.length > MAX_KEPT) {
      this.#texts.clear();
      this.#kept = 0;
    }
    this.#texts.set(file, text);
    this.#kept += text.length;
  }
}
