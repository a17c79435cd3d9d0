/**
 * Writes down what the product's own listeners hear: the production adapter runs as it is, only that the documents it
 * drives are these, which record what they are told.
 */
import * as vscode from 'vscode';
import { EditorTracking } from '../../src/adapters/vscode/editor-tracking.ts';
import type { DocumentChange, DocumentTracker } from '../../src/services/document-tracker.ts';
import {
  CALLS,
  type Call,
  type Line,
  type RecordedChange,
  type Source,
  shorten,
  type Writer,
} from './corpus.ts';

type Options = ConstructorParameters<typeof EditorTracking>[0];
type Tracked = ReturnType<Options['services']['track']>;

export class Recorder {
  #lines: Line[] = [];
  readonly #startMs = Date.now();
  readonly #tracking: EditorTracking;
  readonly #labels = new Map<string, number>();
  readonly #originals = new Map<string, number>();
  readonly #views: { text(): string }[] = [];
  #changed = new Set<number>();

  constructor(session: string) {
    this.#lines.push({
      session,
      editor: vscode.version,
      recordedAt: new Date(this.#startMs).toISOString().slice(0, 10),
    });
    const nothing = new vscode.EventEmitter<never>();
    this.#tracking = new EditorTracking({
      services: {
        track: ({ view }) => this.#document(view) as unknown as Tracked,
        openRecord: () => Promise.reject(new Error('nothing is on record')),
        recordRename: () => {},
      },
      repositories: {
        all: [],
        locate: () => undefined,
        settled: async () => {},
        onDidChangeAll: nothing.event,
      } as unknown as Options['repositories'],
      settings: () =>
        ({ usesDetailedReason: true, maxFileBytes: 5_000_000 }) as ReturnType<Options['settings']>,
      clock: { nowMs: () => Date.now() - this.#startMs },
      log: {
        info() {},
        warn(message, cause) {
          console.log('recorder:', message, cause);
        },
      },
    });
    this.#tracking.resume();
  }

  begin(action: string, family: string, by: Writer): void {
    this.#changed = new Set();
    this.#lines.push({ action, family, by });
  }

  end(done: string): void {
    const lengths = Object.fromEntries([...this.#changed].map((at) => [at, this.#views[at]!.text().length]));
    this.#lines.push({ done, lengths });
  }

  /** The action came to nothing: its changes count for nothing, but others build on them. */
  abandon(): void {
    this.#lines.push({ abandoned: true });
  }

  /** what has been recorded since this was called last */
  take(): string {
    const text = this.#lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    this.#lines = [];
    return text;
  }

  dispose(): void {
    this.#tracking.dispose();
  }

  #document(view: { text(): string }) {
    const document = this.#views.push(view) - 1;
    this.#lines.push({ document, text: view.text() });
    const record = (name: string, ...short: unknown[]) =>
      this.#lines.push([Date.now() - this.#startMs, document, name, ...short] satisfies Call);
    const calls = new Proxy({} as DocumentTracker, {
      get:
        (_, method: keyof typeof CALLS | 'change') =>
        (...args: never) => {
          if (method !== 'change') return record(method, ...CALLS[method].shorten(args));
          this.#changed.add(document);
          return record(method, ...shorten(this.#flat(args[0])));
        },
    });
    return {
      openedAtMs: 0,
      opened: Promise.resolve(),
      content: undefined,
      isOpening: false,
      hasChanged: false,
      tell: (event: (tracker: DocumentTracker) => void) => event(calls),
      saved: () => record('saved'),
      flush() {},
      learn() {},
      inherit() {},
      close: () => record('closed'),
    };
  }

  /** The change with its source, and what the chat has, as numbers of lines before it. */
  #flat({ source, chatOriginal, atMs: _, ...change }: DocumentChange): RecordedChange {
    return {
      ...change,
      ...(source && { label: this.#label(source) }),
      ...(chatOriginal && { original: this.#original(chatOriginal()) }),
    };
  }

  #label({ source, metadata }: Source): number {
    // Identifiers differ each time and say nothing.
    const told = Object.entries(metadata).filter(
      ([key]) => !key.startsWith('$$') && key !== 'source' && key !== '$extensionVersion',
    );
    const is = { source, metadata: Object.fromEntries(told) };
    return numberOf(this.#labels, JSON.stringify(is), (label) => this.#lines.push({ label, is }));
  }

  #original(text: string): number {
    return numberOf(this.#originals, text, (original) => this.#lines.push({ original, text }));
  }
}

function numberOf(numbers: Map<string, number>, key: string, isNew: (number: number) => void): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  const number = numbers.size;
  numbers.set(key, number);
  isNew(number);
  return number;
}
