/** Insertions that look typed, until the selection that a key press brings confirms them. */

import { confirmsKeystroke, type SelectionContext, type TextChange } from './evidence.ts';
import type { Edit } from './origin.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

type Shape = 'character' | 'line-break';

interface Pending {
  readonly shape: Shape;
  /** ascending, in the document as it is now */
  ranges: readonly Range[];
  /** what the characters carry meanwhile */
  readonly edit: Edit;
  readonly untilMs: number;
}

/** The selection comes with the change as a rule; on a busy machine a little later. */
const CONFIRMED_WITHIN_MS = 1_500;
/** Where the caret stays where it is, as when an input method puts one character in place of one, the next key has to do. */
const CONFIRMED_BY_NEXT_KEY_MS = 30_000;
/** After Enter the editor does not say that a key was pressed; an extension that writes text looks the same. */
const QUIET_MS = 5_000;

export class Keystrokes {
  #pending: Pending[] = [];
  #unexplainedAtMs = Number.NEGATIVE_INFINITY;

  /**
   * What may be a keystroke has been inserted, after `moved`.
   * @param changes last first
   * @param isStill the caret was behind it already, so that no selection is to be expected
   */
  typed(shape: Shape, changes: readonly TextChange[], edit: Edit, atMs: number, isStill = false): void {
    let shift = 0;
    const ranges = changes.toReversed().map(({ offset, length, text }) => {
      const from = offset + shift;
      shift += text.length - length;
      return { from, to: from + text.length };
    });
    const untilMs = atMs + (isStill ? CONFIRMED_BY_NEXT_KEY_MS : CONFIRMED_WITHIN_MS);
    this.#pending.push({ shape, ranges, edit, untilMs });
  }

  /** The document has changed. @param changes last first */
  moved(changes: readonly TextChange[]): void {
    for (const pending of this.#pending)
      pending.ranges = pending.ranges.map((range) => changes.reduce(moveRange, range));
  }

  /** Text was inserted that is no keystroke. */
  interrupted(atMs: number): void {
    this.#unexplainedAtMs = atMs;
  }

  forget(): void {
    this.#pending = [];
  }

  /** Whether `edit` is what an insertion carries that is still to be confirmed. */
  awaits(edit: Edit): boolean {
    return this.#pending.some((it) => it.edit === edit);
  }

  /** @returns the ranges that this selection proves typed, with what their characters carry until now */
  confirmed(selection: SelectionContext, atMs: number): (Range & { edit: Edit })[] {
    if (this.#pending.some((it) => atMs > it.untilMs)) this.#drop(atMs);
    const last = this.#pending.findLastIndex(({ shape, ranges }) =>
      confirmsKeystroke(shape, ranges, selection),
    );
    if (last < 0) {
      if (this.#disproves(selection)) this.#drop(atMs);
      return [];
    }
    // After Enter, another sign of life is wanted where something else has been writing here.
    const isEnter = selection.kind === undefined;
    if (isEnter && atMs - this.#unexplainedAtMs < QUIET_MS) return [];
    let first = last;
    while (first > 0 && isBehind(this.#pending[first - 1]!, this.#pending[first]!)) first--;
    const typed = this.#pending.slice(first, last + 1);
    this.#pending = this.#pending.slice(last + 1);
    return typed.flatMap(({ ranges, edit }) => ranges.map((range) => ({ ...range, edit })));
  }

  /** Without a key the caret follows what was inserted at it, and the selection tells of no keyboard. */
  #disproves({ kind, selections }: SelectionContext): boolean {
    if (kind !== undefined) return true;
    const { shape, ranges } = this.#pending.at(-1) ?? {};
    return shape === 'character' && ranges!.some(({ to }) => selections.some(({ active }) => active === to));
  }

  #drop(atMs: number): void {
    if (this.#pending.length > 0) this.#unexplainedAtMs = atMs;
    this.#pending = [];
  }
}

/** Whether `next` was inserted where the caret was left by `before`. */
const isBehind = (before: Pending, next: Pending): boolean =>
  next.ranges.every(({ from }) => before.ranges.some((it) => it.from <= from && from <= it.to));

function moveRange({ from, to }: Range, { offset, length, text }: TextChange): Range {
  const end = offset + length;
  const growth = text.length - length;
  return {
    from: end <= from ? from + growth : Math.min(from, offset),
    to: offset >= to ? to : end <= to ? to + growth : offset,
  };
}
