/** What the editor writes because it was asked to, suggests, or is told to by other extensions. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { keys, screen } from '../driver.ts';
import { until } from '../waiting.ts';
import { command, taken } from '../workbench.ts';
import {
  api,
  becomes,
  describeTracking,
  open,
  originsBecome,
  select,
  shown,
  textBecomes,
  type,
} from './editing.ts';

describeTracking('inline suggestions', 'the source', ({ isDetailed }) => {
  let suggestion: vscode.InlineCompletionItem | undefined;
  let provider: vscode.Disposable;

  before(() => {
    provider = vscode.languages.registerInlineCompletionItemProvider(
      { scheme: 'file' },
      { provideInlineCompletionItems: () => (suggestion ? [suggestion] : []) },
    );
  });
  afterEach(() => {
    suggestion = undefined;
  });
  after(() => provider.dispose());

  const suggest = async (text: string) => {
    suggestion = new vscode.InlineCompletionItem(text);
    await command('editor.action.inlineSuggest.trigger');
    await screen.waitFor('.ghost-text, .ghost-text-decoration');
    await taken();
  };
  const tool = (document: vscode.TextDocument) =>
    api.attributionOf(document.uri)!.runs.find(({ mark }) => mark.edit.origin === 'ai')?.mark.edit.tool;

  it('accepted as a whole', async () => {
    const document = await open('\n');
    await type('re');
    await textBecomes(document, 're\n');
    await suggest('return 1;');
    await keys.press('Tab');
    await becomes(document, 'return 1; hhaaaaaaa', '');
    assert.equal(tool(document), isDetailed ? 'lastmile.lastmile' : 'inline-suggestion');
    await keys.press('ControlOrMeta+Z');
    await becomes(document, 're hh', '');
    await keys.press('ControlOrMeta+Y');
    await becomes(document, 'return 1; hhaaaaaaa', '');
  });

  it('accepted by word', async () => {
    const document = await open('\n');
    await suggest('alpha beta');
    await keys.press('Control+ArrowRight');
    await becomes(document, 'alpha aaaaa', '');
    await type('x');
    await becomes(document, 'alphax aaaaah', '');
  });

  it('accepted by line', async () => {
    const document = await open('\n');
    await suggest('first line\nsecond');
    await command('lastmile.acceptNextLine');
    await until(
      () => shown(document)?.[0] === `first line ${'a'.repeat(10)}`,
      () => JSON.stringify(shown(document)),
    );
  });

  it('typed over are human', async () => {
    const document = await open('\n');
    await suggest('alpha');
    await type('al');
    await becomes(document, 'al hh', '');
  });
});

describeTracking('what the editor does when asked', 'the source', ({ isDetailed, asked: r }) => {
  const providers: vscode.Disposable[] = [];
  before(() => {
    const selector = { scheme: 'file', language: 'plaintext' };
    providers.push(
      vscode.languages.registerDocumentFormattingEditProvider(selector, { provideDocumentFormattingEdits }),
      vscode.languages.registerRenameProvider(selector, { provideRenameEdits }),
    );
  });
  after(() => {
    for (const provider of providers) provider.dispose();
  });

  it('formatting keeps the origins', async () => {
    const document = await open('one\n  two,three\n', { ai: true });
    await select(0);
    await type('h');
    await textBecomes(document, 'hone\n  two,three\n');
    await command('editor.action.formatDocument');
    await textBecomes(document, '    hone\n    two, three\n');
    const [first, second] = shown(document)!;
    assert.match(first!, /haaa$/);
    assert.match(second!, / a+$/);
  });

  it('a snippet is not typed', async () => {
    const document = await open('');
    await vscode.window.activeTextEditor!.insertSnippet(
      new vscode.SnippetString('for ').appendPlaceholder('i', 1).appendText(' of ').appendTabstop(0),
    );
    await becomes(document, `for i of  ${r.repeat(9)}`.trim());
    await type('k');
    await becomes(document, `for k of  ${r}${r}${r.toUpperCase()}${r}h${r.repeat(4)}`);
  });

  it('a completed word: what was typed of it is human', async () => {
    const document = await open('zoological\n');
    await select(11);
    await type('zoo');
    await textBecomes(document, 'zoological\nzoo');
    await command('editor.action.triggerSuggest');
    await screen.waitFor('.suggest-widget.visible .monaco-list-row.focused', { text: 'zoological' });
    await taken();
    await keys.press('Enter');
    await becomes(document, 'zoological bbbbbbbbbb', `zoological hhh${r.repeat(7)}`);
  });

  it('renaming', async () => {
    const document = await open('foo bar foo\n', { ai: true });
    await select(1);
    await keys.press('F2');
    await screen.waitFor('.rename-box input:focus');
    await type('zip');
    await keys.press('Enter');
    await textBecomes(document, 'zip bar zip\n');
    await originsBecome(document, `${r.repeat(3)}aaaaa${r.repeat(3)}\n`);
  });

  it('find and replace', async () => {
    const document = await open('foo bar foo\n', { ai: true });
    await command('editor.actions.findWithArgs', { searchString: 'bar', replaceString: 'zip' });
    await screen.waitFor('.find-widget.visible .matchesCount', { text: 'of 1' });
    await command('editor.action.replaceAll');
    await textBecomes(document, 'foo zip foo\n');
    await command('closeFindWidget');
    await originsBecome(document, `aaaa${r.repeat(3)}aaaa\n`);
  });

  it('other line ends', async () => {
    const document = await open('one\ntwo\n', { ai: true });
    const eol = (it: vscode.EndOfLine) =>
      vscode.window.activeTextEditor!.edit((edit) => edit.setEndOfLine(it));
    await eol(vscode.EndOfLine.CRLF);
    await becomes(document, 'one aaaa', 'two aaaa', '');
    await eol(vscode.EndOfLine.LF);
    await becomes(document, 'one aaa', 'two aaa', '');
  });

  if (isDetailed)
    it('copying a line down', async () => {
      const document = await open('one\n', { ai: true });
      await select(0);
      await command('editor.action.copyLinesDownAction');
      await becomes(document, 'one aaa', 'one aaa', '');
    });
});

describeTracking('what others do', 'the source', () => {
  it('an edit by an extension is unknown', async () => {
    const document = await open('one\n', { ai: true });
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 0), 'x');
    await vscode.workspace.applyEdit(edit);
    await becomes(document, 'one aaa', 'x x');
  });

  it('an edit at the caret is unknown, whatever key comes then', async () => {
    const document = await open('');
    await vscode.window.activeTextEditor!.edit((edit) => edit.insert(new vscode.Position(0, 0), 'x'));
    await keys.press('ArrowLeft');
    await keys.press('ArrowRight');
    await type('y');
    await becomes(document, 'xy xh');
  });
});

/** Indents by four blanks, and puts one behind each comma. */
function provideDocumentFormattingEdits(document: vscode.TextDocument): vscode.TextEdit[] {
  const formatted = document
    .getText()
    .replace(/^ *(?=\S)/gm, '    ')
    .replace(/,(?=\S)/g, ', ');
  return [vscode.TextEdit.replace(new vscode.Range(0, 0, document.lineCount, 0), formatted)];
}

/** Renames the word wherever it is in the file. */
function provideRenameEdits(
  document: vscode.TextDocument,
  position: vscode.Position,
  name: string,
): vscode.WorkspaceEdit {
  const word = document.getText(document.getWordRangeAtPosition(position));
  const edit = new vscode.WorkspaceEdit();
  for (const { index } of document.getText().matchAll(new RegExp(`\\b${word}\\b`, 'g'))) {
    const end = document.positionAt(index + word.length);
    edit.replace(document.uri, new vscode.Range(document.positionAt(index), end), name);
  }
  return edit;
}
