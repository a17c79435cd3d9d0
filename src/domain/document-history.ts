/** The origins of a document's earlier texts, kept as the edits that lead back to them: what undo and redo ask for. */

import type { AttributedText } from './attributed-text.ts';
import { type Attributed, type Mark, type Run, sliceRuns } from './origin.ts';

/** One replacement as it was made: `inserted` code units at `at` stand where `removed` was. */
export interface Step {
  readonly at: number;
  readonly inserted: number;
  readonly removed: Attributed;
  /** several keys, remembered as one: an undo may take back some of them */
  readonly isTyping?: true;
}

/** The steps of one change event, in the order in which they were made. */
export type Entry = readonly Step[];

/** Changes to remember, per document. */
const MAX_ENTRIES = 1_000;
/** What one key inserts at most: a pair of brackets, or of surrogates. UTF-16 code units. */
const KEY_LENGTH = 2;
/** Removed text to remember, per document: as much as it has itself, or this much. UTF-16 code units. */
const MIN_CHARACTERS = 100_000;

/** Makes a replacement, and gives the step that tells of it. */
export function replaceStep(
  text: AttributedText,
  from: number,
  to: number,
  inserted: string,
  runs: readonly Run[] | Mark,
): Step {
  return { at: from, inserted: inserted.length, removed: text.replace(from, to, inserted, runs) };
}

/** Takes steps back, last first; gives the steps that would make them again. */
function takeBack(text: AttributedText, entry: Entry): Entry {
  return entry.toReversed().map(({ at, inserted, removed, isTyping }) => ({
    ...replaceStep(text, at, at + inserted, removed.text, removed.runs),
    ...(isTyping && { isTyping }),
  }));
}

const isInsertion = ({ removed }: Step): boolean => removed.text === '';
const charactersOf = (entry: Entry): number =>
  entry.reduce((sum, { removed }) => sum + removed.text.length, 0);

export class DocumentHistory {
  readonly #text: AttributedText;
  #undo: Entry[] = [];
  #redo: Entry[] = [];
  #characters = 0;

  constructor(text: AttributedText) {
    this.#text = text;
  }

  /** The last change that has not been taken back. */
  get last(): Entry | undefined {
    return this.#undo.at(-1);
  }

  /** Remembers a change that was just made. What was typed behind the change before joins it. */
  push(entry: Entry): void {
    if (entry.length === 0) return;
    this.#redo = [];
    const joined = this.last && joinTyping(this.last, entry);
    if (joined) {
      this.#undo[this.#undo.length - 1] = joined;
      return;
    }
    this.#undo.push(entry);
    this.#characters += charactersOf(entry);
    const most = Math.max(MIN_CHARACTERS, this.#text.length);
    // The last one stays whatever its size: a reload that replaced everything can be undone.
    while (this.#undo.length > MAX_ENTRIES || (this.#characters > most && this.#undo.length > 1))
      this.#characters -= charactersOf(this.#undo.shift()!);
  }

  /**
   * Makes an insertion that is the exact reversal of the last change, with the origins that the text had.
   * @returns false when it is not; then nothing has changed
   */
  reverse(at: number, inserted: string): boolean {
    const [step, ...touches] = this.last ?? [];
    const isReversal =
      step?.inserted === 0 &&
      step.at === at &&
      step.removed.text === inserted &&
      touches.every((it) => it.inserted === it.removed.text.length);
    if (!isReversal) return false;
    this.push([
      replaceStep(this.#text, at, at, inserted, step.removed.runs),
      // what was touched beside the gap is as it was
      ...touches.map(({ at: before, removed: old }) => {
        const now = before < at ? before : before + inserted.length;
        return replaceStep(this.#text, now, now + old.text.length, old.text, old.runs);
      }),
    ]);
    return true;
  }

  /**
   * Goes back, or forth, change by change until the text is `wanted`.
   * @returns false when it never is; then nothing has changed
   */
  restore(direction: 'undo' | 'redo', wanted: string): boolean {
    const text = this.#text;
    const [from, to] = direction === 'undo' ? [this.#undo, this.#redo] : [this.#redo, this.#undo];
    const taken: Entry[] = [];
    while (from.length > 0) {
      const [now, rest] = cutTyping(from.pop()!, direction, wanted.length - text.length);
      if (rest) from.push(rest);
      taken.push(takeBack(text, now));
      if (text.length !== wanted.length || text.text() !== wanted) continue;
      to.push(...taken);
      this.#characters = this.#undo.reduce((sum, entry) => sum + charactersOf(entry), 0);
      return true;
    }
    for (const entry of taken.toReversed()) from.push(takeBack(text, entry));
    return false;
  }
}

function joinTyping(before: Entry, entry: Entry): Entry | undefined {
  const [a, b] = [before[0]!, entry[0]!];
  const joins =
    before.length === 1 &&
    entry.length === 1 &&
    isInsertion(a) &&
    isInsertion(b) &&
    (a.isTyping || a.inserted <= KEY_LENGTH) &&
    b.inserted <= KEY_LENGTH &&
    b.at === a.at + a.inserted;
  return joins ? [{ ...a, inserted: a.inserted + b.inserted, isTyping: true }] : undefined;
}

/**
 * Insertions that were remembered as one, cut where the editor cuts them: its undo takes back a word or so, and its redo
 * brings as much. What was one event goes and comes as a whole.
 * @param growth by how much the text is still to grow
 * @returns what to take back first, and the rest
 */
function cutTyping(entry: Entry, direction: 'undo' | 'redo', growth: number): [Entry, Entry?] {
  const { at, inserted, removed, isTyping } = entry[0]!;
  if (entry.length !== 1 || !isTyping) return [entry];
  if (direction === 'undo' && removed.text === '' && growth < 0 && -growth < inserted) {
    const kept = inserted + growth;
    return [
      [{ at: at + kept, inserted: -growth, removed, isTyping }],
      [{ at, inserted: kept, removed, isTyping }],
    ];
  }
  if (direction === 'redo' && inserted === 0 && growth > 0 && growth < removed.text.length) {
    const part = (start: number, end: number): Attributed => ({
      text: removed.text.slice(start, end),
      runs: sliceRuns(removed.runs, start, end),
    });
    return [
      [{ at, inserted: 0, removed: part(0, growth), isTyping }],
      [{ at: at + growth, inserted: 0, removed: part(growth, removed.text.length), isTyping }],
    ];
  }
  return [entry];
}
