/** What the command line prints: text made safe for a terminal, colours where they are wanted, JSON, failures. */

import { stripVTControlCharacters } from 'node:util';
import type { LineClass } from '../domain/contribution.ts';

/** An expected failure: one line for the user, exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** The command was called in a way that it does not understand: exit code 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

export interface Terminal {
  /** one line */
  print(line?: string): void;
  /** one line for a program to read; where a person looks at it instead, it is made `safe` */
  raw(line: string): void;
  /** one document, the only thing on standard output */
  json(value: unknown): void;
  style(style: Style, text: string): string;
}

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | LineClass;

/** SGR codes that every terminal has, so that the user's own theme applies. */
const CODES: Record<Style, [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  green: [32, 39],
  yellow: [33, 39],
  red: [31, 39],
  ai: [35, 39],
  mixed: [33, 39],
  human: [32, 39],
  unknown: [2, 22],
};

export function createTerminal(
  out: NodeJS.WriteStream = process.stdout,
  env: NodeJS.ProcessEnv = process.env,
): Terminal {
  // https://no-color.org: present and not empty
  const hasColours = out.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return {
    print: (line = '') => out.write(line + '\n'),
    raw: (line) => out.write((out.isTTY === true ? safe(line) : line) + '\n'),
    json: (value) => out.write(JSON.stringify(value, null, 2).replace(NOT_ESCAPED, escaped) + '\n'),
    style(style, text) {
      const [on, off] = CODES[style];
      return hasColours ? `\u001b[${on}m${text}\u001b[${off}m` : text;
    },
  };
}

/** What JSON allows in a text as it is and a terminal may obey: control characters beyond ASCII, and of direction. */
const NOT_ESCAPED = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** To find out where each sequence ends takes time with the square of their number. No name is that long. */
const MAX_STRIPPED = 4096;

/** `text` from a file name, a tool or a message on one line: nothing that moves the cursor or hides what is there. */
export function safe(text: string): string {
  const plain = text.length > MAX_STRIPPED ? text : stripVTControlCharacters(text);
  return plain.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Rows as aligned columns, two spaces apart; columns named in `right` are aligned to the right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  return rows.map((row) =>
    row
      .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** `1 line`, `2 lines`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
