/**
 * Why a document changed, from what an editor tells of the change: the classifier. Pure; what each action looks like was
 * recorded in a real editor, the tests have the table.
 */

import { SEVERAL_TOOLS, toolOfExtension } from './assistants.ts';
import type { EditKind, Evidence, OriginKind } from './origin.ts';

/** `length` code units at `offset` of the document as it was before the event were replaced by `text`. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** The source of a change where the editor names it (VS Code's proposed API `textDocumentChangeReason`). */
export interface ChangeSource {
  readonly source: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ChangeContext {
  readonly changes: readonly TextChange[];
  readonly reason?: 'undo' | 'redo' | undefined;
  readonly source?: ChangeSource | undefined;
  /** what the editor said it is about to paste here */
  readonly paste?: string | undefined;
  /** an accept of an inline suggestion, asked for by a key of ours, is under way here */
  readonly accepting?: boolean | undefined;
  /** AI tools run in the editor: the name of the one there is, or `SEVERAL_TOOLS` */
  readonly assistant?: string | undefined;
  /** the editor's chat is editing here; `takes-back`: what comes was there before its edits */
  readonly chat?: 'edits' | 'takes-back' | undefined;
  /** the document is the one that keys go to: its editor is active, its window has the focus */
  readonly takesKeys: boolean;
  /** the replaced text was all typed just now, as it is while an input method composes */
  readonly replacesTyped: boolean;
}

/** What is to be said of the characters that a change inserted. */
export interface Explanation {
  readonly origin: OriginKind;
  readonly evidence: Evidence;
  readonly kind: EditKind;
  readonly tool?: string;
  readonly model?: string;
  readonly session?: string;
}

export type Cause =
  /** an earlier text comes back, with the origins it had */
  | { readonly kind: 'history'; readonly direction: 'undo' | 'redo' }
  /** `certain`: the editor says so; else the selection that follows has to confirm it */
  | { readonly kind: 'keystroke'; readonly certain: boolean; readonly shape: 'character' | 'line-break' }
  | { readonly kind: 'paste' }
  /** `copies`: the inserted text was copied from elsewhere in the document */
  | { readonly kind: 'edit'; readonly explanation: Explanation; readonly copies?: boolean };

/** Nothing tells why. */
export const UNEXPLAINED: Explanation = { origin: 'unknown', evidence: 'none', kind: 'external' };

/** A person asked the editor for it. The characters were nobody's keystrokes, so they are not human. */
const REFACTORING: Explanation = { origin: 'unknown', evidence: 'observed', kind: 'refactoring' };

/** Text that was pasted and whose copying was not seen. */
export const PASTED: Explanation = { origin: 'unknown', evidence: 'observed', kind: 'paste' };

const unexplained: Cause = { kind: 'edit', explanation: UNEXPLAINED };
const refactoring = { kind: 'edit', explanation: REFACTORING } as const satisfies Cause;

export function causeOf(context: ChangeContext): Cause {
  if (context.reason) return { kind: 'history', direction: context.reason };
  return context.source ? causeOfSource(context.source, context) : causeOfPattern(context);
}

/** By what the stable API lets see. */
function causeOfPattern(context: ChangeContext): Cause {
  const { changes, paste, accepting, assistant, chat, takesKeys } = context;
  if (accepting) return { kind: 'edit', explanation: inlineSuggestion(assistant) };
  if (chat === 'takes-back') return { kind: 'history', direction: 'undo' };
  if (changes.every(({ text }) => text === '')) return unexplained;
  if (paste !== undefined && isPasteOf(paste, changes)) return { kind: 'paste' };
  const shape = takesKeys ? keystrokeShape(context) : undefined;
  if (shape) return { kind: 'keystroke', certain: false, shape };
  return chat ? { kind: 'edit', explanation: inferredChatEdit(assistant) } : unexplained;
}

/** By what the editor says. An unfamiliar source explains nothing. */
function causeOfSource({ source, metadata }: ChangeSource, context: ChangeContext): Cause {
  const word = (key: string) => (typeof metadata[key] === 'string' ? (metadata[key] as string) : undefined);
  switch (source) {
    case 'cursor':
      return causeOfCursor(word('kind'), word('detailedSource'), context);
    case 'inlineCompletionAccept':
    case 'inlineCompletionPartialAccept': {
      // Without an extension it is the editor's own completion, a word or a symbol that is already there.
      const extension = word('$extensionId');
      return extension
        ? { kind: 'edit', explanation: inlineSuggestion(toolOfExtension(extension)) }
        : refactoring;
    }
    case 'Chat.applyEdits':
    case 'inlineChat.applyEdits':
      return { kind: 'edit', explanation: chatEdit(word) };
    case 'Chat.undoEdits':
    case 'Chat.reset':
      return { kind: 'history', direction: 'undo' };
    case 'suggest':
    case 'snippet':
    case 'codeAction':
    case 'rename':
      return refactoring;
    case 'unknown':
      // Commands of the editor name themselves; an edit that an extension applied does not, or by how it came in.
      return /^(?:editor\.action\.|formatEditsCommand$|snippet$)/.test(word('name') ?? '')
        ? refactoring
        : unexplained;
    default:
      return unexplained;
  }
}

function causeOfCursor(kind: string | undefined, command = '', context: ChangeContext): Cause {
  switch (kind) {
    case 'type':
    case 'compositionType':
    case 'compositionEnd':
      return { kind: 'keystroke', certain: true, shape: 'character' };
    case 'paste':
      return { kind: 'paste' };
    default: {
      const inserts = context.changes.every(({ length }) => length === 0);
      const copies = inserts && /copyLines|duplicateSelection|dragAndDrop/.test(command);
      return copies ? { ...refactoring, copies } : refactoring;
    }
  }
}

function inlineSuggestion(assistant?: string): Explanation {
  const tool = assistant === undefined || assistant === SEVERAL_TOOLS ? 'inline-suggestion' : assistant;
  return { origin: 'ai', evidence: 'observed', kind: 'inline-suggestion', tool };
}

/** The insertion looks like an accept that went past our keys. */
export const inferredSuggestion = (assistant: string): Explanation => ({
  ...inlineSuggestion(assistant),
  evidence: 'inferred',
});

/** The chat is editing the document, and nobody else is known to have made the change. */
const inferredChatEdit = (assistant?: string): Explanation => ({
  origin: 'ai',
  evidence: 'inferred',
  kind: 'chat-edit',
  tool: assistant === undefined || assistant === SEVERAL_TOOLS ? 'chat' : assistant,
});

/** Text that comes piece by piece, as models write it. Which of the tools it is cannot be told. */
export const STREAMED: Explanation = {
  origin: 'ai',
  evidence: 'inferred',
  kind: 'chat-edit',
  tool: SEVERAL_TOOLS,
};

function chatEdit(word: (key: string) => string | undefined): Explanation {
  const extension = word('$extensionId');
  // The editor writes `/` as `|`, and a vendor before the name of the model: `copilot|gpt-5`.
  const model = word('$modelId')?.split('|').at(-1);
  const session = word('$$sessionId');
  return {
    origin: 'ai',
    evidence: 'observed',
    kind: 'chat-edit',
    tool: word('$harness') ?? (extension ? toolOfExtension(extension) : 'chat'),
    ...(model ? { model } : {}),
    ...(session ? { session } : {}),
  };
}

const bare = (text: string): string => text.replace(/\s+/g, '');

/** Whether the changes insert what was to be pasted: all of it at each cursor, or a line of it at each. */
function isPasteOf(paste: string, changes: readonly TextChange[]): boolean {
  const whole = bare(paste);
  const inserted = changes.map(({ text }) => bare(text));
  return (
    (whole !== '' && inserted.some((text) => text.includes(whole))) ||
    inserted.toReversed().join('') === whole ||
    inserted.join('') === whole
  );
}

/**
 * The shape of what one keystroke inserts: a character, a character with the closing one the editor adds, a line break
 * with indentation and what continues a comment, or another composition in place of the one before.
 */
function keystrokeShape({ changes, replacesTyped }: ChangeContext): 'character' | 'line-break' | undefined {
  if (changes.every(({ text }) => LINE_BREAK.test(text))) return 'line-break';
  const isCharacter = ({ text, length }: TextChange) =>
    ONE_CHARACTER.test(text) ||
    CLOSED.test(text) ||
    (replacesTyped && length > 0 && text.length <= MAX_COMPOSITION && !/[\r\n]/.test(text));
  return changes.every(isCharacter) ? 'character' : undefined;
}

const MAX_COMPOSITION = 64;
/** An input method goes on by a few characters at a time, or puts others in their place. */
const MIN_COMPLETED = 8;

/** Whether `text` in place of what was typed is the rest of it, as of a suggestion or from a list, and no composition. */
export const completes = (typed: string, text: string): boolean =>
  text.startsWith(typed) && text.length - typed.length >= MIN_COMPLETED;

/** one code point, with what combines with it */
const ONE_CHARACTER = /^[^\r\n]\p{M}*$/u;
const CLOSED = /^(?:\(\)|\[\]|\{\}|<>|«»|“”|‘’|(["'`$*_])\1{1,3}|\*\s*\*\/)$/u;
const LINE_BREAK = /^(?:\r?\n[ \t]*(?:\*\/?|\/\/[/!]?|#|--|;)?[ \t]*){1,2}$/;

/** What a selection event says, with offsets in the document as it is now. */
export interface SelectionContext {
  readonly kind: 'keyboard' | 'mouse' | 'command' | undefined;
  readonly selections: readonly { readonly anchor: number; readonly active: number }[];
}

/**
 * Whether a selection event is the one that follows a keystroke: the caret is behind what was inserted, or between it and
 * what the editor added, at every place; and it was moved by the keyboard. After Enter the editor does not say what moved it.
 * @param inserted ranges of the document as it is now
 */
export function confirmsKeystroke(
  shape: 'character' | 'line-break',
  inserted: readonly { readonly from: number; readonly to: number }[],
  { kind, selections }: SelectionContext,
): boolean {
  if (kind !== 'keyboard' && !(shape === 'line-break' && kind === undefined)) return false;
  const places = selections.flatMap(({ anchor, active }) => [anchor, active]);
  return (
    inserted.every(({ from, to }) => places.some((at) => from <= at && at <= to)) &&
    inserted.some(({ from, to }) => places.some((at) => from < at && at <= to))
  );
}
