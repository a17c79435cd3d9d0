/** Facts as bytes, for another process to go on with. */

import type { Fates } from '../../domain/retention/fates.ts';
import type { RepositoryFacts } from '../../domain/retention/figures.ts';
import type { Committed, Insertion, Step } from '../../domain/retention/insertion.ts';
import { FATES } from '../../domain/retention/report.ts';
import type { KeyedFacts } from './facts.ts';

type StepCells = readonly number[];
type CommittedCells = readonly [
  atMs: number,
  characters: number,
  merged: Committed['merged'],
  incidents: Committed['incidents'],
];
type InsertionCells = readonly [
  tool: string,
  model: string | null,
  path: string,
  line: number | null,
  atMs: number,
  inserted: number,
  steps: readonly StepCells[],
  committed: CommittedCells | null,
];
interface Document extends Omit<RepositoryFacts, 'insertions' | 'name'> {
  readonly insertions: readonly InsertionCells[];
}

/** The key is the first line, so that nothing else need be read where it is another. */
export function encodeFacts({ key, facts: { name: _, ...facts } }: KeyedFacts): Uint8Array {
  const document: Document = { ...facts, insertions: facts.insertions.map(insertionCells) };
  return Buffer.from(`${key}\n${JSON.stringify(document)}`);
}

/** @returns null when the bytes are facts of another key */
export function decodeFacts(bytes: Uint8Array, key: string, name: string): RepositoryFacts | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.indexOf('\n');
  if (buffer.toString('utf8', 0, Math.max(end, 0)) !== key) return null;
  const document = JSON.parse(buffer.toString('utf8', end + 1)) as Document;
  return { ...document, name, insertions: document.insertions.map(insertionOf) };
}

const stepCells = ({ atMs, fates }: Step): StepCells => [atMs, ...FATES.map((fate) => fates[fate])];
/** Written out: it is called a million times. */
const fatesOf = ([kept, me, ai, others, deleted, undone]: readonly number[]): Fates => ({
  kept: kept!,
  'rewritten-by-me': me!,
  'rewritten-by-ai': ai!,
  'rewritten-by-others': others!,
  deleted: deleted!,
  undone: undone!,
});
const stepOf = ([atMs, ...counts]: StepCells): Step => ({
  atMs: atMs!,
  fates: fatesOf(counts),
});

const insertionCells = (it: Insertion): InsertionCells => [
  it.tool,
  it.model,
  it.path,
  it.line,
  it.atMs,
  it.inserted,
  it.steps.map(stepCells),
  it.committed && [it.committed.atMs, it.committed.characters, it.committed.merged, it.committed.incidents],
];

function insertionOf([tool, model, path, line, atMs, inserted, steps, of]: InsertionCells): Insertion {
  const committed = of && {
    atMs: of[0],
    characters: of[1],
    merged: of[2],
    incidents: of[3],
  };
  return { tool, model, path, line, atMs, inserted, steps: steps.map(stepOf), committed };
}
