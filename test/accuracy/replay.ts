/**
 * Plays a recorded session to two trackers of each document, the product's own: one that is told the source of every
 * change, whose word is taken for the truth, and one that has to do without. Compares what they say of each character.
 */
import { MovedText } from '../../src/domain/moved-text.ts';
import { BASELINE, type Edit, markOf, type OriginKind, uniform } from '../../src/domain/origin.ts';
import { type DocumentChange, DocumentTracker } from '../../src/services/document-tracker.ts';
import {
  CALLS,
  type Call,
  type Line,
  lengthen,
  type RecordedChange,
  type Source,
  type Writer,
} from './corpus.ts';

/** `unnamed-ai`: AI by what was done, but the editor does not name it. `other`: neither AI nor typed. */
export type Truth = 'ai' | 'unnamed-ai' | 'human' | 'other';
export type Called = 'ai-observed' | 'ai-inferred' | 'human' | 'unknown';

/** What became of one change of one document, in characters that are not white space and still there at the end. */
export interface Verdict {
  readonly action: string;
  readonly family: string;
  readonly truth: Truth;
  readonly called: ReadonlyMap<Called, number>;
}

/** an agent that edits by an extension: nothing but the action's name says that it is AI */
const UNNAMED = 'an agent that the editor does not name';
const BY_AGENT: Source = { source: 'Chat.applyEdits', metadata: { $harness: UNNAMED } };

class Document {
  readonly oracle: DocumentTracker;
  readonly blind: DocumentTracker;
  /** for each character, the number of the change of this action that inserted it; 0: none */
  #insertedBy: number[];

  constructor(
    text: string,
    deps: Record<'oracle' | 'blind', ConstructorParameters<typeof DocumentTracker>[1]>,
  ) {
    const content = { text, runs: uniform(text.length, markOf(BASELINE)) };
    this.oracle = new DocumentTracker(content, deps.oracle);
    this.blind = new DocumentTracker(content, deps.blind);
    this.#insertedBy = new Array(text.length).fill(0);
  }

  inserted(number: number, changes: DocumentChange['changes']): void {
    for (const { offset, length, text } of changes.toSorted((a, b) => b.offset - a.offset))
      this.#insertedBy.splice(offset, length, ...new Array(text.length).fill(number));
  }

  forgetInsertions(): void {
    this.#insertedBy.fill(0);
  }

  /** `Truth` and `Called` of each character that is not white space, by the change that inserted it */
  *characters(): Generator<[change: number, Truth, Called]> {
    const [truth, called] = [editsOf(this.oracle), editsOf(this.blind)];
    const { text } = this.oracle;
    for (const [at, change] of this.#insertedBy.entries())
      if (change > 0 && /\S/.test(text[at]!) && truth[at] !== BASELINE)
        yield [change, truthOf(truth[at]!), calledOf(called[at]!)];
  }
}

function editsOf(tracker: DocumentTracker): Edit[] {
  return tracker.content.runs.flatMap(({ length, mark }) => new Array<Edit>(length).fill(mark.edit));
}

const truthOf = ({ origin, tool }: Edit): Truth => {
  if (origin === 'ai') return tool === UNNAMED ? 'unnamed-ai' : 'ai';
  return origin === 'human' ? 'human' : 'other';
};

const calledOf = ({ origin, evidence }: Edit): Called =>
  origin === 'ai' ? (evidence === 'inferred' ? 'ai-inferred' : 'ai-observed') : (origin satisfies OriginKind);

export function replay(lines: readonly Line[]): Verdict[] {
  const documents: Document[] = [];
  const labels = new Map<number, Source>();
  const originals = new Map<number, string>();
  const verdicts: Verdict[] = [];
  const moved = { oracle: new MovedText(), blind: new MovedText() };
  let uid = 0;
  const deps = (movedText: MovedText) => ({ movedText, newId: () => String(++uid), known: () => null });
  let current: { action: string; family: string; by: Writer } | undefined;
  let changes = 0;

  const change = (document: Document, { label, original, ...told }: RecordedChange, atMs: number) => {
    const text = original === undefined ? undefined : originals.get(original)!;
    const event: DocumentChange = { ...told, atMs, ...(text !== undefined && { chatOriginal: () => text }) };
    document.inserted(++changes, event.changes);
    document.blind.change(event);
    const source = label === undefined ? undefined : labels.get(label);
    document.oracle.change({ ...event, source: source && named(source, current?.by) });
  };

  const play = ([atMs, number, name, ...short]: Call) => {
    const document = documents[number]!;
    if (name === 'change') return change(document, lengthen(short as Parameters<typeof lengthen>[0]), atMs);
    if (!(name in CALLS)) return; // saved, closed
    const method = name as keyof typeof CALLS;
    const args = CALLS[method].lengthen(short, atMs);
    for (const tracker of [document.oracle, document.blind])
      (tracker[method] as (...args: unknown[]) => unknown).apply(tracker, args);
  };

  const finish = (lengths: Readonly<Record<string, number>>) => {
    for (const [number, length] of Object.entries(lengths))
      if (documents[Number(number)]!.oracle.text.length !== length)
        throw new Error(`${current!.family}, ${current!.action}: document ${number} is not what it was`);
    const byChange = new Map<string, { truth: Truth; called: Map<Called, number> }>();
    for (const document of documents)
      for (const [number, truth, called] of document.characters()) {
        const key = `${number} ${truth}`;
        const verdict = byChange.get(key) ?? { truth, called: new Map() };
        byChange.set(key, verdict);
        verdict.called.set(called, (verdict.called.get(called) ?? 0) + 1);
      }
    const { action, family } = current!;
    for (const verdict of byChange.values()) verdicts.push({ action, family, ...verdict });
  };

  for (const line of lines) {
    if ('label' in line) labels.set(line.label, line.is);
    else if ('original' in line) originals.set(line.original, line.text);
    else if ('document' in line)
      documents[line.document] = new Document(line.text, {
        oracle: deps(moved.oracle),
        blind: deps(moved.blind),
      });
    else if ('action' in line) {
      current = line;
      for (const document of documents) document.forgetInsertions();
    } else if ('done' in line) finish(line.lengths);
    else if (Array.isArray(line)) play(line as Call);
  }
  return verdicts;
}

/** The source of a change, where the editor says; of an edit by an extension it says nothing, but the action does. */
const named = (source: Source, by: Writer | undefined): Source =>
  by === 'ai' && isByExtension(source) ? BY_AGENT : source;

const isByExtension = ({ source, metadata }: Source): boolean =>
  source === 'unknown' &&
  !/^(?:editor\.action\.|formatEditsCommand$|snippet$)/.test(String(metadata.name ?? ''));
