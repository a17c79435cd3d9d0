/**
 * What is true of lines, whatever git does with them. Every word that is written is a word of its own, so a line is known
 * by what it says: nothing that git does makes another line of it.
 */

export type By = 'a' | 'h' | 'u';
export type Class = By | 'm';

export interface Word {
  readonly text: string;
  readonly by: By;
}

export interface Line {
  readonly words: readonly Word[];
  /** whether something other than a tool has deleted words of a tool in it */
  readonly isTouched: boolean;
}

/** As the contract says it, from the characters. */
export function classOf({ words, isTouched }: Line): Class {
  const count = (by: By) =>
    words.filter((word) => word.by === by).reduce((sum, { text }) => sum + text.length, 0);
  const [ai, human, unknown] = [count('a'), count('h'), count('u')];
  if (ai > 0) return human + unknown === 0 && !isTouched ? 'a' : 'm';
  return human >= unknown ? 'h' : 'u';
}

export const textOf = ({ words }: Line): string => words.map(({ text }) => text).join(' ');
const keyOf = (text: string): string => text.replace(/\s/g, '');

/** Every line that was ever written, by what it says. */
export class Truth {
  readonly #lines = new Map<string, Line[]>();
  #words = 0;

  word(by: By): Word {
    // The same words at the ends of lines would be kept by a comparison; these differ from their first character on.
    const number = this.#words++;
    return {
      text: `${String.fromCharCode(97 + (number % 26))}${(number * 7919).toString(36)}w${number}`,
      by,
    };
  }

  line(by: By): Line {
    return { words: Array.from({ length: 4 }, () => this.word(by)), isTouched: false };
  }

  add(line: Line): void {
    const key = keyOf(textOf(line));
    const known = this.#lines.get(key) ?? [];
    if (!known.some((other) => classOf(other) === classOf(line))) this.#lines.set(key, [...known, line]);
  }

  /** The line that says `text`; undefined where there are several, written by several. */
  find(text: string): Line | undefined {
    const known = this.#lines.get(keyOf(text));
    return known?.length === 1 ? known[0] : undefined;
  }

  /** The classes that a line which says `text` may have. */
  classesOf(text: string): Class[] {
    return (this.#lines.get(keyOf(text)) ?? []).map(classOf);
  }
}
