/** What is typed and deleted, with real keys, and the origins that it leaves. */
import * as vscode from 'vscode';
import { focus, ime, keys } from '../driver.ts';
import { until } from '../waiting.ts';
import { command, taken } from '../workbench.ts';
import { becomes, describeTracking, newName, open, select, type } from './editing.ts';

describeTracking('typing', 'changes', () => {
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
    const document = await open('let x = 1;\n', { ai: true, name: newName('ts') });
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

describeTracking('deleting', 'changes', () => {
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

describeTracking('a window without the focus', 'the source', () => {
  it('is not typed in', async () => {
    const document = await open('');
    await focus.blur();
    await until(() => !vscode.window.state.focused, 'not focused');
    await vscode.window.activeTextEditor!.edit((edit) => edit.insert(new vscode.Position(0, 0), 'x'));
    await becomes(document, 'x x');
  });
});
