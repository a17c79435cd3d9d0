/**
 * A recorded session of editing: every call that the editor's events made of the tracker of a document, in order, with
 * what the editor named as the source of each change apart from it. One JSON value a line, and calls in short.
 */
import { readFileSync } from 'node:fs';
import type { TextChange } from '../../src/domain/evidence.ts';
import type { DocumentChange, DocumentTracker } from '../../src/services/document-tracker.ts';

/** Who wrote what an extension puts in by its API: of that the editor names no author. */
export type Writer = 'person' | 'ai' | 'program';

export interface Source {
  readonly source: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export type Line =
  | { readonly session: string; readonly editor: string; readonly recordedAt: string }
  /** what changes have as their source that bear this number */
  | { readonly label: number; readonly is: Source }
  /** what the chat has of a document without its edits */
  | { readonly original: number; readonly text: string }
  | { readonly document: number; readonly text: string }
  | { readonly action: string; readonly family: string; readonly by: Writer }
  /** the action is over; the lengths of the texts that it has changed, by document */
  | { readonly done: string; readonly lengths: Readonly<Record<string, number>> }
  | { readonly abandoned: true }
  | Call;

/** time in ms since the session began, number of the document, what happened, and what there is to say of it */
export type Call = readonly [atMs: number, document: number, name: string, ...short: unknown[]];

/** A change as it is recorded: source and chat's text are numbers of lines before it. */
export type RecordedChange = Omit<DocumentChange, 'source' | 'chatOriginal' | 'atMs'> & {
  readonly label?: number | undefined;
  readonly original?: number | undefined;
};

export const SESSIONS = ['train', 'validation', 'held-out'] as const;
export type Session = (typeof SESSIONS)[number];

export const corpusFile = (session: Session): string => `test/fixtures/editing-corpus/${session}.ndjson`;

export const readCorpus = (session: Session): Line[] =>
  readFileSync(corpusFile(session), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

type Triple = readonly [offset: number, length: number, text: string];
const toTriple = ({ offset, length, text }: TextChange): Triple => [offset, length, text];
const ofTriple = ([offset, length, text]: Triple): TextChange => ({ offset, length, text });

/** What a change has as a rule is left out. */
export function shorten({ changes, takesKeys, isSaved, ...rest }: RecordedChange): unknown[] {
  const others = { ...rest, ...(takesKeys ? {} : { away: 1 }), ...(isSaved ? { saved: 1 } : {}) };
  return [changes.map(toTriple), others];
}

export function lengthen([triples, { away, saved, ...rest }]: unknown[] & {
  0: Triple[];
  1: Record<string, unknown>;
}): RecordedChange {
  return { changes: triples.map(ofTriple), takesKeys: !away, isSaved: Boolean(saved), ...rest };
}

type Arguments<M extends keyof DocumentTracker> = DocumentTracker[M] extends (...args: infer A) => unknown
  ? A
  : never;

/** The other calls, there and back: arguments without the time, which each call has in front. */
export const CALLS = {
  select: {
    shorten: ([{ kind, selections }]: Arguments<'select'>) => [
      selections.map(({ anchor, active }) => (anchor === active ? anchor : [anchor, active])),
      kind,
    ],
    lengthen: ([places, kind]: unknown[], atMs: number): Arguments<'select'> => {
      const selections = (places as (number | [number, number])[]).map((it) =>
        typeof it === 'number' ? { anchor: it, active: it } : { anchor: it[0], active: it[1] },
      );
      return [{ kind: (kind ?? undefined) as Arguments<'select'>[0]['kind'], selections }, atMs];
    },
  },
  suggestionAsked: {
    shorten: ([{ offset, completion }]: Arguments<'suggestionAsked'>) => [offset, completion],
    lengthen: ([offset, completion]: unknown[], atMs: number): Arguments<'suggestionAsked'> => [
      { offset: offset as number, completion: (completion ?? undefined) as string | undefined, atMs },
    ],
  },
  mirrored: {
    shorten: ([changes]: Arguments<'mirrored'>) => changes.map(toTriple),
    lengthen: (triples: unknown[], atMs: number): Arguments<'mirrored'> => [
      (triples as Triple[]).map(ofTriple),
      atMs,
    ],
  },
  willPaste: {
    shorten: ([text]: Arguments<'willPaste'>) => [text],
    lengthen: ([text]: unknown[], atMs: number): Arguments<'willPaste'> => [text as string, atMs],
  },
  copied: {
    shorten: ([ranges]: Arguments<'copied'>) => ranges.map(({ from, to }) => [from, to]),
    lengthen: (ranges: unknown[], atMs: number): Arguments<'copied'> => [
      (ranges as [number, number][]).map(([from, to]) => ({ from, to })),
      atMs,
    ],
  },
  willAccept: { shorten: () => [], lengthen: (): Arguments<'willAccept'> => [] },
  accepted: { shorten: () => [], lengthen: (): Arguments<'accepted'> => [] },
};
