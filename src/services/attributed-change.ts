/** A change against one parent or several: which of its files count, and every line it adds with its origin. */

import { addedLines, intersectRanges, type NumberedLine } from '../domain/added-lines.ts';
import type { Config } from '../domain/config.ts';
import { tallyLines } from '../domain/line-classes.ts';
import { explainByNote, linesOfNote } from '../domain/note-lines.ts';
import type { Note } from '../domain/notes.ts';
import { type Attributed, unexplainedAt } from '../domain/origin.ts';
import { attributeChange, type ChangeSide } from './attribution.ts';
import { pathMatcher } from './path-globs.ts';
import type { FileDiff, Git, Ledger, LineRange, Oid, TreeSide } from './ports.ts';

export interface AttributedFile {
  readonly diff: FileDiff;
  /** the new text, null where it is not to be had */
  readonly content: Attributed | null;
  readonly lines: readonly NumberedLine[];
  /** the ledger has this very content already */
  readonly isRecorded: boolean;
  /** added lines whose text is not to be had */
  readonly missing: number;
}

export interface AttributedChange {
  readonly files: readonly AttributedFile[];
  /** added lines of files counted apart: binary, generated, submodules, those that `config.exclude` names */
  readonly excluded: number;
}

export interface ChangeDeps {
  readonly git: Git;
  /** null: nothing is known */
  readonly ledger: Ledger | null;
  readonly config: Config;
}

/**
 * What `to` adds with respect to every one of `parents` (to nothing when there are none).
 * @param atMs time of the change, for what nothing explains
 * `note`: what the note of a commit says, for lines of which nothing else is known.
 * `sources`: revisions whose content the change may have brought along, e.g. the commits it is a rewrite of.
 */
export async function attributedChange(
  { git, ledger, config }: ChangeDeps,
  parents: readonly Oid[],
  to: TreeSide,
  atMs: number,
  { note = null, sources }: { note?: Note | null; sources?: readonly string[] } = {},
): Promise<AttributedChange> {
  const diffs = await diffWithEvery(git, parents, to);
  const isExcluded = await pathMatcher(config.exclude);
  // Both at once: a commit waits for them, and few files are generated.
  const [generated, texts] = await Promise.all([
    git.generated(diffs.map(({ path }) => path)),
    git.blobs(
      diffs.flatMap(({ path, binary, newOid }) =>
        binary || newOid === null || isExcluded(path) ? [] : newOid,
      ),
    ),
  ]);
  const isApart = ({ path, binary }: FileDiff) => binary || generated.has(path) || isExcluded(path);
  const counted = diffs.filter((diff) => !isApart(diff));
  let excluded = 0;
  for (const diff of diffs) if (isApart(diff)) excluded += sizeOf(diff.added);

  const side: ChangeSide = typeof to === 'string' ? to : 'commit';
  const contents = await attributeChange(withTexts(git, texts), ledger, counted, {
    side,
    unexplained: unexplainedAt(atMs),
    ...(sources && { sources }),
  });
  const files: AttributedFile[] = [];
  counted.forEach((diff, index) => {
    const known = contents[index] ?? null;
    const content = known && note ? explainByNote(known, linesOfNote(note, diff.path), atMs) : known;
    // A submodule has no text.
    if (!content && diff.special) excluded += sizeOf(diff.added);
    else {
      const lines = content ? addedLines(diff.added, tallyLines(content), content.text.split('\n')) : [];
      const missing = sizeOf(diff.added) - lines.length;
      files.push({ diff, content, lines, missing, isRecorded: known?.isRecorded ?? false });
    }
  });
  return { files, excluded };
}

const withTexts = (git: Git, texts: ReadonlyMap<Oid, string>): Git => ({
  ...git,
  async blobs(oids) {
    const others = oids.filter((oid) => !texts.has(oid));
    const found = others.length > 0 ? await git.blobs(others) : new Map<Oid, string>();
    for (const oid of oids) if (texts.has(oid)) found.set(oid, texts.get(oid)!);
    return found;
  },
});

/** The diff with the first parent, of which only those lines are left that differ from the others as well. */
async function diffWithEvery(git: Git, parents: readonly Oid[], to: TreeSide): Promise<FileDiff[]> {
  const [diffs = [], ...others] = await Promise.all(
    parents.length === 0 ? [git.diff(null, to)] : parents.map((parent) => git.diff(parent, to)),
  );
  return others.reduce<FileDiff[]>((common, other) => {
    const byPath = new Map(other.map((diff) => [diff.path, diff]));
    return common.flatMap((diff) => {
      const same = byPath.get(diff.path);
      return same ? [{ ...diff, added: intersectRanges([diff.added, same.added]) }] : [];
    });
  }, diffs);
}

/** Lines in `ranges`. */
export const sizeOf = (ranges: readonly LineRange[]): number =>
  ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
