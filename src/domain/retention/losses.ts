/**
 * What one text became, seen from the AI insertions in it: how many of their characters are gone, and what stands in
 * their place. Non-white-space characters count; differences in white space are none.
 */

import { alignSequences } from '../line-matching.ts';
import type { Attributed, Edit, Run } from '../origin.ts';
import { isWhitespace } from '../text.ts';
import { addLine, type CountedLines, type Counts, countedLines } from './counted-lines.ts';
import { type Fates, type Loss, TAKEN_BACK } from './fates.ts';

/** An AI insertion of which one text has more, or other, characters than the other. */
export interface EditChange {
  readonly edit: Edit;
  /** its characters before and after */
  readonly before: number;
  readonly after: number;
  /** what became of those that went; they add up to `before - after`, or to nothing where there are more now */
  readonly lost: Readonly<Partial<Record<Loss, number>>>;
  /** text that nothing explains yet and that took their place: should it turn out to be of an AI, so was the rewriting */
  readonly unexplained: Edit | null;
}

export interface Comparison {
  /** those with a difference */
  readonly insertions: readonly EditChange[];
  /** characters that came, whoever wrote them, and those of AI or human origin among them */
  readonly added: { readonly known: number; readonly total: number };
}

export interface Circumstances {
  /** whose doing it is where text that no AI wrote takes the place of text that one did */
  readonly hand: 'rewritten-by-me' | 'rewritten-by-others';
  /** older text in the place of newer text was there before: the newer text was undone */
  readonly canReturn: boolean;
}

/**
 * The unit is a block of lines that differ. Characters that went from it were rewritten by what came into it, the origin
 * with most characters; where nothing came, they were deleted. An insertion's characters that came elsewhere in the text
 * have moved and are not lost.
 * Cost: O(n), and that of a line diff.
 */
export function compareTexts(
  before: Attributed,
  after: Attributed,
  circumstances: Circumstances,
): Comparison {
  const old = countedLines(before);
  return compareLines(old, countedLines(after, old), circumstances);
}

/** `compareTexts` of texts whose lines have been counted. */
export function compareLines(
  before: CountedLines,
  after: CountedLines,
  circumstances: Circumstances,
): Comparison {
  const added: Counts = new Map();
  const changes = new Map<Edit, OpenChange>();
  eachBlock(before, after, (old, now) => {
    const { cause, unexplained } = causeFor(old, now, circumstances);
    const tell = (edit: Edit, had: number, has: number) => {
      added.set(edit, (added.get(edit) ?? 0) + has - had);
      if (edit.origin !== 'ai') return;
      let change = changes.get(edit);
      if (!change) {
        change = { before: 0, after: 0, lost: {}, unexplained: null };
        changes.set(edit, change);
      }
      change.before += had;
      change.after += has;
      if (had <= has) return;
      const loss = cause(edit);
      change.lost[loss] = (change.lost[loss] ?? 0) + had - has;
      if (loss === circumstances.hand) change.unexplained ??= unexplained;
    };
    old.forEach((had, edit) => {
      tell(edit, had, now.get(edit) ?? 0);
    });
    now.forEach((has, edit) => {
      if (!old.has(edit)) tell(edit, 0, has);
    });
  });
  const insertions: EditChange[] = [];
  changes.forEach((change, edit) => {
    const { lost } = change;
    const gone = Math.max(0, change.before - change.after);
    let moved = -gone;
    for (const loss of TAKEN_BACK) moved += lost[loss] ?? 0;
    for (const loss of TAKEN_BACK) {
      const part = Math.min(moved, lost[loss] ?? 0);
      if (part === 0) continue;
      lost[loss] = lost[loss]! - part;
      moved -= part;
    }
    if (change.before !== change.after) insertions.push({ edit, ...change });
  });
  let known = 0;
  let total = 0;
  added.forEach((more, { origin }) => {
    if (more <= 0) return;
    total += more;
    if (origin !== 'unknown') known += more;
  });
  return { insertions, added: { known, total } };
}

/** Fates of an insertion's characters after a change that `compareTexts` found. Characters that came take losses back. */
export function afterChange(fates: Fates, { before, after, lost }: EditChange): Fates {
  const out = { ...fates, kept: Math.max(0, fates.kept + after - before) };
  for (const loss of TAKEN_BACK) out[loss] += lost[loss] ?? 0;
  let back = Math.max(0, after - before);
  for (const loss of TAKEN_BACK) {
    const part = Math.min(back, out[loss]);
    out[loss] -= part;
    back -= part;
  }
  return out;
}

interface OpenChange {
  before: number;
  after: number;
  lost: Partial<Record<Loss, number>>;
  unexplained: Edit | null;
}

/** AI insertions of a text, with their characters. */
export const insertionsIn = (content: Attributed): Map<Edit, number> =>
  charactersBy(content, ({ origin }) => origin === 'ai');

/** Non-white-space characters of each edit that is wanted. */
export function charactersBy({ text, runs }: Attributed, isWanted: (edit: Edit) => boolean): Counts {
  const counts: Counts = new Map();
  let at = 0;
  for (const { length, mark } of runs) {
    const end = at + length;
    if (isWanted(mark.edit)) {
      let count = 0;
      for (; at < end; at++) if (!isWhitespace(text.charCodeAt(at))) count++;
      if (count > 0) counts.set(mark.edit, (counts.get(mark.edit) ?? 0) + count);
    }
    at = end;
  }
  return counts;
}

export const hasAi = (runs: readonly Run[]): boolean => runs.some(({ mark }) => mark.edit.origin === 'ai');

/** Calls `visit` for blocks of lines that differ, in their text or in whose it is, with counts before and after. */
function eachBlock(
  before: CountedLines,
  after: CountedLines,
  visit: (old: Counts, now: Counts) => void,
): void {
  const partner = alignSequences(before.keys, after.keys);
  const counts = (of: CountedLines, from: number, to: number): Counts => {
    const found: Counts = new Map();
    for (let line = from; line < to; line++) addLine(found, of, line);
    return found;
  };
  let oldAt = 0;
  let nowAt = 0;
  for (let line = 0; line <= partner.length; line++) {
    const at = line < partner.length ? partner[line]! : before.keys.length;
    if (at < 0) continue;
    if (oldAt < at || nowAt < line) visit(counts(before, oldAt, at), counts(after, nowAt, line));
    if (line < partner.length && before.owners[at] !== after.owners[line])
      visit(counts(before, at, at + 1), counts(after, line, line + 1));
    oldAt = at + 1;
    nowAt = line + 1;
  }
}

/** What took the place of text that went from a block. */
function causeFor(
  old: Counts,
  now: Counts,
  { hand, canReturn }: Circumstances,
): { cause: (edit: Edit) => Loss; unexplained: Edit | null } {
  let unexplained: Edit | null = null;
  let byAi = 0;
  let byHand = 0;
  let newest = Number.NEGATIVE_INFINITY;
  now.forEach((count, edit) => {
    const more = count - (old.get(edit) ?? 0);
    if (more <= 0) return;
    if (edit.origin === 'ai') byAi += more;
    else byHand += more;
    if (edit.kind === 'external') unexplained ??= edit;
    newest = Math.max(newest, edit.atMs);
  });
  const cause = (edit: Edit): Loss => {
    if (byAi + byHand === 0) return 'deleted';
    if (canReturn && newest < edit.atMs) return 'undone';
    return byAi > byHand ? 'rewritten-by-ai' : hand;
  };
  return { cause, unexplained };
}
