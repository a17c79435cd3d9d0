/** Where something other than AI deleted part of a line that stays, a character beside the gap is `touched`. */

import type { AttributedText } from './attributed-text.ts';
import { replaceStep, type Step } from './document-history.ts';
import { type Attributed, touched } from './origin.ts';
import { isWhitespace } from './text.ts';

/**
 * Touches the nearest character of the line before the gap, else behind it. Lines that went as a whole leave no gap, nor
 * does text that was typed: taking that back is no rewriting.
 * @param text after `removed` was replaced by what is in `[from, to)` now
 * @returns the steps made
 */
export function touchBeside(text: AttributedText, from: number, to: number, removed: Attributed): Step[] {
  const firstBreak = removed.text.indexOf('\n');
  if (firstBreak < 0) {
    if (!losesOthers(removed, 0, removed.text.length)) return [];
    return touchAt(text, text.previousOnLine(from) ?? text.nextOnLine(to));
  }
  const lastBreak = removed.text.lastIndexOf('\n');
  return [
    ...(losesOthers(removed, 0, firstBreak) ? touchAt(text, text.previousOnLine(from)) : []),
    ...(losesOthers(removed, lastBreak + 1, removed.text.length) ? touchAt(text, text.nextOnLine(to)) : []),
  ];
}

function touchAt(text: AttributedText, at: number | undefined): Step[] {
  const mark = at === undefined ? undefined : text.markAt(at);
  if (at === undefined || !mark || mark.touched) return [];
  return [replaceStep(text, at, at + 1, text.text(at, at + 1), touched(mark))];
}

/** Whether `[from, to)` has a character that is not white space and that nobody typed. */
function losesOthers({ text, runs }: Attributed, from: number, to: number): boolean {
  let at = 0;
  for (const { length, mark } of runs) {
    if (mark.edit.origin !== 'human')
      for (let i = Math.max(at, from); i < Math.min(at + length, to); i++)
        if (!isWhitespace(text.charCodeAt(i))) return true;
    at += length;
  }
  return false;
}
