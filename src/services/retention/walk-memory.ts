/**
 * What a walk through history has worked out, kept in the ledger for the next one, which then looks at no text of a file
 * but those that are new since. It holds whichever way history went on, by commits, amends, merges or rebases, because it
 * says what is known of contents and not how far a walk came.
 */

import { BASELINE, type Edit, markOf, pushRun, type Run, touched } from '../../domain/origin.ts';
import { type Fates, NO_FATES } from '../../domain/retention/fates.ts';
import { FATES } from '../../domain/retention/report.ts';
import { FORGOTTEN, NOTHING, type State } from './path-states.ts';
import type { EditRecord, RetentionRecord } from './ports.ts';

const CACHE = 'states';
/** Of the way in which states are worked out and written down. */
const VERSION = 1;
/** More is not kept: it would be written again with every few commits. */
const MAX_BYTES = 8 * 1024 * 1024;
/** What a tool reports may come later than the commit: so long states are worked out again. */
const SETTLED_MS = 60 * 60 * 1000;

export interface Circumstances {
  readonly records: readonly EditRecord[];
  /** addresses that the user commits with */
  readonly own: ReadonlySet<string>;
  readonly nowMs: number;
}

/** States by the path with the blob. */
export type States = ReadonlyMap<string, State>;

interface Document {
  readonly version: number;
  readonly own: readonly string[];
  /** states are of commits until then */
  readonly untilMs: number;
  /** what was told of edits until then */
  readonly told: string;
  /** by uid where the ledger has it */
  readonly edits: readonly (string | Edit)[];
  /** parents before what was worked out from them */
  readonly states: readonly StateCells[];
}

type StateCells = readonly [
  key: string,
  /** the number of the state it was worked out from, or one of those below */
  old: number,
  madeAtMs: number,
  knownAdded: number,
  totalAdded: number,
  /** lengths and marks as `runCells` has them; 0: the ledger knows, 1: forgotten */
  runs: readonly number[] | 0 | 1,
  /** edit and counts by fate, of those that changed */
  fates: readonly number[],
];
const OF_NOTHING = -1;
const UNFOLLOWED = -2;

/** @returns none where something is different that they depend on */
export function recallStates(ledger: RetentionRecord, circumstances: Circumstances): States {
  const bytes = ledger.readCache(CACHE);
  const document = bytes && parsed(bytes);
  if (!document || !isValid(document, circumstances)) return new Map();
  const edits = ledger.reading(() =>
    document.edits.map((edit) => {
      const uid = typeof edit === 'string' ? edit : edit.uid;
      return uid === BASELINE.uid ? BASELINE : (ledger.editOf(uid) ?? edit);
    }),
  );
  if (edits.some((edit) => typeof edit === 'string')) return new Map();
  const states: State[] = [];
  for (const cells of document.states) states.push(stateIn(cells, states, edits as Edit[]));
  return new Map(states.map((state, at) => [document.states[at]![0], state]));
}

/**
 * Keeps what is settled of `states`, if that is more than was `recalled`.
 * @param states parents before what was worked out from them
 */
export function rememberStates(
  ledger: RetentionRecord,
  states: States,
  recalled: States,
  { records, own, nowMs }: Circumstances,
): void {
  const untilMs = nowMs - SETTLED_MS;
  const kept = new Map<State, number>();
  const keys: string[] = [];
  const superseded = new Set<State>();
  let isMore = false;
  for (const [key, state] of states) {
    const old = state.since?.old ?? NOTHING;
    if (state.madeAtMs > untilMs || (old !== NOTHING && !kept.has(old))) continue;
    kept.set(state, kept.size);
    keys.push(key);
    superseded.add(old);
    isMore ||= recalled.get(key) !== state;
  }
  if (!isMore) return;
  const edits = new Map<Edit, number>();
  const numberOf = (edit: Edit): number => {
    const known = edits.get(edit) ?? edits.size;
    edits.set(edit, known);
    return known;
  };
  const cells = [...kept].map(([state, at]): StateCells => {
    const { since, madeAtMs, added, runs } = state;
    const old = !since ? UNFOLLOWED : since.old === NOTHING ? OF_NOTHING : kept.get(since.old)!;
    const origins = !runs ? 0 : superseded.has(state) || runs === FORGOTTEN ? 1 : runCells(runs, numberOf);
    return [keys[at]!, old, madeAtMs, added.known, added.total, origins, fateCells(state, numberOf)];
  });
  const document: Document = {
    version: VERSION,
    own: [...own].sort(),
    untilMs,
    told: toldUntil(untilMs, records),
    edits: ledger.reading(() =>
      [...edits.keys()].map((edit) => (ledger.editOf(edit.uid) === edit ? edit.uid : edit)),
    ),
    states: cells,
  };
  const bytes = Buffer.from(JSON.stringify(document));
  if (bytes.length <= MAX_BYTES) ledger.writeCache(CACHE, bytes);
}

function parsed(bytes: Uint8Array): Document | null {
  try {
    const document = JSON.parse(Buffer.from(bytes).toString('utf8')) as Document;
    return document.version === VERSION ? document : null;
  } catch {
    return null;
  }
}

function isValid(document: Document, { records, own }: Circumstances): boolean {
  const isOwn = document.own.length === own.size && document.own.every((address) => own.has(address));
  return isOwn && document.told === toldUntil(document.untilMs, records);
}

/** Different when more, or other things, have become known of what was done until then. */
function toldUntil(untilMs: number, records: readonly EditRecord[]): string {
  let edits = 0;
  let characters = 0;
  for (const { edit, insertions } of records) {
    if (edit.atMs > untilMs) continue;
    edits++;
    for (const insertion of insertions) characters += insertion.characters;
  }
  return `${edits}:${characters}`;
}

function stateIn(cells: StateCells, before: readonly State[], edits: readonly Edit[]): State {
  const [, oldAt, madeAtMs, known, total, origins, fates] = cells;
  const added = { known, total };
  const runs = origins === 0 ? null : origins === 1 ? FORGOTTEN : runsIn(origins, edits);
  const now: { key: Edit; value: Fates }[] = [];
  for (let at = 0; at < fates.length; at += 1 + FATES.length)
    now.push({ key: edits[fates[at]!]!, value: fatesIn(fates, at + 1) });
  if (oldAt === UNFOLLOWED) return { fates: NOTHING.fates.with(now), runs, since: null, added, madeAtMs };
  const old = oldAt === OF_NOTHING ? NOTHING : before[oldAt]!;
  const changed = now.map(({ key, value }) => ({
    edit: key,
    now: value,
    before: old.fates.get(key) ?? NO_FATES,
  }));
  return { fates: old.fates.with(now), runs, since: { old, changed }, added, madeAtMs };
}

function fateCells({ since, fates }: State, numberOf: (edit: Edit) => number): number[] {
  const cells: number[] = [];
  const add = (edit: Edit, of: Fates) => {
    cells.push(numberOf(edit));
    for (const fate of FATES) cells.push(of[fate]);
  };
  if (since) for (const { edit, now } of since.changed) add(edit, now);
  else for (const [edit, its] of fates.entries()) add(edit, its);
  return cells;
}

const fatesIn = (cells: readonly number[], at: number): Fates => ({
  kept: cells[at]!,
  'rewritten-by-me': cells[at + 1]!,
  'rewritten-by-ai': cells[at + 2]!,
  'rewritten-by-others': cells[at + 3]!,
  deleted: cells[at + 4]!,
  undone: cells[at + 5]!,
});

/** Of each run its length, and the number of its edit doubled, plus one when touched. */
const runCells = (runs: readonly Run[], numberOf: (edit: Edit) => number): number[] =>
  runs.flatMap(({ length, mark }) => [length, numberOf(mark.edit) * 2 + (mark.touched ? 1 : 0)]);

function runsIn(cells: readonly number[], edits: readonly Edit[]): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < cells.length; at += 2) {
    const mark = markOf(edits[cells[at + 1]! >> 1]!);
    pushRun(runs, cells[at]!, cells[at + 1]! % 2 === 1 ? touched(mark) : mark);
  }
  return runs;
}
