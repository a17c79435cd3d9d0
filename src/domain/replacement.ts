/** What becomes of origins when text is replaced by something that is not a keystroke: a formatter, a tool, a reload. */

import { carry, carryAll } from './carry.ts';
import type { TextChange } from './evidence.ts';
import { type Attributed, type Mark, type Run, sliceRuns, uniform } from './origin.ts';
import { withoutWhitespace } from './text.ts';

/** `removed` at `from` gave way to `inserted`. */
export interface Replacement {
  readonly from: number;
  readonly removed: Attributed;
  readonly inserted: string;
}

export interface AttributedReplacement extends Replacement {
  /** cover `inserted` */
  readonly runs: readonly Run[];
  /** text went that is not accounted for: its neighbours are to be touched */
  readonly leavesGap: boolean;
}

/** Replaced text from this size on is compared with what replaces it, to see what stayed. UTF-16 code units. */
const COMPARED_FROM = 16;

/** The change without what the text before and after it have in common. */
export function trimmed({ offset, text }: TextChange, removed: Attributed): Replacement {
  const shorter = Math.min(text.length, removed.text.length);
  let start = 0;
  while (start < shorter && text.charCodeAt(start) === removed.text.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && text.at(-1 - end) === removed.text.at(-1 - end)) end++;
  if (start + end === 0) return { from: offset, removed, inserted: text };
  const last = removed.text.length - end;
  return {
    from: offset + start,
    removed: { text: removed.text.slice(start, last), runs: sliceRuns(removed.runs, start, last) },
    inserted: text.slice(start, text.length - end),
  };
}

/**
 * The origins of what one event inserted. What differs in white space alone keeps them, as does text that moved from one
 * of the places to another, and of longer texts the parts that stayed; the rest takes `inserted`.
 * @param besides the mark that new white space takes when nothing says who wanted it
 */
export function attributeReplacements(
  replacements: readonly Replacement[],
  inserted: Mark,
  besides: (replacement: Replacement) => Mark,
): AttributedReplacement[] {
  const bareRemoved = replacements.map(({ removed }) => withoutWhitespace(removed.text));
  const bareInserted = replacements.map((it) => withoutWhitespace(it.inserted));
  const source = movesBetween(bareRemoved, bareInserted);
  const hasLeft = new Set(source);
  const isByAi = inserted.edit.origin === 'ai';
  const compared = compareLong(
    replacements.filter((_, at) => source[at] === undefined && !hasLeft.has(at)),
    inserted,
  );

  return replacements.map((replacement, at) => {
    const text = replacement.inserted;
    const from = source[at];
    const isGap = bareRemoved[at] !== '' && !isByAi && !hasLeft.has(at);
    const result = (runs: readonly Run[], leavesGap = isGap) => ({ ...replacement, runs, leavesGap });

    if (from !== undefined) return result(carry(text, [replacements[from]!.removed], inserted));
    if (bareInserted[at] === '')
      return result(uniform(text.length, isByAi ? inserted : besides(replacement)));
    const runs = compared.get(replacement);
    // The comparison has touched what is beside its gaps.
    return runs ? result(runs, false) : result(uniform(text.length, inserted));
  });
}

/** Compares what longer texts gave way to with all that gave way, to see what stayed or moved. */
function compareLong(replacements: readonly Replacement[], inserted: Mark): Map<Replacement, readonly Run[]> {
  const isLong = (text: string) => text.length >= COMPARED_FROM;
  const gone = replacements.filter(({ removed }) => isLong(removed.text));
  const come = replacements.filter((it) => isLong(it.inserted));
  if (gone.length === 0 || come.length === 0) return new Map();
  const changes = replacements.map((it) => ({
    after: come.includes(it) ? it.inserted : '',
    sources: gone.includes(it) ? [it.removed] : [],
  }));
  const runs = carryAll(changes, inserted);
  return new Map(come.map((it) => [it, runs[replacements.indexOf(it)]!]));
}

/** For each inserted text the place, this one or another, whose removed text it is but for white space. */
function movesBetween(removed: readonly string[], inserted: readonly string[]): (number | undefined)[] {
  const left = new Map<string, number[]>();
  removed.forEach((bare, at) => {
    if (bare !== '') left.set(bare, [...(left.get(bare) ?? []), at]);
  });
  const take = (bare: string, at: number): number | undefined => {
    const places = left.get(bare);
    const index = places?.includes(at) ? places.indexOf(at) : 0;
    return places?.splice(index, 1)[0];
  };
  const found = inserted.map((bare, at) => (removed[at] === bare ? take(bare, at) : undefined));
  return found.map((place, at) => place ?? take(inserted[at]!, at));
}
