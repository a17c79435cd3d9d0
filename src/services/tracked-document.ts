/** The life of one tracked document: its origins looked up when it is opened, followed, and written down in time. */

import { UNEXPLAINED } from '../domain/evidence.ts';
import { mergeRuns } from '../domain/merge.ts';
import type { MovedText } from '../domain/moved-text.ts';
import { type Attributed, markOf, type Run, uniform } from '../domain/origin.ts';
import type { DocumentRecord } from './document-record.ts';
import { DocumentTracker } from './document-tracker.ts';
import type { Clock, Log } from './ports.ts';

/** The document as the editor has it now. */
export interface DocumentView {
  text(): string;
  isDirty(): boolean;
}

export interface TrackedDocumentDeps {
  readonly view: DocumentView;
  /** where its origins are on record; null: nowhere yet, as for a file without a name; undefined: it is not tracked */
  readonly openRecord: () => Promise<DocumentRecord | null | undefined>;
  readonly movedText: MovedText;
  readonly clock: Clock;
  readonly log: Log;
  /** a new identifier, unique across machines */
  readonly newId: () => string;
  /** called when the text or what is known of it has changed */
  readonly onChange: () => void;
}

/** What was asked of the tracker. It answers later when the origins are still being looked up. */
type Event = (tracker: DocumentTracker) => void;

export class TrackedDocument {
  readonly openedAtMs: number;
  /** resolves when it is known whether and how the document is tracked */
  readonly opened: Promise<void>;
  readonly #deps: TrackedDocumentDeps;
  #record: DocumentRecord | null = null;
  #tracker: DocumentTracker | undefined;
  /** what has happened since the document was opened; undefined once that is over */
  #queue: Event[] | undefined = [];
  #writtenVersion = 0;
  /** of the text that was saved last */
  #savedTextVersion = -1;
  #hasComplained = false;

  constructor(deps: TrackedDocumentDeps) {
    this.#deps = deps;
    this.openedAtMs = deps.clock.nowMs();
    this.opened = this.#open(deps.view.text());
  }

  /** Text and origins; undefined while they are being looked up, and when the document is not tracked. */
  get content(): Attributed | undefined {
    return this.#tracker?.content;
  }

  /** Whether its origins are still being looked up. */
  get isOpening(): boolean {
    return this.#queue !== undefined;
  }

  /** Whether the text is another than when it was opened. */
  get hasChanged(): boolean {
    return (this.#queue?.length ?? this.#tracker?.textVersion ?? 0) > 0;
  }

  /** Hands an event on, in order. */
  tell(event: Event): void {
    if (this.#queue) this.#queue.push(event);
    else if (this.#tracker) this.#handle(this.#tracker, event);
  }

  /** The file has what the document has. Writes it down at once, for a commit may follow. */
  saved(): void {
    this.tell((tracker) => {
      if (!this.#deps.view.isDirty()) this.#savedTextVersion = tracker.textVersion;
      this.#write(tracker);
      void this.#followHead(tracker);
    });
  }

  /** Writes down what is not yet. */
  flush(): void {
    if (!this.#tracker || !this.#record) return;
    if (this.#tracker.version !== this.#writtenVersion) this.#write(this.#tracker);
  }

  /** Others have written to the ledger. */
  learn(): void {
    this.tell((tracker) => {
      this.flush();
      const known = this.#record?.find(tracker.text);
      if (known) tracker.adopt(mergeRuns(tracker.content.runs, known));
      this.#writtenVersion = tracker.version;
    });
  }

  /** This document is what another was: it was renamed, or saved under this name. */
  inherit(content: Attributed): void {
    this.tell((tracker) => {
      if (tracker.text !== content.text || !this.#record) return;
      tracker.adopt(mergeRuns(tracker.content.runs, content.runs));
      this.#savedTextVersion = tracker.textVersion;
      this.#write(tracker);
    });
  }

  /** The document is no longer open, and what was not saved of it is gone. */
  close(): void {
    this.flush();
    this.#guard(() => this.#record?.forgetBuffer());
  }

  async #open(text: string): Promise<void> {
    const { openRecord, movedText, newId, log } = this.#deps;
    let tracker: DocumentTracker | undefined;
    try {
      const record = await openRecord();
      if (record !== undefined) {
        this.#record = record;
        const content = record ? await record.recall(text) : { text, runs: this.#unexplained(text) };
        const known = (wanted: string) => record?.find(wanted) ?? null;
        tracker = new DocumentTracker(content, { movedText, newId, known });
        this.#writtenVersion = tracker.version;
      }
    } catch (error) {
      log.warn('the origins of a document could not be looked up; it is not tracked', error);
      this.#record = null;
    }
    const queue = this.#queue ?? [];
    this.#queue = undefined;
    this.#tracker = tracker;
    if (!tracker) return;
    for (const event of queue) this.#handle(tracker, event);
    this.#deps.onChange();
  }

  #handle(tracker: DocumentTracker, event: Event): void {
    const before = tracker.version;
    try {
      event(tracker);
    } catch (error) {
      // An event that does not fit the text: some other was missed.
      this.#complain('an event could not be followed', error);
      this.#guard(() => this.#resync(tracker));
    }
    if (tracker.version !== before) this.#deps.onChange();
  }

  #resync(tracker: DocumentTracker): void {
    tracker.resync(this.#deps.view.text(), this.#deps.clock.nowMs());
  }

  #write(tracker: DocumentTracker): void {
    const record = this.#record;
    if (!record) return;
    this.#guard(() => {
      if (tracker.text !== this.#deps.view.text()) {
        this.#complain('a document has changed unseen');
        this.#resync(tracker);
      }
      const { content } = tracker;
      const isDirty = this.#deps.view.isDirty();
      const isSaved = !isDirty && tracker.textVersion === this.#savedTextVersion;
      if (isDirty || isSaved) {
        const stands = tracker.takeRestored();
        tracker.adopt(record.write(content, isSaved ? 'disk' : 'buffer', stands));
      } else {
        // Another program has written the file. Whose text that is, its checkpoint says, if it makes one.
        record.forgetBuffer();
        const known = record.find(content.text);
        if (known) tracker.adopt(mergeRuns(content.runs, known));
      }
      this.#writtenVersion = tracker.version;
    });
  }

  /** HEAD may have moved since it was asked for last. What was written says which it was. */
  async #followHead(tracker: DocumentTracker): Promise<void> {
    try {
      if (await this.#record?.refreshHead()) this.#write(tracker);
    } catch (error) {
      this.#complain('git could not be asked for HEAD', error);
    }
  }

  #unexplained(text: string): Run[] {
    const { newId, clock } = this.#deps;
    return uniform(text.length, markOf({ uid: newId(), ...UNEXPLAINED, atMs: clock.nowMs() }));
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#complain('the origins of a document could not be written down', error);
    }
  }

  /** Once: what goes wrong with one document goes wrong with every key. */
  #complain(message: string, error?: unknown): void {
    if (!this.#hasComplained) this.#deps.log.warn(message, error);
    this.#hasComplained = true;
  }
}
