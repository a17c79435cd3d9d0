/**
 * Insertions that no single event explains, seen together with what goes before and comes after them: an inline suggestion
 * that was accepted past our keys, a text that an AI tool streams into a document. What is found here is `inferred`.
 */

import {
  type Explanation,
  inferredSuggestion,
  type SelectionContext,
  STREAMED,
  type TextChange,
  UNEXPLAINED,
} from './evidence.ts';
import type { Edit } from './origin.ts';
import type { Replacement } from './replacement.ts';
import { withoutWhitespace } from './text.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Text that nothing explained when it came. Its range is in the document as it is now. */
interface Insertion extends Range {
  /** what its characters carry */
  readonly edit: Edit;
  readonly text: string;
}

/** The characters of `range` that carry one of `edits` are to be explained otherwise. */
export interface Finding {
  readonly range: Range;
  readonly edits: ReadonlySet<Edit>;
  readonly explanation: Explanation;
  /** what an earlier finding of this explanation has led to, if this one goes on with it */
  readonly as?: Edit | undefined;
}

/** Puts a finding into effect, and gives what the characters carry then. */
export type Explain = (finding: Finding) => Edit;

interface Circumstances {
  /** an AI tool runs that may be its author */
  readonly assistant?: string | undefined;
  readonly takesKeys: boolean;
  readonly atMs: number;
}

/** An insertion at the caret that may be an inline suggestion, and what became of that. */
interface Candidate {
  readonly insertion: Insertion;
  readonly assistant: string;
  readonly atMs: number;
  /** the caret was behind it; what its characters carry since */
  explained?: Edit;
}

/** The editor has asked for inline suggestions. */
export interface SuggestionRequest {
  readonly offset: number;
  /** what the list of completions would insert now, if it is on the screen */
  readonly completion?: string | undefined;
  readonly atMs: number;
}

interface Stream {
  range: Range;
  readonly edits: Set<Edit>;
  pieces: number;
  characters: number;
  atMs: number;
  /** what it carries since it is known to be a stream */
  explained?: Edit;
}

/** For so long a suggestion is looked at. */
const SUGGESTED_WITHIN_MS = 120_000;
/** The list of completions is gone before what it inserts arrives. */
const LISTED_WITHIN_MS = 10_000;
const MAX_LISTED = 16;
/** The selection comes with the change as a rule; on a busy machine a little later. */
const SELECTED_WITHIN_MS = 1_500;
/** A model that takes longer for the next piece has begun something else. */
const PIECE_WITHIN_MS = 3_000;
const MIN_PIECES = 3;
/** Of a stream, not counting white space. */
const MIN_CHARACTERS = 24;
/** Shorter pieces are those of somebody who types from elsewhere. */
const MIN_MEAN_LENGTH = 3;
/** Shorter text may as well be what begins a comment, or a bracket that another extension closes. Not counting white space. */
const MIN_SUGGESTION = 4;

export class InsertionPatterns {
  #request: SuggestionRequest | undefined;
  /** what the list of completions has offered, newest last */
  #listed: { readonly text: string; readonly atMs: number }[] = [];
  #candidate: Candidate | undefined;
  #stream: Stream | undefined;

  asked(request: SuggestionRequest, explain: Explain): void {
    this.#request = request;
    // They are asked for at the caret: had it been an accept, that would be behind it.
    if (this.#candidate && request.offset !== this.#candidate.insertion.to) this.#disprove(explain);
    const { completion, atMs } = request;
    if (completion === undefined) return;
    const others = this.#listed.filter(({ text }) => text !== completion);
    this.#listed = [...others.slice(1 - MAX_LISTED), { text: completion, atMs }];
  }

  /** The document has changed. @param changes last first */
  moved(changes: readonly TextChange[]): void {
    this.#candidate = undefined;
    if (this.#request)
      this.#request = { ...this.#request, offset: changes.reduce(moveBehind, this.#request.offset) };
    if (this.#stream) {
      const { from, to } = this.#stream.range;
      // An empty line does not end a stream.
      const end = (at: number, change: TextChange) =>
        (withoutWhitespace(change.text) === '' ? moveBehind : moveBefore)(at, change);
      this.#stream.range = { from: changes.reduce(moveBefore, from), to: changes.reduce(end, to) };
    }
  }

  /**
   * Whether this change can be an accept of an inline suggestion: one was asked for at its place, and the list of
   * completions neither was in its way nor offered this text. To be asked before `moved`.
   * @param removed what the change replaces: a suggestion is for one line
   */
  suggests({ offset, length, text }: TextChange, removed: string, atMs: number): boolean {
    const request = this.#request;
    return (
      request !== undefined &&
      atMs - request.atMs <= SUGGESTED_WITHIN_MS &&
      request.completion === undefined &&
      offset <= request.offset &&
      request.offset <= offset + length &&
      !/[\r\n]/.test(removed) &&
      withoutWhitespace(text).length >= MIN_SUGGESTION &&
      !this.#listed.some((it) => it.text === text && atMs - it.atMs <= LISTED_WITHIN_MS)
    );
  }

  /**
   * Text has come that nothing explains; to be told after `moved`.
   * @param isSuggested what `suggests` has said of it
   */
  inserted(
    replacements: readonly Replacement[],
    edit: Edit,
    isSuggested: boolean,
    { assistant, takesKeys, atMs }: Circumstances,
    explain: Explain,
  ): void {
    const [only] = replacements;
    if (assistant === undefined || replacements.length !== 1) {
      this.#stream = undefined;
      return;
    }
    if (withoutWhitespace(only!.inserted) === '') return;
    const insertion = {
      from: only!.from,
      to: only!.from + only!.inserted.length,
      edit,
      text: only!.inserted,
    };
    if (isSuggested && takesKeys) this.#candidate = { insertion, assistant, atMs };
    this.#streamed(insertion, atMs, explain);
  }

  /**
   * After an accept the caret is behind the text, and no key or mouse is named that would have brought it there. After a
   * snippet it is there, too, for a moment, and then in the text.
   */
  selected({ kind, selections }: SelectionContext, atMs: number, explain: Explain): void {
    const candidate = this.#candidate;
    if (!candidate) return;
    const { insertion, assistant, explained } = candidate;
    const isBehind = selections.every(
      ({ anchor, active }) => anchor === insertion.to && active === insertion.to,
    );
    const isWithin = selections.every(({ anchor, active }) =>
      [anchor, active].every((at) => insertion.from <= at && at <= insertion.to),
    );
    const isByItself = kind === undefined && atMs - candidate.atMs <= SELECTED_WITHIN_MS;
    if (isByItself && isBehind && !explained) {
      this.#stream = undefined;
      const explanation = inferredSuggestion(assistant);
      candidate.explained = explain({ range: insertion, edits: new Set([insertion.edit]), explanation });
      return;
    }
    if (isByItself && isWithin && !isBehind) this.#disprove(explain);
    this.#candidate = undefined;
  }

  #disprove(explain: Explain): void {
    const { insertion, explained } = this.#candidate!;
    this.#candidate = undefined;
    if (explained) explain({ range: insertion, edits: new Set([explained]), explanation: UNEXPLAINED });
  }

  #streamed(insertion: Insertion, atMs: number, explain: Explain): void {
    const { from, to, edit, text } = insertion;
    const last = this.#stream;
    const goesOn = last !== undefined && atMs - last.atMs <= PIECE_WITHIN_MS && last.range.to === from;
    const stream: Stream = goesOn
      ? last
      : { range: insertion, edits: new Set(), pieces: 0, characters: 0, atMs };
    this.#stream = stream;
    stream.range = { from: stream.range.from, to };
    stream.atMs = atMs;
    stream.pieces++;
    stream.characters += withoutWhitespace(text).length;
    if (stream.explained) {
      explain({ range: insertion, edits: new Set([edit]), explanation: STREAMED, as: stream.explained });
      return;
    }
    stream.edits.add(edit);
    if (
      stream.pieces >= MIN_PIECES &&
      stream.characters >= MIN_CHARACTERS &&
      stream.characters / stream.pieces >= MIN_MEAN_LENGTH
    )
      stream.explained = explain({ range: stream.range, edits: stream.edits, explanation: STREAMED });
  }
}

/** Where a place is after the change; text that was inserted at it has pushed it on. */
const moveBehind = (at: number, { offset, length, text }: TextChange): number =>
  at < offset ? at : Math.max(at - length, offset) + text.length;

/** The same; text that was inserted at it is behind it. */
const moveBefore = (at: number, { offset, length, text }: TextChange): number =>
  at <= offset ? at : Math.max(at - length, offset) + text.length;
