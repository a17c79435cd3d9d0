/** The least that must work before any other test here means something. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { clipboard, focus, ime, keys, mouse, screen } from './driver.ts';
import { until } from './waiting.ts';

async function emptyEditor(): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: '' });
  await vscode.window.showTextDocument(document);
  await screen.waitFor('.editor-instance .monaco-editor.focused');
  return document;
}

describe('the editor', () => {
  it('is the version that was asked for', () => {
    const wanted = process.env.LASTMILE_TEST_VSCODE;
    if (wanted) assert.equal(vscode.version, wanted);
  });

  it('activates the extension', async () => {
    const extension = vscode.extensions.getExtension('lastmile.lastmile');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});

describe('the driver', () => {
  after(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('types', async () => {
    const document = await emptyEditor();
    await keys.type('one two', { delayMs: 5 });
    await until(
      () => document.getText() === 'one two',
      () => `typed: ${document.getText()}`,
    );
  });

  it('pastes from the clipboard', async () => {
    const document = await emptyEditor();
    await clipboard.write('from elsewhere');
    await keys.press('ControlOrMeta+V');
    await until(() => document.getText() === 'from elsewhere', 'pasted');
    assert.equal(await clipboard.read(), 'from elsewhere');
  });

  it('composes with an input method', async () => {
    const document = await emptyEditor();
    await ime.compose('ni');
    await ime.compose('niha');
    await ime.commit('你好');
    await until(() => document.getText() === '你好', 'composed');
  });

  it('drags text with the mouse', async () => {
    const document = await emptyEditor();
    await keys.type('alpha beta gamma');
    await screen.waitFor('.editor-instance .view-line', { text: 'gamma' });
    await mouse.click({ text: 'alpha' }, { clickCount: 2 });
    await until(
      () => vscode.window.activeTextEditor?.selection.end.character === 5,
      'selected by a double click',
    );
    await mouse.drag({ text: 'alpha' }, { text: 'gamma', at: 'end' });
    await until(
      () => document.getText() === ' beta gammaalpha',
      () => `dragged: ${document.getText()}`,
    );
  });

  it('takes the focus away and gives it back', async () => {
    await emptyEditor();
    await focus.blur();
    await until(() => !vscode.window.state.focused, 'not focused');
    await focus.restore();
    await until(() => vscode.window.state.focused, 'focused');
  });

  it('reads the screen', async () => {
    assert.equal(await screen.evaluate((text: string) => text.length, 'abc'), 3);
    assert.match(await screen.evaluate<string>('document.body.innerHTML'), /monaco-workbench/);
    assert.ok((await screen.count('.statusbar-item')) > 0);
    assert.match(await screen.aria('.statusbar'), /status/);
  });
});
