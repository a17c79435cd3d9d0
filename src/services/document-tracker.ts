/**
 * One open document and the origin of every character of it, kept through what the editor tells of its changes.
 * Synchronous and free of the editor and the ledger; `document-record.ts` has where the origins come from and go to.
 */

import { AttributedText } from '../domain/attributed-text.ts';
import { carry } from '../domain/carry.ts';
import { ChatEdits, chatChange } from '../domain/chat-edits.ts';
import { Clipboard } from '../domain/clipboard.ts';
import { runsOfCopy } from '../domain/copies.ts';
import { DocumentHistory, replaceStep, type Step } from '../domain/document-history.ts';
import {
  type Cause,
  type ChangeSource,
  causeOf,
  completes,
  type Explanation,
  PASTED,
  type SelectionContext,
  type TextChange,
  UNEXPLAINED,
} from '../domain/evidence.ts';
import { type Finding, InsertionPatterns, type SuggestionRequest } from '../domain/insertion-patterns.ts';
import { Keystrokes } from '../domain/keystrokes.ts';
import { mergeRuns } from '../domain/merge.ts';
import type { MovedText } from '../domain/moved-text.ts';
import {
  type Attributed,
  type Edit,
  isSameMark,
  type Mark,
  markOf,
  type Run,
  touched,
  uniform,
} from '../domain/origin.ts';
import { type AttributedReplacement, attributeReplacements, trimmed } from '../domain/replacement.ts';
import { withoutWhitespace } from '../domain/text.ts';
import { touchBeside } from '../domain/touch.ts';

export interface TrackerDeps {
  readonly movedText: MovedText;
  /** a new identifier, unique across machines */
  readonly newId: () => string;
  /** runs of this text of this document as they are on record */
  readonly known: (text: string) => readonly Run[] | null;
}

/** One event of the editor. Offsets are of the document before it. */
export interface DocumentChange {
  readonly changes: readonly TextChange[];
  readonly reason?: 'undo' | 'redo' | undefined;
  readonly source?: ChangeSource | undefined;
  /** the document is the one that keys go to */
  readonly takesKeys: boolean;
  /** the document is what its file is, as after a reload */
  readonly isSaved: boolean;
  /** an AI tool runs here, see `Assistants`: its name, or that it is one of several */
  readonly assistant?: string | undefined;
  /** the chat edits the document: its text without what the chat has changed */
  readonly chatOriginal?: (() => string) | undefined;
  readonly atMs: number;
}

/** One burst of typing is one edit for so long: its time tells what was typed before and after an edit of AI. */
const BURST_MS = 5 * 60_000;

export class DocumentTracker {
  readonly #deps: TrackerDeps;
  readonly #text: AttributedText;
  readonly #history: DocumentHistory;
  readonly #keystrokes = new Keystrokes();
  readonly #patterns = new InsertionPatterns();
  readonly #chatEdits = new ChatEdits();
  readonly #clipboard = new Clipboard();
  #burst: Edit | undefined;
  #isAccepting = false;
  #selections: SelectionContext['selections'] = [];
  #version = 0;
  #textVersion = 0;
  #restored = false;

  constructor(content: Attributed, deps: TrackerDeps) {
    this.#deps = deps;
    this.#text = AttributedText.of(content.text, content.runs);
    this.#history = new DocumentHistory(this.#text);
  }

  /** changes with the text and with what is known of it */
  get version(): number {
    return this.#version;
  }

  /** changes with the text */
  get textVersion(): number {
    return this.#textVersion;
  }

  get content(): Attributed {
    return this.#text.slice();
  }

  get text(): string {
    return this.#text.text();
  }

  /** Whether origins of an earlier text have been given back since this was asked last: they are to stand on record. */
  takeRestored(): boolean {
    const restored = this.#restored;
    this.#restored = false;
    return restored;
  }

  change(event: DocumentChange): void {
    // Last first, as the editor gives them: then no replacement moves the place of the next.
    const changes = event.changes.toSorted((a, b) => b.offset - a.offset);
    if (changes.length === 0) return;
    const removed = changes.map(({ offset, length }) => this.#text.slice(offset, offset + length));
    const cause = causeOf({
      ...event,
      changes,
      paste: this.#clipboard.pasting(event.atMs),
      accepting: this.#isAccepting,
      chat: event.chatOriginal && chatChange(event.chatOriginal, changes, removed),
      replacesTyped: removed.every(
        (it, at) => this.#isTypedNow(it) && !completes(it.text, changes[at]!.text),
      ),
    });
    this.#version++;
    this.#textVersion++;
    if (cause.kind === 'history' && this.#restore(cause.direction, changes)) return;
    if (cause.kind === 'keystroke') this.#type(cause, changes, removed, event.atMs);
    else if (cause.kind === 'paste') this.#insertPasted(changes, removed, event.atMs);
    else this.#replace(cause.kind === 'edit' ? cause : { explanation: UNEXPLAINED }, changes, removed, event);
    if (changes.every(({ text }) => text === ''))
      this.#clipboard.deleted({
        starts: changes.map(({ offset }) => offset).toReversed(),
        pieces: removed.toReversed(),
        atMs: event.atMs,
      });
  }

  /** @returns whether origins have changed: a selection can confirm that a key was pressed */
  select(selection: SelectionContext, atMs: number): boolean {
    this.#selections = selection.selections;
    const { version } = this;
    this.#patterns.selected(selection, atMs, (finding) => this.#explain(finding, atMs));
    const typed = this.#keystrokes.confirmed(selection, atMs);
    for (const { from, to, edit } of typed) {
      const mark = markOf(this.#typing(atMs));
      this.#text.mark(from, to, (old) => (old.edit === edit ? mark : old));
    }
    if (typed.length > 0) this.#version++;
    return this.#version !== version;
  }

  /** The editor is about to paste `text` here. */
  willPaste(text: string, atMs: number): void {
    this.#clipboard.willPaste(text, atMs);
  }

  /** Inline suggestions may come up. */
  suggestionAsked(request: SuggestionRequest): void {
    this.#patterns.asked(request, (finding) => this.#explain(finding, request.atMs));
  }

  /** The change was made to the text without the chat's edits, too: the chat has not made it. */
  mirrored(changes: readonly TextChange[], atMs: number): void {
    const finding = this.#chatEdits.mirrored(changes, atMs);
    if (finding) this.#explain({ range: { from: 0, to: this.#text.length }, ...finding }, atMs);
  }

  /** An inline suggestion is being accepted here, until `accepted`. */
  willAccept(): void {
    this.#isAccepting = true;
  }

  accepted(): void {
    this.#isAccepting = false;
  }

  /** `ranges` of the document went to the clipboard; by a cut they are gone already. */
  copied(ranges: readonly { readonly from: number; readonly to: number }[], atMs: number): void {
    const starts = ranges.map(({ from }) => from);
    const pieces = this.#clipboard.cut(starts, atMs) ?? this.#slices(ranges);
    this.#deps.movedText.copied(pieces, atMs);
  }

  #slices(ranges: readonly { readonly from: number; readonly to: number }[]): Attributed[] {
    return ranges
      .filter(({ from, to }) => from < to && to <= this.#text.length)
      .map(({ from, to }) => this.#text.slice(from, to));
  }

  /** Takes over a text that came about unseen. */
  resync(text: string, atMs: number): void {
    if (text === this.#text.text()) return;
    this.#version++;
    this.#textVersion++;
    const changes = [{ offset: 0, length: this.#text.length, text }];
    const event = { changes, takesKeys: false, isSaved: true, atMs };
    this.#replace({ explanation: UNEXPLAINED }, changes, [this.#text.slice()], event);
  }

  /**
   * Takes over what the ledger knows of the text as it is now.
   * @param runs cover it exactly
   * @returns whether anything has changed
   */
  adopt(runs: readonly Run[]): boolean {
    let from = 0;
    let changed = false;
    for (const { length, mark } of runs) {
      const isSame = (old: Mark) => old.edit.uid === mark.edit.uid && old.touched === mark.touched;
      const differing = [...this.#text.spans(from, from + length)].filter((span) => !isSame(span.mark));
      for (const span of differing)
        this.#text.mark(span.from, span.to, (old) => {
          if (old.edit.uid !== mark.edit.uid) return mark;
          return mark.touched ? touched(old) : markOf(old.edit);
        });
      changed ||= differing.length > 0;
      from += length;
    }
    if (changed) this.#version++;
    return changed;
  }

  /** @returns false when the text was never known; then nothing has changed */
  #restore(direction: 'undo' | 'redo', changes: readonly TextChange[]): boolean {
    let wanted = this.#text.text();
    for (const { offset, length, text } of changes)
      wanted = wanted.slice(0, offset) + text + wanted.slice(offset + length);
    const isRestored = this.#history.restore(direction, wanted);
    if (isRestored) {
      this.#keystrokes.forget();
      this.#burst = undefined;
      this.#restored = true;
    }
    return isRestored;
  }

  #type(
    { certain, shape }: Extract<Cause, { kind: 'keystroke' }>,
    changes: readonly TextChange[],
    removed: readonly Attributed[],
    atMs: number,
  ): void {
    const edit = certain ? this.#typing(atMs) : this.#edit(UNEXPLAINED, atMs);
    const selects = this.#selections.some(({ anchor, active }) => anchor !== active);
    this.#keystrokes.moved(changes);
    this.#patterns.moved(changes);
    const isComposing = removed.every((it) => this.#isTypedNow(it));
    if (!certain) {
      const isStill = isComposing && changes.every(({ length, text }) => length === text.length);
      this.#keystrokes.typed(shape, changes, edit, atMs, isStill);
    }
    const replacements = changes.map((change, at) => {
      const whole = { from: change.offset, removed: removed[at]!, inserted: change.text };
      // What stays of a composition was typed before; were it a completion of a word, it would be, too.
      const changed = isComposing ? trimmed(change, removed[at]!) : whole;
      return { ...changed, runs: uniform(changed.inserted.length, markOf(edit)), leavesGap: true };
    });
    // A closing bracket typed over the one that the editor put there stays what it is.
    this.#apply(
      replacements.filter((it) => selects || it.removed.text !== it.inserted),
      atMs,
    );
  }

  #insertPasted(changes: readonly TextChange[], removed: readonly Attributed[], atMs: number): void {
    this.#clipboard.pasted();
    const pasted = markOf(this.#edit(PASTED, atMs));
    const origin = (text: string) => this.#deps.movedText.find(text) ?? uniform(text.length, pasted);
    this.#keystrokes.moved(changes);
    this.#patterns.moved(changes);
    if (this.#takeBack(changes)) return;
    this.#apply(
      changes.map(({ offset, text }, at) => ({
        from: offset,
        removed: removed[at]!,
        inserted: text,
        runs: origin(text),
        leavesGap: true,
      })),
      atMs,
    );
    this.#burst = undefined;
  }

  #replace(
    { explanation, copies = false }: { explanation: Explanation; copies?: boolean },
    changes: readonly TextChange[],
    removed: readonly Attributed[],
    event: DocumentChange,
  ): void {
    const { atMs, isSaved } = event;
    this.#keystrokes.moved(changes);
    if (explanation.origin === 'unknown' && this.#takeBack(changes)) {
      this.#patterns.moved(changes);
      return;
    }
    const [only] = changes;
    const isSuggested =
      changes.length === 1 &&
      this.#clipboard.pasting(atMs) === undefined && // what is pasted may come otherwise than it was announced
      this.#patterns.suggests(only!, removed[0]!.text, atMs) &&
      !this.#deps.movedText.find(only!.text);
    const mark = markOf(this.#edit(explanation, atMs));
    const replacements = attributeReplacements(
      changes.map((change, at) => trimmed(change, removed[at]!)),
      mark,
      ({ from, removed: gone }) =>
        this.#text.markAt(from - 1) ?? this.#text.markAt(from + gone.text.length) ?? mark,
    );
    const copied = copies ? changes.map((change) => runsOfCopy(this.#text, change, this.#selections)) : [];
    const applied = replacements
      .map((it, at) => (copied[at] ? { ...it, runs: copied[at] } : it))
      .filter((it) => it.removed.text !== '' || it.inserted !== '');
    this.#apply(applied, atMs);
    this.#patterns.moved(
      applied.map((it) => ({ offset: it.from, length: it.removed.text.length, text: it.inserted })),
    );
    if (explanation === UNEXPLAINED && !event.source)
      this.#patterns.inserted(applied, mark.edit, isSuggested, event, (it) => this.#explain(it, atMs));
    if (explanation.kind === 'chat-edit')
      this.#chatEdits.made(
        mark.edit,
        changes.map(({ text }) => text),
        atMs,
      );

    if (applied.some(({ inserted }) => withoutWhitespace(inserted) !== '')) {
      this.#burst = undefined;
      this.#keystrokes.interrupted(atMs);
    }
    if (explanation.origin === 'unknown') {
      if (isSaved) this.#recall();
      this.#awaitSource(applied, mark, atMs);
    }
  }

  /** Characters get another explanation than they had. */
  #explain({ range, edits, explanation, as }: Finding, atMs: number): Edit {
    const edit = as ?? this.#edit(explanation, atMs);
    const mark = markOf(edit);
    this.#text.mark(range.from, range.to, (old) => {
      if (!edits.has(old.edit)) return old;
      return old.touched ? touched(mark) : mark;
    });
    this.#version++;
    return edit;
  }

  /** A change and its exact reversal: what was there before is there again, with its origins. */
  #takeBack(changes: readonly TextChange[]): boolean {
    const [only] = changes;
    const isInsertion = changes.length === 1 && only!.text !== '' && only!.length === 0;
    if (!isInsertion || !this.#history.reverse(only!.offset, only!.text)) return false;
    this.#restored = true;
    return true;
  }

  /** Makes replacements, last first, and remembers them. */
  #apply(replacements: readonly AttributedReplacement[], atMs: number): void {
    const steps: Step[] = [];
    for (const { from, removed, inserted, runs, leavesGap } of replacements) {
      steps.push(replaceStep(this.#text, from, from + removed.text.length, inserted, runs));
      if (leavesGap && removed.text !== '')
        steps.push(...touchBeside(this.#text, from, from + inserted.length, removed));
    }
    this.#history.push(steps);
    const gone = replacements.flatMap(({ removed }) => (removed.text === '' ? [] : removed));
    if (gone.length > 0) this.#deps.movedText.left(gone.toReversed(), atMs);
  }

  /** What is on record of the text as it is now: a checkout that goes back, a tool that has reported its edit. */
  #recall(): void {
    const { text, runs } = this.#text.slice();
    const known = this.#deps.known(text);
    if (!known) return;
    // What the way here has touched was not touched in this text.
    const arrived = runs.map(({ length, mark }) => ({ length, mark: markOf(mark.edit) }));
    this.adopt(mergeRuns(known, arrived));
  }

  /** Text that nothing explains may have come from another document in this moment. */
  #awaitSource(replacements: readonly AttributedReplacement[], mark: Mark, atMs: number): void {
    let shift = 0;
    for (const { from, removed, inserted, runs } of replacements.toReversed()) {
      const start = from + shift;
      shift += inserted.length - removed.text.length;
      if (runs.length !== 1 || !isSameMark(runs[0]!.mark, mark)) continue;
      const version = this.#version;
      this.#deps.movedText.arrived(inserted, atMs, (source) => {
        if (this.#version !== version) return;
        this.#text.replace(start, start + inserted.length, inserted, carry(inserted, [source], mark));
      });
    }
  }

  /** The edit of the typing that is going on. */
  #typing(atMs: number): Edit {
    if (!this.#burst || atMs - this.#burst.atMs > BURST_MS)
      this.#burst = {
        uid: this.#deps.newId(),
        origin: 'human',
        evidence: 'observed',
        kind: 'typed',
        atMs,
      };
    return this.#burst;
  }

  #isTypedNow({ runs }: Attributed): boolean {
    return (
      runs.length > 0 &&
      runs.every(({ mark: { edit } }) => edit === this.#burst || this.#keystrokes.awaits(edit))
    );
  }

  #edit(explanation: Explanation, atMs: number): Edit {
    return { uid: this.#deps.newId(), ...explanation, atMs };
  }
}
