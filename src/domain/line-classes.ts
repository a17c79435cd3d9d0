/** The class of a line, and the sums over lines, from the marks of their characters. */

import type { LineClass, LineCounts } from './contribution.ts';
import type { Attributed, Edit } from './origin.ts';
import { isWhitespace } from './text.ts';

/** What one line is made of. */
export interface LineTally {
  readonly class: LineClass;
  /** non-whitespace characters by the edit that inserted them */
  readonly characters: ReadonlyMap<Edit, number>;
}

/**
 * Classes of the lines of a text, in order.
 * `ai`: every character of AI origin and none touched; `mixed`: some; `human`: none of AI, at least half of a person;
 * a line without characters takes the origin of its line break.
 */
export function tallyLines({ text, runs }: Attributed): LineTally[] {
  const lines: LineTally[] = [];
  let characters = new Map<Edit, number>();
  let isTouched = false;
  let at = 0;
  runs.forEach(({ length, mark }, index) => {
    let count = 0;
    const endOfRun = at + length;
    for (; at < endOfRun; at++) {
      const code = text.charCodeAt(at);
      if (!isWhitespace(code)) count++;
      const isLast = index === runs.length - 1 && at === endOfRun - 1;
      if (code !== 10 && !isLast) continue;
      add(characters, mark.edit, count);
      if (count > 0) isTouched ||= mark.touched;
      lines.push({ class: classOf(characters, isTouched, mark.edit), characters });
      characters = new Map();
      isTouched = false;
      count = 0;
    }
    add(characters, mark.edit, count);
    if (count > 0) isTouched ||= mark.touched;
  });
  return lines;
}

function add(characters: Map<Edit, number>, edit: Edit, count: number): void {
  if (count > 0) characters.set(edit, (characters.get(edit) ?? 0) + count);
}

function classOf(characters: ReadonlyMap<Edit, number>, isTouched: boolean, lineBreak: Edit): LineClass {
  if (characters.size === 0) return lineBreak.origin;
  let total = 0;
  let ai = 0;
  let human = 0;
  for (const [edit, count] of characters) {
    total += count;
    if (edit.origin === 'ai') ai += count;
    if (edit.origin === 'human') human += count;
  }
  if (ai > 0) return ai === total && !isTouched ? 'ai' : 'mixed';
  return human * 2 >= total ? 'human' : 'unknown';
}

export const noLines = (): LineCounts => ({ total: 0, ai: 0, mixed: 0, human: 0, unknown: 0 });

export function countLine(counts: LineCounts, lineClass: LineClass): void {
  counts.total++;
  counts[lineClass]++;
}

/** The edit that the class of a line is told with: of AI lines the one with most AI characters, else the one with most. */
export function leadingEdit({ class: lineClass, characters }: LineTally): Edit | undefined {
  let leading: Edit | undefined;
  let most = 0;
  for (const [edit, count] of characters) {
    if ((lineClass === 'ai' || lineClass === 'mixed') && edit.origin !== 'ai') continue;
    if (count > most) [leading, most] = [edit, count];
  }
  return leading;
}
