/** Origins of the files of a change: by their content where it is known, else carried over from what is known of them. */

import { carryAll } from '../domain/carry.ts';
import { nearestFirst } from '../domain/nearest-first.ts';
import { type Attributed, type Edit, markOf, type Run, sliceRuns } from '../domain/origin.ts';
import { lineStarts, normalise } from '../domain/text.ts';
import { HISTORY, knownOrCarried, MAX_FILE_BYTES, observe, textsFrom } from './observation.ts';
import { type FileDiff, type Git, type Ledger, LedgerError, type Oid } from './ports.ts';

export type ChangeSide = 'commit' | 'index' | 'worktree';

export interface ChangedText extends Attributed {
  /** the ledger has this very text at this path, with these runs */
  readonly isRecorded: boolean;
}

export interface ChangeOrigin {
  readonly side: ChangeSide;
  /** the edit for what nothing known explains; its time is that of the change */
  readonly unexplained: Edit;
  /** revisions whose content the change may have brought along; by default what git has in hand, nothing for a commit */
  readonly sources?: readonly string[];
}

/**
 * The new texts of a change with their origins, in order of `diffs`; `null` where there is no text.
 * What is in the index or the work tree is looked at on disk first, so that a move between files is seen as one.
 * @param ledger null: nothing is known, all of it is from before tracking or unexplained
 */
export async function attributeChange(
  git: Git,
  ledger: Ledger | null,
  diffs: readonly FileDiff[],
  { side, unexplained, sources }: ChangeOrigin,
): Promise<(ChangedText | null)[]> {
  const texts = await newTexts(git, diffs, side);
  const known = diffs.map((diff, index) => find(ledger, diff, texts[index]!));
  const isOpen = (index: number) => texts[index] !== null && !known[index];
  const isRecorded = () => diffs.map(({ status }, index) => known[index] !== null && status !== 'renamed');
  let recorded = isRecorded();
  if (!diffs.some((_, index) => isOpen(index))) return together(texts, known, recorded);

  if (ledger && side !== 'commit') {
    await observe(git, ledger, diffs.flatMap(pathsOf), unexplained).catch((error: unknown) => {
      // A ledger that cannot be written now costs no more than to see a move between files.
      if (!(error instanceof LedgerError)) throw error;
    });
    diffs.forEach((diff, index) => {
      if (isOpen(index)) known[index] = find(ledger, diff, texts[index]!);
    });
    recorded = isRecorded();
    if (!diffs.some((_, index) => isOpen(index))) return together(texts, known, recorded);
  }

  const before = await oldTexts(
    git,
    diffs.map((diff, index) => (isOpen(index) || diff.deleted.length > 0 ? diff.oldOid : null)),
  );
  const brought = await textsFrom(
    git,
    ledger,
    sources ?? (side === 'commit' ? [] : await git.incoming()),
    diffs.map(({ path }) => path),
  );
  const changes = diffs.flatMap((diff, index) => {
    if (!isOpen(index)) return [];
    const old = before[index];
    const after = texts[index]!;
    const known = [
      ...pathsOf(diff).flatMap((path) => ledger?.history(path, HISTORY) ?? []),
      ...brought[index]!,
    ];
    return {
      index,
      after,
      sources: [
        ...nearestFirst(after, known),
        // Last: text that is also in a later version has that version's origins.
        ...(typeof old === 'string' ? [knownOrCarried(ledger, diff.oldPath ?? diff.path, old)] : []),
      ],
    };
  });
  const carried = carryAll(changes, markOf(unexplained), removedLines(ledger, diffs, before));
  changes.forEach(({ index }, k) => {
    known[index] = carried[k]!;
  });
  return together(texts, known, recorded);
}

async function newTexts(git: Git, diffs: readonly FileDiff[], side: ChangeSide): Promise<(string | null)[]> {
  if (side !== 'worktree')
    return oldTexts(
      git,
      diffs.map((diff) => diff.newOid),
    );
  const texts: (string | null)[] = [];
  for (const { path, status } of diffs) {
    const text = status === 'deleted' ? null : await git.readFile(path, MAX_FILE_BYTES);
    texts.push(text === null ? null : normalise(text));
  }
  return texts;
}

async function oldTexts(git: Git, oids: readonly (Oid | null)[]): Promise<(string | null)[]> {
  const blobs = await git.blobs([...new Set(oids.filter((oid) => oid !== null))]);
  return oids.map((oid) => {
    const text = oid === null ? undefined : blobs.get(oid);
    return text === undefined ? null : normalise(text);
  });
}

function find(ledger: Ledger | null, diff: FileDiff, text: string | null): readonly Run[] | null {
  if (!ledger || text === null) return null;
  const runs = ledger.find(diff.path, text);
  return runs || diff.status !== 'renamed' || diff.oldPath === null ? runs : ledger.find(diff.oldPath, text);
}

function together(
  texts: readonly (string | null)[],
  runs: readonly (readonly Run[] | null)[],
  recorded: readonly boolean[],
): (ChangedText | null)[] {
  return texts.map((text, index) =>
    text === null ? null : { text, runs: runs[index]!, isRecorded: recorded[index]! },
  );
}

const pathsOf = ({ path, oldPath }: FileDiff): string[] =>
  oldPath !== null && oldPath !== path ? [path, oldPath] : [path];

/** The lines that a change took out of its files, each with its origins: where text that moved came from. */
function removedLines(
  ledger: Ledger | null,
  diffs: readonly FileDiff[],
  before: readonly (string | null)[],
): Attributed[] {
  return diffs.flatMap(({ path, oldPath, deleted }, index) => {
    const old = before[index];
    if (typeof old !== 'string' || deleted.length === 0) return [];
    const { text, runs } = knownOrCarried(ledger, oldPath ?? path, old);
    const starts = lineStarts(text);
    return deleted.map(({ first, last }) => {
      const from = starts[first - 1] ?? text.length;
      const to = starts[last] ?? text.length;
      return { text: text.slice(from, to), runs: sliceRuns(runs, from, to) };
    });
  });
}
