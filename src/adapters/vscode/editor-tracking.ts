/** The editor's events, handed to the documents they are about; and when these write down what they know. */

import * as vscode from 'vscode';
import type { SelectionContext } from '../../domain/evidence.ts';
import { MovedText } from '../../domain/moved-text.ts';
import type { Attributed } from '../../domain/origin.ts';
import type { DocumentRecord } from '../../services/document-record.ts';
import type { DocumentChange, DocumentTracker } from '../../services/document-tracker.ts';
import type { Clock, Git, Ledger, Log } from '../../services/ports.ts';
import type { Place, recordRename } from '../../services/renames.ts';
import type { TrackedDocument } from '../../services/tracked-document.ts';
import { Assistants } from './assistants.ts';
import { ChatEdits } from './chat-edits.ts';
import { observeInlineAccepts, observeSuggestionRequests } from './inline-accepts.ts';
import { tellOfLargeFiles } from './large-files.ts';
import { observePastes } from './pastes.ts';
import { relativeTo } from './paths.ts';
import type { OpenRepository, Repositories } from './repositories.ts';
import type { Settings } from './settings.ts';

export interface TrackedRepository extends OpenRepository {
  readonly git: Git;
  /** null when it cannot be used */
  readonly store: Ledger | null;
}

/** What is done with the events: handed in, because an adapter calls no service by itself. */
export interface TrackingServices {
  readonly track: (...options: ConstructorParameters<typeof TrackedDocument>) => TrackedDocument;
  readonly openRecord: typeof DocumentRecord.open;
  readonly recordRename: typeof recordRename;
}

export interface EditorTrackingOptions {
  readonly services: TrackingServices;
  readonly repositories: Repositories<TrackedRepository>;
  /** as they are now */
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly log: Log;
}

/** A crash loses what was typed since the last write: less than two seconds of it. */
const WRITE_AFTER_MS = 1_500;
const NEWS_EVERY_MS = 1_000;
/** A file that comes about by saving another document is opened, filled and saved within this time. */
const SAVED_AS_WITHIN_MS = 5_000;

export class EditorTracking implements vscode.Disposable {
  readonly #options: EditorTrackingOptions;
  readonly #documents = new Map<vscode.TextDocument, TrackedDocument>();
  /** in which repository a document's origins are on record */
  readonly #homes = new WeakMap<vscode.TextDocument, TrackedRepository>();
  readonly #movedText = new MovedText();
  readonly #changed = new vscode.EventEmitter<vscode.TextDocument>();
  readonly #ledgerVersions = new WeakMap<Ledger, number>();
  /** what documents held whose files were renamed, by the new name, until they are opened under it */
  readonly #renamed = new Map<string, Attributed>();
  readonly #assistants: Assistants;
  #chatEdits: ChatEdits | undefined;
  #suggestionRequests: vscode.Disposable | undefined;
  #subscriptions: vscode.Disposable | undefined;
  #writing: NodeJS.Timeout | undefined;

  readonly onDidChangeAttribution = this.#changed.event;

  constructor(options: EditorTrackingOptions) {
    this.#options = options;
    this.#assistants = new Assistants(() => this.#now());
  }

  /** Text and origins of an open document as it is now; undefined when it is not tracked, or not yet. */
  attributionOf(document: vscode.TextDocument): Attributed | undefined {
    return this.#documents.get(document)?.content;
  }

  /** Records nothing until `resume`. */
  pause(): void {
    if (!this.#subscriptions) return;
    this.#writeAll();
    this.#subscriptions.dispose();
    this.#subscriptions = undefined;
    const documents = [...this.#documents.keys()];
    this.#documents.clear();
    for (const document of documents) this.#changed.fire(document);
  }

  /** Follows the open documents. What has changed in them meanwhile is unknown. */
  resume(): void {
    if (this.#subscriptions) return;
    const news = setInterval(
      this.#safely('news', () => this.#lookForNews()),
      NEWS_EVERY_MS,
    );
    this.#subscriptions = vscode.Disposable.from(
      { dispose: () => clearInterval(news) },
      vscode.workspace.onDidOpenTextDocument(this.#safely('open', (it) => this.#open(it))),
      vscode.workspace.onDidCloseTextDocument(this.#safely('close', (it) => this.#close(it))),
      vscode.workspace.onDidChangeTextDocument(this.#safely('change', (it) => this.#change(it))),
      vscode.workspace.onDidSaveTextDocument(this.#safely('save', (it) => this.#save(it))),
      vscode.workspace.onDidRenameFiles(this.#safely('rename', (it) => this.#rename(it))),
      vscode.window.onDidChangeTextEditorSelection(this.#safely('selection', (it) => this.#select(it))),
      this.#options.repositories.onDidChangeAll(this.#safely('repositories', () => this.#relocate())),
      this.#observe('large files', () =>
        tellOfLargeFiles({
          isWanted: (uri) => this.#options.repositories.locate(uri) !== undefined,
          maxBytes: () => this.#options.settings().maxFileBytes,
          log: this.#options.log,
        }),
      ),
      this.#observe('pastes', () =>
        observePastes({
          copied: this.#safely('copy', (document, ranges) => this.#copied(document, ranges)),
          willPaste: this.#safely('paste', (document, text) => {
            const atMs = this.#now();
            this.#documents.get(document)?.tell((tracker) => tracker.willPaste(text, atMs));
          }),
        }),
      ),
      this.#observe('accepts', () =>
        observeInlineAccepts({
          willAccept: this.#safely('accept', (document) => {
            this.#tell(document, (it) => it.willAccept());
          }),
          accepted: this.#safely('accepted', (document) => this.#tell(document, (it) => it.accepted())),
        }),
      ),
      this.#observe('chat edits', () => {
        this.#chatEdits = new ChatEdits({
          mirrored: this.#safely('mirrored', (document, changes) => {
            const atMs = this.#now();
            this.#tell(document, (it) => it.mirrored(changes, atMs));
          }),
        });
        return this.#chatEdits;
      }),
      {
        dispose: () => {
          this.#suggestionRequests?.dispose();
          this.#suggestionRequests = undefined;
        },
      },
    );
    for (const document of vscode.workspace.textDocuments) this.#safely('open', () => this.#open(document))();
  }

  /** Resolves when everything that has happened so far is on record. */
  async flush(): Promise<void> {
    await Promise.all([...this.#documents.values()].map(({ opened }) => opened));
    this.#writeAll();
  }

  dispose(): void {
    this.pause();
    this.#changed.dispose();
  }

  #now(): number {
    return this.#options.clock.nowMs();
  }

  /** Nothing is thrown into the editor, and a listener that fails takes no other down. */
  #safely<A extends unknown[]>(what: string, listener: (...args: A) => void): (...args: A) => void {
    return (...args) => {
      try {
        listener(...args);
      } catch (error) {
        this.#options.log.warn(`tracking: ${what} failed`, error);
      }
    };
  }

  #observe(what: string, start: () => vscode.Disposable): vscode.Disposable {
    try {
      return start();
    } catch (error) {
      this.#options.log.warn(`tracking: ${what} cannot be observed`, error);
      return { dispose: () => {} };
    }
  }

  #tell(document: vscode.TextDocument, event: (tracker: DocumentTracker) => void): void {
    this.#documents.get(document)?.tell(event);
  }

  #open(document: vscode.TextDocument): void {
    const { scheme } = document.uri;
    if ((scheme !== 'file' && scheme !== 'untitled') || this.#documents.has(document)) return;
    const { services, clock, log } = this.#options;
    const tracked = services.track({
      view: { text: () => document.getText(), isDirty: () => document.isDirty },
      openRecord: () => this.#openRecord(document),
      movedText: this.#movedText,
      clock,
      log,
      newId,
      onChange: () => {
        this.#changed.fire(document);
        this.#writeSoon();
      },
    });
    this.#documents.set(document, tracked);
    const name = document.uri.toString();
    const inherited = this.#renamed.get(name);
    this.#renamed.delete(name);
    if (inherited) tracked.inherit(inherited);
  }

  /** @returns null for a document that has no file; undefined for one that is not tracked */
  async #openRecord(document: vscode.TextDocument): Promise<DocumentRecord | null | undefined> {
    if (document.uri.scheme === 'untitled') return null;
    const { services, repositories, settings, clock } = this.#options;
    await repositories.settled();
    const located = repositories.locate(document.uri);
    const ledger = located?.repository.store;
    if (!located || !ledger) return undefined;
    if (Buffer.byteLength(document.getText()) > settings().maxFileBytes) return undefined;
    this.#homes.set(document, located.repository);
    const { git } = located.repository;
    return services.openRecord({ git, ledger, clock, newId }, located.path);
  }

  #save(document: vscode.TextDocument): void {
    const tracked = this.#documents.get(document);
    if (!tracked) return;
    tracked.saved();
    // Under another name: the editor opens that file, fills and saves it, and closes the document it was.
    if (!tracked.hasChanged || this.#now() - tracked.openedAtMs > SAVED_AS_WITHIN_MS) return;
    const text = document.getText();
    if (text === '') return;
    for (const [other, { content }] of this.#documents)
      if (other !== document && content?.text === text) tracked.inherit(content);
  }

  #close(document: vscode.TextDocument): void {
    const tracked = this.#documents.get(document);
    if (!tracked) return;
    this.#documents.delete(document);
    tracked.close();
  }

  #change(event: vscode.TextDocumentChangeEvent): void {
    const { document, contentChanges } = event;
    if (contentChanges.length === 0) return; // it has become dirty, or was saved
    const tracked = this.#documents.get(document);
    if (!tracked) return;
    const change: DocumentChange = {
      changes: contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
        offset: rangeOffset,
        length: rangeLength,
        text,
      })),
      reason: reasonOf(event),
      source: this.#options.settings().usesDetailedReason ? sourceOf(event) : undefined,
      takesKeys: vscode.window.state.focused && vscode.window.activeTextEditor?.document === document,
      isSaved: !document.isDirty,
      assistant: this.#assistants.tool,
      chatOriginal: this.#chatEdits?.originalOf(document),
      atMs: this.#now(),
    };
    tracked.tell((tracker) => tracker.change(change));
  }

  #select({ textEditor: { document }, kind, selections }: vscode.TextEditorSelectionChangeEvent): void {
    const tracked = this.#documents.get(document);
    if (!tracked) return;
    const selection: SelectionContext = {
      kind: kindOf(kind),
      selections: selections.map(({ anchor, active }) => {
        const at = document.offsetAt(active);
        return { anchor: anchor.isEqual(active) ? at : document.offsetAt(anchor), active: at };
      }),
    };
    const atMs = this.#now();
    tracked.tell((tracker) => tracker.select(selection, atMs));
  }

  #copied(document: vscode.TextDocument, ranges: readonly vscode.Range[]): void {
    const atMs = this.#now();
    const offsets = ranges.map(({ start, end }) => ({
      from: document.offsetAt(start),
      to: document.offsetAt(end),
    }));
    this.#tell(document, (tracker) => tracker.copied(offsets, atMs));
  }

  #rename({ files }: vscode.FileRenameEvent): void {
    for (const { oldUri, newUri } of files) {
      const [from, to] = [this.#placeOf(oldUri), this.#placeOf(newUri)];
      if (from && to) this.#options.services.recordRename(from, to);
      for (const [{ uri }, { content }] of this.#documents) {
        const rest = uri.scheme === oldUri.scheme ? relativeTo(oldUri.path, uri.path) : undefined;
        if (rest === undefined || !content) continue;
        const name = (rest === '' ? newUri : vscode.Uri.joinPath(newUri, rest)).toString();
        const [, renamed] = [...this.#documents].find(([it]) => it.uri.toString() === name) ?? [];
        if (renamed) renamed.inherit(content);
        else this.#renamed.set(name, content);
      }
    }
  }

  #placeOf(uri: vscode.Uri): Place | undefined {
    const { repository, path } = this.#options.repositories.locate(uri) ?? {};
    const ledger = repository?.store;
    return ledger && path ? { worktree: repository.git.worktree, ledger, path } : undefined;
  }

  /** Repositories have come or gone: documents are where they are now. */
  #relocate(): void {
    for (const [document, tracked] of this.#documents) {
      if (document.uri.scheme !== 'file') continue;
      const located = this.#options.repositories.locate(document.uri);
      if (tracked.isOpening || this.#homes.get(document) === located?.repository) continue;
      this.#homes.delete(document);
      this.#documents.delete(document);
      this.#open(document);
    }
  }

  /** Where nobody suggests anything, nothing is asked either. */
  #watchSuggestions(): void {
    if (this.#suggestionRequests || this.#assistants.tool === undefined) return;
    this.#suggestionRequests = this.#observe('suggestions', () =>
      observeSuggestionRequests({
        asked: this.#safely('suggestion', (document, position, completion) => {
          const atMs = this.#now();
          const offset = document.offsetAt(position);
          this.#tell(document, (it) => it.suggestionAsked({ offset, completion, atMs }));
        }),
      }),
    );
  }

  #lookForNews(): void {
    this.#watchSuggestions();
    for (const { store } of this.#options.repositories.all) {
      const version = store?.version();
      if (!store || version === undefined || version === this.#ledgerVersions.get(store)) continue;
      const isFirst = !this.#ledgerVersions.has(store);
      this.#ledgerVersions.set(store, version);
      if (!isFirst) for (const tracked of this.#documents.values()) tracked.learn();
    }
  }

  #writeSoon(): void {
    this.#writing ??= setTimeout(() => this.#writeAll(), WRITE_AFTER_MS);
  }

  #writeAll(): void {
    clearTimeout(this.#writing);
    this.#writing = undefined;
    for (const tracked of this.#documents.values()) tracked.flush();
  }
}

const reasonOf = ({ reason }: vscode.TextDocumentChangeEvent): DocumentChange['reason'] => {
  if (reason === vscode.TextDocumentChangeReason.Undo) return 'undo';
  return reason === vscode.TextDocumentChangeReason.Redo ? 'redo' : undefined;
};

/** Only where the editor lets this extension use the proposed API `textDocumentChangeReason`. */
function sourceOf(event: vscode.TextDocumentChangeEvent): DocumentChange['source'] {
  const { detailedReason } = event as { detailedReason?: { source?: unknown; metadata?: unknown } };
  const { source, metadata } = detailedReason ?? {};
  if (typeof source !== 'string') return undefined;
  return { source, metadata: (metadata ?? {}) as Record<string, unknown> };
}

function kindOf(kind: vscode.TextEditorSelectionChangeKind | undefined): SelectionContext['kind'] {
  switch (kind) {
    case vscode.TextEditorSelectionChangeKind.Keyboard:
      return 'keyboard';
    case vscode.TextEditorSelectionChangeKind.Mouse:
      return 'mouse';
    case vscode.TextEditorSelectionChangeKind.Command:
      return 'command';
    default:
      return undefined;
  }
}

/** 128 random bits, as a UUID has, in 22 characters instead of 36: files have thousands of them in memory. */
const newId = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
