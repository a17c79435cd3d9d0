/**
 * Edits that are put down to the editor's chat because it has the document under review: it keeps the text as it were
 * without them, to which it makes every change that is somebody else's as well.
 */

import { type ChangeContext, type TextChange, UNEXPLAINED } from './evidence.ts';
import type { Finding } from './insertion-patterns.ts';
import type { Attributed, Edit } from './origin.ts';
import { withoutWhitespace } from './text.ts';

/** The editor makes a change that is not the chat's to the chat's own text at once; a busy machine takes its time. */
const MIRRORED_WITHIN_MS = 1_000;

/**
 * What a change does to the chat's edits.
 * @param original the text without them, which is asked for only where it matters
 * @param removed what the changes replace
 */
export function chatChange(
  original: () => string,
  changes: readonly TextChange[],
  removed: readonly Attributed[],
): ChangeContext['chat'] {
  const isByAi = ({ runs }: Attributed) => runs.some(({ mark: { edit } }) => edit.origin === 'ai');
  if (!removed.every(isByAi)) return 'edits';
  const text = original();
  return changes.every((it) => text.includes(it.text.trim())) ? 'takes-back' : 'edits';
}

/** Of one document. */
export class ChatEdits {
  #last: { readonly edit: Edit; readonly texts: readonly string[]; readonly atMs: number } | undefined;

  /** @param texts what the change has inserted, place by place */
  made(edit: Edit, texts: readonly string[], atMs: number): void {
    this.#last = { edit, texts: texts.map(withoutWhitespace), atMs };
  }

  /** @returns that the last edit was not the chat's, if it is among the changes of the chat's own text */
  mirrored(changes: readonly TextChange[], atMs: number): Omit<Finding, 'range'> | undefined {
    const last = this.#last;
    if (!last || atMs - last.atMs > MIRRORED_WITHIN_MS) return undefined;
    const others = new Set(changes.map(({ text }) => withoutWhitespace(text)));
    if (!last.texts.every((text) => others.has(text))) return undefined;
    this.#last = undefined;
    return { edits: new Set([last.edit]), explanation: UNEXPLAINED };
  }
}
