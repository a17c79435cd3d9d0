/** What to look at before a change of mostly AI origin goes to review, with what a machine can tell already told. */

import { isSource, isTest } from '../../domain/pull-requests/risk.ts';

export type ChecklistTopic =
  | 'tests'
  | 'edge-cases'
  | 'error-handling'
  | 'input-validation'
  | 'performance'
  | 'left-behind';

/**
 * `done`: seen to be so; `open`: for a person to judge; `found`: something was seen that speaks against it. A machine
 * that finds nothing wrong has not shown that all is well, so most are `open` at best.
 */
export interface ChecklistItem {
  readonly topic: ChecklistTopic;
  readonly state: 'done' | 'open' | 'found';
  /** `path:line` of what was found, or the files that speak for it */
  readonly places: readonly string[];
}

/** A file of the change with the lines that it adds. */
export interface ChangedFile {
  readonly path: string;
  readonly isDeleted: boolean;
  /** numbers are those of the new file, from 1 */
  readonly added: readonly { readonly number: number; readonly text: string }[];
}

/** An exception is caught and nothing is done about it, on one line: blocks of several lines are not looked into. */
const SWALLOWED =
  /\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}|\.catch\(\s*\(\s*\w*\s*\)\s*=>\s*\{\s*\}\s*\)|^\s*except\b[^:]*:\s*pass\s*$/;
const LEFT_BEHIND =
  /^(?:<{7}|>{7}|\|{7}) |^={7}$|\b(?:TODO|FIXME|XXX)\b|^\s*debugger;?\s*$|\bconsole\.(?:log|debug)\(|\bbreakpoint\(\)|\b(?:it|describe|test)\.only\(/;
/** Longer ones nobody wrote, and to look through one takes time with the square of its length. */
const MAX_LINE = 1000;
/** Enough to begin with; the rest comes up once these are mended. */
const MAX_PLACES = 5;

/** One item for each topic, in the order in which they are best looked at. */
export function reviewChecklist(files: readonly ChangedFile[]): ChecklistItem[] {
  const present = files.filter(({ isDeleted }) => !isDeleted);
  const tests = present.filter(({ path }) => isTest(path)).map(({ path }) => path);
  const hasSource = files.some(({ path }) => isSource(path));
  const swallowed = placesOf(present, SWALLOWED);
  const leftBehind = placesOf(present, LEFT_BEHIND);
  return [
    {
      topic: 'tests',
      state: tests.length > 0 ? 'done' : hasSource ? 'found' : 'open',
      places: tests.slice(0, MAX_PLACES),
    },
    { topic: 'edge-cases', state: 'open', places: [] },
    { topic: 'error-handling', state: swallowed.length > 0 ? 'found' : 'open', places: swallowed },
    { topic: 'input-validation', state: 'open', places: [] },
    { topic: 'performance', state: 'open', places: [] },
    { topic: 'left-behind', state: leftBehind.length > 0 ? 'found' : 'done', places: leftBehind },
  ];
}

function placesOf(files: readonly ChangedFile[], pattern: RegExp): string[] {
  return files
    .filter(({ path }) => isSource(path) || isTest(path))
    .flatMap(({ path, added }) =>
      added
        .filter(({ text }) => text.length <= MAX_LINE && pattern.test(text))
        .map(({ number }) => `${path}:${number}`),
    )
    .slice(0, MAX_PLACES);
}
