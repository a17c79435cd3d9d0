/**
 * What one text became, seen from the AI insertions in it: how many of their characters are gone, and what stands in
 * their place. Non-white-space characters count; differences in white space are none.
 */

import { alignSequences } from '../line-matching.ts';
import { type Attributed, type Edit, type Run, sliceRuns } from '../origin.ts';
import { SourceText } from '../source-text.ts';
import { isWhitespace } from '../text.ts';
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
 * Cost: O(n), and that of a line diff of the differing middle.
 */
export function compareTexts(
  before: Attributed,
  after: Attributed,
  circumstances: Circumstances,
): Comparison {
  const added = new Map<Edit, number>();
  const changes = new Map<Edit, OpenChange>();
  for (const [old, now] of blocks(...differing(before, after))) {
    const { cause, unexplained } = causeFor(old, now, circumstances);
    for (const edit of new Set([...old.keys(), ...now.keys()])) {
      const [had, has] = [old.get(edit) ?? 0, now.get(edit) ?? 0];
      added.set(edit, (added.get(edit) ?? 0) + has - had);
      if (edit.origin !== 'ai') continue;
      const change = changes.get(edit) ?? { before: 0, after: 0, lost: {}, unexplained: null };
      change.before += had;
      change.after += has;
      if (had > has) {
        const loss = cause(edit);
        change.lost[loss] = (change.lost[loss] ?? 0) + had - has;
        if (loss === circumstances.hand) change.unexplained ??= unexplained;
      }
      changes.set(edit, change);
    }
  }
  const insertions = [...changes].flatMap(([edit, change]) => {
    const { lost } = change;
    const gone = Math.max(0, change.before - change.after);
    let moved = Object.values(lost).reduce((sum, count) => sum + count, 0) - gone;
    for (const loss of TAKEN_BACK) {
      const part = Math.min(moved, lost[loss] ?? 0);
      if (part === 0) continue;
      lost[loss] = lost[loss]! - part;
      moved -= part;
    }
    const isSame = change.before === change.after && gone === 0;
    return isSame ? [] : [{ edit, ...change }];
  });
  let known = 0;
  let total = 0;
  for (const [{ origin }, more] of added)
    if (more > 0) {
      total += more;
      if (origin !== 'unknown') known += more;
    }
  return { insertions, added: { known, total } };
}

/** Fates of an insertion's characters after a change that `compareTexts` found. Characters that came take losses back. */
export function afterChange(fates: Fates, { before, after, lost }: EditChange): Fates {
  const out = { ...fates, kept: Math.max(0, fates.kept + after - before) };
  for (const [loss, count] of Object.entries(lost)) out[loss as Loss] += count;
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

/** Characters of each edit. */
type Counts = ReadonlyMap<Edit, number>;

/** AI insertions of a text, with their characters. */
export const insertionsIn = (content: Attributed): Map<Edit, number> =>
  charactersBy(content, ({ origin }) => origin === 'ai');

/** Non-white-space characters of each edit that is wanted. */
export const charactersBy = ({ text, runs }: Attributed, isWanted: (edit: Edit) => boolean) =>
  counted(text, runs, 0, isWanted);

export const hasAi = (runs: readonly Run[]): boolean => runs.some(({ mark }) => mark.edit.origin === 'ai');

function counted(
  text: string,
  runs: readonly Run[],
  from: number,
  isWanted: (edit: Edit) => boolean = () => true,
  into = new Map<Edit, number>(),
): Map<Edit, number> {
  let at = from;
  for (const { length, mark } of runs) {
    const end = at + length;
    if (isWanted(mark.edit)) {
      let count = 0;
      for (; at < end; at++) if (!isWhitespace(text.charCodeAt(at))) count++;
      if (count > 0) into.set(mark.edit, (into.get(mark.edit) ?? 0) + count);
    }
    at = end;
  }
  return into;
}

/** Both texts without the lines that they begin and end with alike. */
function differing(before: Attributed, after: Attributed): [Attributed, Attributed] {
  const [a, b] = [before.text, after.text];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  start = start === 0 ? 0 : a.lastIndexOf('\n', start - 1) + 1;
  let end = 0;
  while (end < shorter - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end))
    end++;
  const lineEnd = a.indexOf('\n', a.length - end);
  end = lineEnd < 0 ? 0 : a.length - lineEnd - 1;

  const isAlike = (from: number, to: number, shift: number) =>
    areSame(sliceRuns(before.runs, from, to), sliceRuns(after.runs, from + shift, to + shift));
  if (!isAlike(0, start, 0)) start = 0;
  if (!isAlike(a.length - end, a.length, b.length - a.length)) end = 0;
  const part = ({ text, runs }: Attributed): Attributed => ({
    text: text.slice(start, text.length - end),
    runs: sliceRuns(runs, start, text.length - end),
  });
  return [part(before), part(after)];
}

const areSame = (a: readonly Run[], b: readonly Run[]): boolean =>
  a.length === b.length &&
  a.every(({ length, mark }, at) => length === b[at]!.length && mark.edit === b[at]!.mark.edit);

/** Blocks of lines that differ, in their text or in whose it is, as counts before and after. */
function* blocks(before: Attributed, after: Attributed): Generator<[Counts, Counts]> {
  if (before.text === '' && after.text === '') return;
  const old = new SourceText(before);
  const now = new SourceText(after);
  const partner = alignSequences(old.lines.keys, now.lines.keys);
  const counts = (of: SourceText, first: number, last: number): Counts => {
    const [from, to] = [of.lines.starts[first]!, of.lines.starts[last]!];
    return from === to ? new Map() : counted(of.lines.text, of.slice(from, to), from);
  };
  let oldAt = 0;
  let nowAt = 0;
  for (let line = 0; line <= partner.length; line++) {
    const at = line < partner.length ? partner[line]! : old.lines.keys.length;
    if (at < 0) continue;
    if (oldAt < at || nowAt < line) yield [counts(old, oldAt, at), counts(now, nowAt, line)];
    if (line < partner.length && !isOfSame(old, at, now, line))
      yield [counts(old, at, at + 1), counts(now, line, line + 1)];
    oldAt = at + 1;
    nowAt = line + 1;
  }
}

/** Whether two lines that say the same are of one and the same edit, as most are. */
function isOfSame(old: SourceText, oldLine: number, now: SourceText, line: number): boolean {
  const [from, to] = [old.lines.starts[oldLine]!, old.lines.starts[oldLine + 1]!];
  const [start, end] = [now.lines.starts[line]!, now.lines.starts[line + 1]!];
  const [a, b] = [old.slice(from, to), now.slice(start, end)];
  return a.length === 1 && b.length === 1 && a[0]!.mark.edit === b[0]!.mark.edit;
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
  for (const [edit, count] of now) {
    const more = count - (old.get(edit) ?? 0);
    if (more <= 0) continue;
    if (edit.origin === 'ai') byAi += more;
    else byHand += more;
    if (edit.kind === 'external') unexplained ??= edit;
    newest = Math.max(newest, edit.atMs);
  }
  const cause = (edit: Edit): Loss => {
    if (byAi + byHand === 0) return 'deleted';
    if (canReturn && newest < edit.atMs) return 'undone';
    return byAi > byHand ? 'rewritten-by-ai' : hand;
  };
  return { cause, unexplained };
}
