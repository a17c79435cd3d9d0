/** Facts as bytes, for another process to go on with. */

import type { Fates } from '../../domain/retention/fates.ts';
import type { RepositoryFacts } from '../../domain/retention/figures.ts';
import type { Committed, Insertion, Step } from '../../domain/retention/insertion.ts';
import { FATES } from '../../domain/retention/report.ts';
import type { KeyedFacts } from './facts.ts';

/** Strings are numbers in `names`; -1 is null. Of each step in turn: how long after the one before, and its fates. */
type InsertionCells = readonly [
  tool: number,
  model: number,
  path: number,
  line: number | null,
  atMs: number,
  inserted: number,
  steps: readonly number[],
  committed: CommittedCells | null,
];
/** Both times as so much after the insertion. */
type CommittedCells = readonly [
  afterMs: number,
  characters: number,
  mergedAfterMs: number | null,
  mergedCharacters: number,
  ...incidents: Committed['incidents'],
];
interface Document extends Omit<RepositoryFacts, 'insertions' | 'name'> {
  readonly names: readonly string[];
  readonly insertions: readonly InsertionCells[];
}

const STEP_CELLS = 1 + FATES.length;

/** The key is the first line, so that nothing else need be read where it is another. */
export function encodeFacts({ key, facts: { name: _, ...facts } }: KeyedFacts): Uint8Array {
  const names = new Map<string, number>();
  const numberOf = (name: string | null): number => {
    if (name === null) return -1;
    const known = names.get(name) ?? names.size;
    names.set(name, known);
    return known;
  };
  const insertions = facts.insertions.map(
    ({ tool, model, path, line, atMs, inserted, steps, committed }): InsertionCells => [
      numberOf(tool),
      numberOf(model),
      numberOf(path),
      line,
      atMs,
      inserted,
      stepCells(steps, atMs),
      committed && committedCells(committed, atMs),
    ],
  );
  const document: Document = { ...facts, insertions, names: [...names.keys()] };
  return Buffer.from(`${key}\n${JSON.stringify(document)}`);
}

/** @returns null when the bytes are facts of another key */
export function decodeFacts(bytes: Uint8Array, key: string, name: string): RepositoryFacts | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.indexOf('\n');
  if (buffer.toString('utf8', 0, Math.max(end, 0)) !== key) return null;
  const { names, ...document } = JSON.parse(buffer.toString('utf8', end + 1)) as Document;
  const insertions = document.insertions.map(
    ([tool, model, path, line, atMs, inserted, steps, committed]): Insertion => ({
      tool: names[tool]!,
      model: names[model] ?? null,
      path: names[path]!,
      line,
      atMs,
      inserted,
      steps: stepsOf(steps, atMs),
      committed: committed && committedOf(committed, atMs),
    }),
  );
  return { ...document, name, insertions };
}

const committedCells = (
  { atMs, characters, merged, incidents }: Committed,
  sinceMs: number,
): CommittedCells => [
  atMs - sinceMs,
  characters,
  merged && merged.atMs - sinceMs,
  merged?.characters ?? 0,
  ...incidents,
];

const committedOf = (
  [afterMs, characters, mergedAfterMs, mergedCharacters, ...incidents]: CommittedCells,
  sinceMs: number,
): Committed => ({
  atMs: sinceMs + afterMs,
  characters,
  merged: mergedAfterMs === null ? null : { atMs: sinceMs + mergedAfterMs, characters: mergedCharacters },
  incidents,
});

function stepCells(steps: readonly Step[], sinceMs: number): number[] {
  const cells: number[] = [];
  let beforeMs = sinceMs;
  for (const { atMs, fates } of steps) {
    cells.push(atMs - beforeMs);
    for (const fate of FATES) cells.push(fates[fate]);
    beforeMs = atMs;
  }
  return cells;
}

function stepsOf(cells: readonly number[], sinceMs: number): Step[] {
  const steps: Step[] = [];
  let atMs = sinceMs;
  for (let i = 0; i < cells.length; i += STEP_CELLS) {
    atMs += cells[i]!;
    steps.push({ atMs, fates: fatesAt(cells, i + 1) });
  }
  return steps;
}

/** Written out: it is called a million times. */
const fatesAt = (cells: readonly number[], i: number): Fates => ({
  kept: cells[i]!,
  'rewritten-by-me': cells[i + 1]!,
  'rewritten-by-ai': cells[i + 2]!,
  'rewritten-by-others': cells[i + 3]!,
  deleted: cells[i + 4]!,
  undone: cells[i + 5]!,
});
