import assert from 'node:assert/strict';
import {
  type ChangeContext,
  causeOf,
  confirmsKeystroke,
  type TextChange,
} from '../../src/domain/evidence.ts';

type Partial = Omit<ChangeContext, 'changes' | 'takesKeys' | 'replacesTyped'> & {
  takesKeys?: boolean;
  replacesTyped?: boolean;
};

const insert = (text: string, offset = 0): TextChange => ({ offset, length: 0, text });
const replace = (offset: number, length: number, text: string): TextChange => ({ offset, length, text });

/** In a few words: the kind, and what there is to say about it. */
function says(changes: TextChange | TextChange[], context: Partial = {}): string {
  const cause = causeOf({ changes: [changes].flat(), takesKeys: true, replacesTyped: false, ...context });
  switch (cause.kind) {
    case 'history':
      return cause.direction;
    case 'keystroke':
      return `${cause.certain ? 'certain' : 'likely'} ${cause.shape}`;
    case 'paste':
      return 'paste';
    case 'edit': {
      const { origin, evidence, kind, tool, model, session } = cause.explanation;
      const by = [tool, model, session].filter((it) => it !== undefined).join(':');
      return [origin, evidence, kind, by, cause.copies ? 'copy' : ''].filter((it) => it !== '').join(' ');
    }
  }
}

const UNEXPLAINED = 'unknown none external';
const REFACTORING = 'unknown observed refactoring';

describe('the cause of a change, by what the stable API shows', () => {
  const cases: [string, string, TextChange | TextChange[], Partial?][] = [
    ['a letter', 'likely character', insert('l')],
    ['a letter of two code units', 'likely character', insert('😀')],
    ['a letter with a combining accent', 'likely character', insert('é')],
    ['a letter over a selection', 'likely character', replace(2, 5, 'z')],
    ['a bracket that the editor closes', 'likely character', insert('()')],
    ['a quote that the editor closes', 'likely character', insert('""')],
    ['a comment that the editor closes', 'likely character', insert('*  */')],
    ['a closing bracket over the one there', 'likely character', replace(5, 1, ')')],
    ['a bracket around a selection', 'likely character', [insert(')', 5), insert('(', 0)]],
    ['a letter at three cursors', 'likely character', [insert('x', 6), insert('x', 3), insert('x', 0)]],
    ['Enter', 'likely line-break', insert('\n')],
    ['Enter with indentation', 'likely line-break', insert('\n    ')],
    ['Enter between brackets', 'likely line-break', insert('\n    \n')],
    ['Enter in a comment', 'likely line-break', insert('\n * ')],
    ['Enter in a CRLF document', 'likely line-break', insert('\r\n\t')],
    ['a composition that goes on', 'likely character', replace(9, 2, 'niha'), { replacesTyped: true }],
    ['a composition that ends', 'likely character', replace(9, 4, '你好'), { replacesTyped: true }],
    ['a word over one that was not typed', UNEXPLAINED, replace(9, 2, 'niha')],
    ['a word at once', UNEXPLAINED, insert('niha')],
    ['a line with text', UNEXPLAINED, insert('\nreturn')],
    ['a letter in a document without the focus', UNEXPLAINED, insert('l'), { takesKeys: false }],
    ['a letter at one place and a word at another', UNEXPLAINED, [insert('word', 9), insert('l', 0)]],
    ['deletion', UNEXPLAINED, replace(3, 1, '')],
    ['undo', 'undo', replace(3, 1, ''), { reason: 'undo' }],
    ['redo', 'redo', insert('x'), { reason: 'redo' }],
    ['paste', 'paste', insert('one'), { paste: 'one' }],
    ['paste of one letter', 'paste', insert('a'), { paste: 'a' }],
    ['paste, indented', 'paste', insert('  if (x) {\n    y\n  }'), { paste: 'if (x) {\n  y\n}' }],
    [
      'paste of a line at each cursor',
      'paste',
      [replace(5, 2, 'a\n'), replace(0, 2, 'xy')],
      { paste: 'xy\na\n' },
    ],
    ['the same paste at each cursor', 'paste', [insert('one', 5), insert('one', 0)], { paste: 'one' }],
    ['typing while a paste is being prepared', 'likely character', insert('l'), { paste: 'one' }],
    [
      'accept',
      'ai observed inline-suggestion copilot',
      insert('word'),
      { accepting: true, assistant: 'copilot' },
    ],
    [
      'accept of a letter',
      'ai observed inline-suggestion inline-suggestion',
      insert('l'),
      { accepting: true },
    ],
    [
      'a suggestion to delete',
      'ai observed inline-suggestion inline-suggestion',
      replace(0, 3, ''),
      { accepting: true },
    ],
  ];
  for (const [name, expected, changes, context] of cases)
    it(name, () => assert.equal(says(changes, context), expected));
});

describe('the cause of a change, where the editor names its source', () => {
  const cases: [string, string, string, Record<string, unknown>][] = [
    ['typing', 'certain character', 'cursor', { kind: 'type' }],
    ['an input method', 'certain character', 'cursor', { kind: 'compositionType' }],
    ['the end of a composition', 'certain character', 'cursor', { kind: 'compositionEnd' }],
    ['paste', 'paste', 'cursor', { kind: 'paste' }],
    ['cut', REFACTORING, 'cursor', { kind: 'cut' }],
    ['replace all', REFACTORING, 'cursor', { kind: 'executeCommand', detailedSource: 'replaceAll' }],
    [
      'copying a line',
      `${REFACTORING} copy`,
      'cursor',
      { kind: 'executeCommands', detailedSource: 'editor.action.copyLinesDownAction' },
    ],
    [
      'dragging a copy',
      `${REFACTORING} copy`,
      'cursor',
      { kind: 'executeCommand', detailedSource: 'editor.contrib.dragAndDrop' },
    ],
    [
      'an inline suggestion',
      'ai observed inline-suggestion copilot',
      'inlineCompletionAccept',
      { $extensionId: 'GitHub.copilot' },
    ],
    [
      'a word of it',
      'ai observed inline-suggestion acme.suggest',
      'inlineCompletionPartialAccept',
      { $extensionId: 'Acme.Suggest' },
    ],
    ["the editor's own inline completion", REFACTORING, 'inlineCompletionAccept', {}],
    [
      'chat',
      'ai observed chat-edit copilot:gpt-5:s1',
      'Chat.applyEdits',
      { $modelId: 'copilot|gpt-5', $extensionId: 'GitHub.copilot-chat', $$sessionId: 's1' },
    ],
    [
      'an agent in the editor',
      'ai observed chat-edit codex:gpt-5',
      'Chat.applyEdits',
      { $modelId: 'gpt-5', $harness: 'codex' },
    ],
    ['inline chat', 'ai observed chat-edit chat', 'inlineChat.applyEdits', {}],
    ['a chat edit that was rejected', 'undo', 'Chat.undoEdits', {}],
    [
      'a suggestion of the list',
      REFACTORING,
      'suggest',
      { $extensionId: 'vscode.typescript-language-features' },
    ],
    ['a snippet', REFACTORING, 'snippet', {}],
    ['a snippet by command', REFACTORING, 'unknown', { name: 'snippet' }],
    ['a code action', REFACTORING, 'codeAction', {}],
    ['rename', REFACTORING, 'rename', {}],
    ['a formatter', REFACTORING, 'unknown', { name: 'formatEditsCommand' }],
    ['a command of the editor', REFACTORING, 'unknown', { name: 'editor.action.joinLines' }],
    ['an edit by an extension', UNEXPLAINED, 'unknown', { name: 'MainThreadTextEditor' }],
    ['a workspace edit', UNEXPLAINED, 'unknown', {}],
    ['reload', UNEXPLAINED, 'reloadFromDisk', {}],
    ['line ends', UNEXPLAINED, 'eolChange', {}],
    ['what a later editor may say', UNEXPLAINED, 'hypnosis', { kind: 7 }],
  ];
  for (const [name, expected, source, metadata] of cases)
    it(name, () => assert.equal(says(insert('x'), { source: { source, metadata } }), expected));

  it('undo, whatever the source', () =>
    assert.equal(
      says(insert('x'), { reason: 'undo', source: { source: 'applyEdits', metadata: {} } }),
      'undo',
    ));
});

describe('the selection after a keystroke', () => {
  const caret = (...places: number[]) => places.map((at) => ({ anchor: at, active: at }));
  const one = [{ from: 3, to: 4 }];

  const cases: [string, boolean, Parameters<typeof confirmsKeystroke>][] = [
    [
      'by the keyboard, behind the character',
      true,
      ['character', one, { kind: 'keyboard', selections: caret(4) }],
    ],
    [
      'between brackets',
      true,
      ['character', [{ from: 3, to: 5 }], { kind: 'keyboard', selections: caret(4) }],
    ],
    [
      'around what is now in brackets',
      true,
      [
        'character',
        [
          { from: 0, to: 1 },
          { from: 6, to: 7 },
        ],
        { kind: 'keyboard', selections: [{ anchor: 1, active: 6 }] },
      ],
    ],
    [
      'at every cursor',
      true,
      [
        'character',
        [
          { from: 0, to: 1 },
          { from: 4, to: 5 },
        ],
        { kind: 'keyboard', selections: caret(1, 5) },
      ],
    ],
    [
      'at one of two places',
      false,
      [
        'character',
        [
          { from: 0, to: 1 },
          { from: 4, to: 5 },
        ],
        { kind: 'keyboard', selections: caret(1) },
      ],
    ],
    ['by the keyboard, elsewhere', false, ['character', one, { kind: 'keyboard', selections: caret(9) }]],
    [
      'by the keyboard, before the character',
      false,
      ['character', one, { kind: 'keyboard', selections: caret(3) }],
    ],
    ['by the mouse', false, ['character', one, { kind: 'mouse', selections: caret(4) }]],
    ['by a command', false, ['character', one, { kind: 'command', selections: caret(4) }]],
    ['by nothing named', false, ['character', one, { kind: undefined, selections: caret(4) }]],
    ['by nothing named, after Enter', true, ['line-break', one, { kind: undefined, selections: caret(4) }]],
    ['by the mouse, after Enter', false, ['line-break', one, { kind: 'mouse', selections: caret(4) }]],
  ];
  for (const [name, expected, args] of cases)
    it(name, () => assert.equal(confirmsKeystroke(...args), expected));
});
