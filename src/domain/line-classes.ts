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
 * The lines of a text, in order; each is looked into when it is asked about, because most of a file that changed did not.
 * `ai`: every character of AI origin and none touched; `mixed`: some; `human`: none of AI, at least half of a person;
 * a line without characters takes the origin of its line break.
 */
export function tallyLines(content: Attributed): LineTally[] {
  const { text, runs } = content;
  const lines: LineTally[] = [];
  let run = 0;
  let runEnd = runs[0]?.length ?? 0;
  for (let from = 0; from < text.length; ) {
    const lineBreak = text.indexOf('\n', from);
    const to = lineBreak < 0 ? text.length : lineBreak + 1;
    for (; runEnd <= from; runEnd += runs[run]!.length) run++;
    lines.push(new Line(content, from, to, run, runEnd));
    from = to;
  }
  return lines;
}

class Line implements LineTally {
  readonly #content: Attributed;
  readonly #from: number;
  readonly #to: number;
  /** index of the run that the line begins in, and where that ends */
  readonly #firstRun: number;
  readonly #firstRunEnd: number;
  #tally: LineTally | undefined;

  constructor(content: Attributed, from: number, to: number, firstRun: number, firstRunEnd: number) {
    this.#content = content;
    this.#from = from;
    this.#to = to;
    this.#firstRun = firstRun;
    this.#firstRunEnd = firstRunEnd;
  }

  get class(): LineClass {
    this.#tally ??= this.#look();
    return this.#tally.class;
  }

  get characters(): ReadonlyMap<Edit, number> {
    this.#tally ??= this.#look();
    return this.#tally.characters;
  }

  #look(): LineTally {
    const { text, runs } = this.#content;
    const characters = new Map<Edit, number>();
    let isTouched = false;
    let run = this.#firstRun;
    let end = this.#firstRunEnd;
    for (let at = this.#from; ; end += runs[++run]!.length) {
      const { mark } = runs[run]!;
      let count = 0;
      for (const until = Math.min(end, this.#to); at < until; at++)
        if (!isWhitespace(text.charCodeAt(at))) count++;
      if (count > 0) {
        characters.set(mark.edit, (characters.get(mark.edit) ?? 0) + count);
        isTouched ||= mark.touched;
      }
      if (at === this.#to) return { class: classOf(characters, isTouched, mark.edit), characters };
    }
  }
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
