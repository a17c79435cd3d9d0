/** Each action with real keys, and the origins it leaves: with the source of changes named, and on the stable API alone. */
import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { LastmileApi } from '../../src/compose.ts';
import { lettersOf } from '../fixtures/letters.ts';
import { clipboard, focus, ime, keys, mouse, screen } from './driver.ts';

const run = promisify(execFile);
let api: LastmileApi;
let root: string;
let files = 0;

const git = async (...args: string[]) => (await run('git', args, { cwd: root })).stdout.trimEnd();
const lastmile = (...args: string[]) => {
  const cli = join(vscode.extensions.getExtension('lastmile.lastmile')!.extensionPath, 'dist', 'cli.js');
  return run(process.execPath, [cli, ...args], { cwd: root });
};
const command = (id: string, ...args: unknown[]) => vscode.commands.executeCommand(id, ...args);
const setting = (section: string, key: string, value: unknown) =>
  vscode.workspace.getConfiguration(section).update(key, value, vscode.ConfigurationTarget.Global);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(condition: () => unknown, what: () => string): Promise<void> {
  for (const endMs = Date.now() + 60_000; Date.now() < endMs; ) {
    if (await condition()) return;
    await pause(30);
  }
  assert.fail(`never: ${what()}`);
}

/** The text line by line, each with the origins of its characters; see `lettersOf`. */
function shown(document: vscode.TextDocument): string[] | undefined {
  const content = api.attributionOf(document.uri);
  if (!content) return undefined;
  const letters = lettersOf(content).split('\n');
  return content.text.split('\n').map((line, at) => `${line.replace('\r', '')} ${letters[at]}`.trimEnd());
}

async function becomes(document: vscode.TextDocument, ...expected: string[]): Promise<void> {
  const isThere = () => JSON.stringify(shown(document)) === JSON.stringify(expected);
  await until(isThere, () => `${JSON.stringify(expected)}; it is ${JSON.stringify(shown(document))}`);
  assert.equal(api.attributionOf(document.uri)!.text, document.getText());
}

async function show(document: vscode.TextDocument, column = vscode.ViewColumn.One): Promise<void> {
  await vscode.window.showTextDocument(document, { viewColumn: column });
  await screen.waitFor('.editor-instance .monaco-editor.focused');
}

interface Opening {
  readonly ai?: boolean;
  readonly name?: string;
}

/** A new file with this text, which was there before, or which an agent has written. */
async function open(text: string, { ai = false, name }: Opening = {}): Promise<vscode.TextDocument> {
  await command('workbench.action.closeAllEditors');
  const path = name ?? `file-${++files}.txt`;
  // In HEAD before it is in the folder, so that the views cannot have seen it uncommitted.
  const draft = join(root, '.git', 'draft');
  await writeFile(draft, ai ? '' : text);
  await git('add', '.');
  await git(
    'update-index',
    '--add',
    '--cacheinfo',
    `100644,${await git('hash-object', '-w', draft)},${path}`,
  );
  await git('commit', '--quiet', '--allow-empty', '-m', path);
  await git('checkout', '--quiet', '--', path);
  if (ai) {
    await writeFile(join(root, path), text);
    await lastmile('checkpoint', '--origin', 'ai', '--tool', 'codex', path);
  }
  const document = await vscode.workspace.openTextDocument(join(root, path));
  await show(document);
  await until(
    () => api.attributionOf(document.uri),
    () => `${path} is tracked`,
  );
  return document;
}

/** Resolves when the window has taken in what it was told, so that the next key finds it. */
const taken = () => command('setContext', 'lastmile.test.taken', true);

async function select(from: number, to = from): Promise<void> {
  const editor = vscode.window.activeTextEditor!;
  const { document } = editor;
  editor.selection = new vscode.Selection(document.positionAt(from), document.positionAt(to));
  await taken();
}

async function selectText(text: string): Promise<void> {
  const at = vscode.window.activeTextEditor!.document.getText().indexOf(text);
  assert.ok(at >= 0);
  await select(at, at + text.length);
}

const inClipboard = (text: string) =>
  until(
    async () => (await clipboard.read()) === text,
    () => `${JSON.stringify(text)} in the clipboard`,
  );

async function type(text: string): Promise<void> {
  await keys.type(text, { delayMs: 20 });
}

/**
 * Everything is asked on the stable API, in every edition, as that is what users have. With the source of changes named,
 * what it decides is asked in every edition, and the rest only in the newest.
 */
const isOldest = process.env.LASTMILE_EDITION === 'oldest';
type About = 'the source' | 'changes' | 'files';
const isAsked = (isDetailed: boolean, about: About) =>
  !isDetailed || about === 'the source' || (about === 'changes' && !isOldest);

for (const isDetailed of [true, false])
  describe(`in the editor, ${isDetailed ? 'the source of changes named' : 'on the stable API'}`, () => {
    /** what a person asked the editor for is known as such only where it says so */
    const r = isDetailed ? 'r' : 'x';
    const subscriptions: vscode.Disposable[] = [];
    let suggestion: vscode.InlineCompletionItem | undefined;

    before(async () => {
      const extension = vscode.extensions.getExtension<LastmileApi>('lastmile.lastmile')!;
      api = await extension.activate();
      root = await realpath(vscode.workspace.workspaceFolders![0]!.uri.fsPath);
      await git('init', '--quiet').catch(() => {});
      await setting('lastmile', 'tracking.useDetailedReason', isDetailed);
      await setting('lastmile', 'askToInstallHooks', false);
      await setting('files', 'autoSave', 'off');
      await setting('editor', 'find.seedSearchStringFromSelection', 'never');
      await setting('editor', 'quickSuggestions', false); // or Enter takes the word it shows
      subscriptions.push(
        vscode.languages.registerInlineCompletionItemProvider(
          { scheme: 'file' },
          { provideInlineCompletionItems: () => (suggestion ? [suggestion] : []) },
        ),
        vscode.languages.registerDocumentFormattingEditProvider(
          { scheme: 'file', language: 'plaintext' },
          {
            provideDocumentFormattingEdits: (document) => [
              vscode.TextEdit.replace(
                new vscode.Range(0, 0, document.lineCount, 0),
                document
                  .getText()
                  .replace(/^ *(?=\S)/gm, '    ')
                  .replace(/,(?=\S)/g, ', '),
              ),
            ],
          },
        ),
        vscode.languages.registerRenameProvider(
          { scheme: 'file', language: 'plaintext' },
          {
            provideRenameEdits(document, position, name) {
              const word = document.getText(document.getWordRangeAtPosition(position));
              const edit = new vscode.WorkspaceEdit();
              for (const { index } of document.getText().matchAll(new RegExp(`\\b${word}\\b`, 'g'))) {
                const end = document.positionAt(index + word.length);
                edit.replace(document.uri, new vscode.Range(document.positionAt(index), end), name);
              }
              return edit;
            },
          },
        ),
      );
      await command('workbench.action.closeAllEditors');
      await api.refresh();
    });

    after(async () => {
      await command('workbench.action.revertAndCloseActiveEditor');
      for (const it of subscriptions) it.dispose();
      await command('workbench.action.closeAllEditors');
    });

    afterEach(async () => {
      suggestion = undefined;
      await command('workbench.action.files.revert');
    });

    const groupOf = (about: About) => (title: string, tests: () => void) => {
      if (isAsked(isDetailed, about)) describe(title, tests);
    };

    groupOf('changes')('typing', () => {
      it('is human', async () => {
        const document = await open('');
        await type('one');
        await keys.press('Enter');
        await type('two');
        await becomes(document, 'one hhh', 'two hhh');
      });

      it('is human as fast as it goes', async () => {
        const document = await open('');
        await keys.type('the quick brown fox');
        await becomes(document, `the quick brown fox ${'h'.repeat(19)}`);
      });

      it('is human with what the editor closes, and in what was written by AI', async () => {
        const document = await open('let x = 1;\n', { ai: true, name: `closes-${++files}.ts` });
        await select(8, 9);
        await type('f(2)');
        await becomes(document, 'let x = f(2); aaaaaaAahhhha', '');
      });

      it('around a selection', async () => {
        const document = await open('alpha beta\n', { ai: true });
        await select(0, 5);
        await type('(');
        await becomes(document, '(alpha) beta haaaaahaaaaa', '');
      });

      it('at several cursors', async () => {
        const document = await open('aa\nbb\n', { ai: true });
        const editor = vscode.window.activeTextEditor!;
        editor.selections = [0, 3].map((at) => {
          const position = document.positionAt(at);
          return new vscode.Selection(position, position);
        });
        await taken();
        await type('xy');
        await becomes(document, 'xyaa hhaa', 'xybb hhaa', '');
      });

      it('with an input method', async () => {
        const document = await open('x\n', { ai: true });
        await select(1);
        await ime.compose('ni');
        await ime.compose('niha');
        await ime.commit('你好');
        await becomes(document, 'x你好 ahh', '');
      });

      it('characters of two code units', async () => {
        const document = await open('日本語😀x\n', { ai: true });
        await select(5);
        await type('é');
        await becomes(document, '日本語😀éx aaaaaha', '');
      });

      it('in a CRLF document', async () => {
        const document = await open('one\r\ntwo\r\n', { ai: true });
        await select(3);
        await keys.press('Enter');
        await type('x');
        await becomes(document, 'one aaah', 'x ha', 'two aaaa', '');
      });
    });

    groupOf('changes')('deleting', () => {
      it('inside a line touches what is beside it', async () => {
        const document = await open('one two\n', { ai: true });
        await select(7);
        await keys.press('Backspace', { times: 2, delayMs: 50 });
        await becomes(document, 'one t aaaaA', '');
        await keys.press('ControlOrMeta+Z');
        await becomes(document, 'one two aaaaaaa', '');
      });

      it('of a line touches nothing', async () => {
        const document = await open('one\ntwo\n', { ai: true });
        await select(1);
        await command('editor.action.deleteLines');
        await becomes(document, 'two aaa', '');
      });
    });

    groupOf('changes')('the clipboard', () => {
      it('carries what was copied', async () => {
        const document = await open('one two\n', { ai: true });
        await selectText('one');
        await keys.press('ControlOrMeta+C');
        await inClipboard('one');
        await select(8);
        await keys.press('ControlOrMeta+V');
        await becomes(document, 'one two aaaaaaa', 'one aaa');
        await keys.press('ControlOrMeta+Z');
        await becomes(document, 'one two aaaaaaa', '');
        await keys.press('ControlOrMeta+Y');
        await becomes(document, 'one two aaaaaaa', 'one aaa');
      });

      it('carries a line that was cut', async () => {
        const document = await open('one\ntwo\n', { ai: true });
        await select(8);
        await type('mine');
        await select(0);
        await keys.press('ControlOrMeta+X');
        await inClipboard('one\n');
        await select(4);
        await keys.press('ControlOrMeta+V');
        await becomes(document, 'two aaa', 'one aaa', 'mine hhhh');
      });

      it('carries text to another file', async () => {
        await open('alpha\nbeta\n', { ai: true });
        await selectText('alpha\n');
        await keys.press('ControlOrMeta+X');
        await inClipboard('alpha\n');
        await command('workbench.action.files.save');
        const other = await open('there\n');
        await select(0);
        await keys.press('ControlOrMeta+V');
        await becomes(other, 'alpha aaaaa', 'there bbbbb', '');
      });

      it('brings unknown text from elsewhere, of one character, too', async () => {
        const document = await open('');
        await clipboard.write('from elsewhere');
        await keys.press('ControlOrMeta+V');
        await becomes(document, 'from elsewhere pppppppppppppp');
        await clipboard.write('z');
        await keys.press('ControlOrMeta+V');
        await becomes(document, 'from elsewherez ppppppppppppppp');
      });
    });

    groupOf('changes')('moving', () => {
      it('a line by keys', async () => {
        const document = await open('one\n', { ai: true });
        await select(4);
        await type('mine');
        await keys.press('Alt+ArrowUp');
        await becomes(document, 'mine hhhh', 'one aaa');
      });

      it('a word by dragging', async () => {
        const document = await open('alpha beta gamma\n', { ai: true });
        await select(16);
        await type(' x');
        await mouse.click({ text: 'alpha' }, { clickCount: 2 });
        await until(
          () => vscode.window.activeTextEditor?.selection.end.character === 5,
          () => 'selected',
        );
        await mouse.drag({ text: 'alpha' }, { text: ' x', at: 'end' });
        await becomes(document, ' beta gamma xalpha aaaaaaaaaaahhaaaaa', '');
      });

      it('lines to another file in one edit', async () => {
        const from = await open('alpha\nbeta\n', { ai: true });
        const path = join(root, `target-${++files}.txt`);
        await writeFile(path, 'there\n');
        const to = await vscode.workspace.openTextDocument(path);
        await until(
          () => api.attributionOf(to.uri),
          () => 'the target is tracked',
        );
        const edit = new vscode.WorkspaceEdit();
        edit.delete(from.uri, new vscode.Range(0, 0, 1, 0));
        edit.insert(to.uri, new vscode.Position(0, 0), 'alpha\n');
        await vscode.workspace.applyEdit(edit);
        await becomes(to, 'alpha aaaaa', 'there xxxxx', '');
        await show(to);
        await command('workbench.action.files.revert');
        await show(from);
      });
    });

    groupOf('the source')('inline suggestions', () => {
      const suggest = async (text: string) => {
        suggestion = new vscode.InlineCompletionItem(text);
        await command('editor.action.inlineSuggest.trigger');
        await screen.waitFor('.ghost-text, .ghost-text-decoration', { timeoutMs: 30_000 });
        await pause(300);
      };
      const tool = (document: vscode.TextDocument) =>
        api.attributionOf(document.uri)!.runs.find(({ mark }) => mark.edit.origin === 'ai')?.mark.edit.tool;

      it('accepted as a whole', async () => {
        const document = await open('\n');
        await type('re');
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
          () => document.getText().startsWith('first line'),
          () => document.getText(),
        );
        const [first] = shown(document)!;
        assert.equal(first, `first line ${'a'.repeat(10)}`);
      });

      it('typed over are human', async () => {
        const document = await open('\n');
        await suggest('alpha');
        await type('al');
        await becomes(document, 'al hh', '');
      });
    });

    groupOf('the source')('what the editor does when asked', () => {
      it('formatting keeps the origins', async () => {
        const document = await open('one\n  two,three\n', { ai: true });
        await select(0);
        await type('h');
        await command('editor.action.formatDocument');
        await until(
          () => document.getText() === '    hone\n    two, three\n',
          () => document.getText(),
        );
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
        await command('editor.action.triggerSuggest');
        await screen.waitFor('.suggest-widget.visible .monaco-list-row.focused');
        await pause(300);
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
        await until(
          () => document.getText() === 'zip bar zip\n',
          () => document.getText(),
        );
        const letters = lettersOf(api.attributionOf(document.uri)!);
        assert.equal(letters.replaceAll('A', 'a'), `${r.repeat(3)}aaaaa${r.repeat(3)}\n`);
      });

      it('find and replace', async () => {
        const document = await open('foo bar foo\n', { ai: true });
        await command('editor.actions.findWithArgs', { searchString: 'bar', replaceString: 'zip' });
        await screen.waitFor('.find-widget.visible .matchesCount', { text: 'of 1' });
        await command('editor.action.replaceAll');
        await until(
          () => document.getText() === 'foo zip foo\n',
          () => document.getText(),
        );
        await command('closeFindWidget');
        assert.equal(
          lettersOf(api.attributionOf(document.uri)!).replaceAll('A', 'a'),
          `aaaa${r.repeat(3)}aaaa\n`,
        );
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

    groupOf('the source')('what others do', () => {
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

    groupOf('files')('files', () => {
      it('a reload from disk keeps what stayed', async () => {
        const document = await open('one\ntwo\n', { ai: true });
        await pause(1_100);
        await writeFile(document.uri.fsPath, 'one\nnew\ntwo\n');
        await becomes(document, 'one aaa', 'new xxx', 'two aaa', '');
      });

      it('an agent that reports its edit is known a moment later', async () => {
        const document = await open('one\n');
        await lastmile('checkpoint', '--origin', 'unknown');
        await writeFile(document.uri.fsPath, 'one\nwritten\n');
        await until(
          () => document.getText() === 'one\nwritten\n',
          () => document.getText(),
        );
        await lastmile('checkpoint', '--origin', 'ai', '--tool', 'codex');
        await becomes(document, 'one bbb', 'written aaaaaaa', '');
      });

      it('what was typed is on record when it is saved', async () => {
        const document = await open('one\n');
        await select(4);
        await type('two\n');
        await becomes(document, 'one bbb', 'two hhh', '');
        await command('workbench.action.files.save');
        await git('add', '.');
        const { stdout } = await lastmile('stats', '--staged', '--json');
        assert.equal(JSON.parse(stdout).added.human, 1);
      });

      it('a file that was renamed keeps its origins', async () => {
        const document = await open('one\n', { ai: true });
        const edit = new vscode.WorkspaceEdit();
        const to = vscode.Uri.file(join(root, `renamed-${++files}.txt`));
        edit.renameFile(document.uri, to);
        await vscode.workspace.applyEdit(edit);
        const renamed = await vscode.workspace.openTextDocument(to);
        await becomes(renamed, 'one aaa', '');
      });

      it('a new file keeps what was typed before it had a name', async () => {
        await command('workbench.action.closeAllEditors');
        const file = vscode.Uri.file(join(root, `named-${++files}.txt`));
        const untitled = await vscode.workspace.openTextDocument(file.with({ scheme: 'untitled' }));
        await show(untitled);
        await type('mine');
        await becomes(untitled, 'mine hhhh');
        await command('workbench.action.files.save');
        const named = await vscode.workspace.openTextDocument(file);
        await becomes(named, 'mine hhhh');
      });

      it('a file that git ignores is not tracked', async () => {
        await writeFile(join(root, '.gitignore'), 'ignored.txt\n');
        await writeFile(join(root, 'ignored.txt'), 'one\n');
        const document = await vscode.workspace.openTextDocument(join(root, 'ignored.txt'));
        await show(document);
        await type('x');
        await pause(500);
        await api.flush();
        assert.equal(api.attributionOf(document.uri), undefined);
      });

      it('nothing is recorded while tracking is paused', async () => {
        const document = await open('one\n', { ai: true });
        await command('lastmile.pause');
        await until(
          () => api.attributionOf(document.uri) === undefined,
          () => 'paused',
        );
        await select(4);
        await type('two');
        await command('lastmile.resume');
        await becomes(document, 'one aaa', 'two xxx');
      });
    });

    it('nothing typed in a window without the focus is believed', async () => {
      const document = await open('');
      await focus.blur();
      await until(
        () => !vscode.window.state.focused,
        () => 'not focused',
      );
      await vscode.window.activeTextEditor!.edit((edit) => edit.insert(new vscode.Position(0, 0), 'x'));
      await becomes(document, 'x x');
      await focus.restore();
    });
  });
