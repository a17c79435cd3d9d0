/** Text that is moved or copied brings its origins: the clipboard, moved lines, the mouse, edits of several files. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { clipboard, keys, mouse } from '../driver.ts';
import { until } from '../waiting.ts';
import { command } from '../workbench.ts';
import {
  becomes,
  describeTracking,
  isTracked,
  newFile,
  newName,
  open,
  root,
  select,
  selectText,
  show,
  take,
  type,
} from './editing.ts';

describeTracking('the clipboard', 'changes', () => {
  it('carries what was copied', async () => {
    const document = await open('one two\n', { ai: true });
    await selectText('one');
    await take('ControlOrMeta+C', 'one');
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
    await becomes(document, 'one aaa', 'two aaa', 'mine hhhh');
    await select(0);
    await take('ControlOrMeta+X', 'one\n');
    await becomes(document, 'two aaa', 'mine hhhh');
    await select(4);
    await keys.press('ControlOrMeta+V');
    await becomes(document, 'two aaa', 'one aaa', 'mine hhhh');
  });

  it('carries text to another file', async () => {
    const from = await open('alpha\nbeta\n', { ai: true });
    await selectText('alpha\n');
    await take('ControlOrMeta+X', 'alpha\n');
    await becomes(from, 'beta aaaa', '');
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

describeTracking('moving', 'changes', () => {
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
    await becomes(document, 'alpha beta gamma x aaaaaaaaaaaaaaaahh', '');
    await mouse.click({ text: 'alpha' }, { clickCount: 2 });
    await until(() => vscode.window.activeTextEditor?.selection.end.character === 5, 'selected');
    await mouse.drag({ text: 'alpha' }, { text: ' x', at: 'end' });
    await becomes(document, ' beta gamma xalpha aaaaaaaaaaahhaaaaa', '');
  });

  it('nothing by dragging it to another group, where the editor lets nothing be dropped', async () => {
    const from = await open('alpha beta\n', { ai: true });
    const to = await vscode.workspace.openTextDocument(await newFile('there\n'));
    await show(to, vscode.ViewColumn.Two);
    await isTracked(to);
    await show(from);
    await select(0, 5);
    await mouse.drag({ text: 'alpha' }, '.editor-group-container.inactive .view-line');
    await show(to, vscode.ViewColumn.Two);
    await select(5);
    await type('!');
    await becomes(to, 'there! bbbbbh', '');
    await becomes(from, 'alpha beta aaaaaaaaaa', '');
  });

  it('lines to another file in one edit', async () => {
    const from = await open('alpha\nbeta\n', { ai: true });
    const path = join(root, newName());
    await writeFile(path, 'there\n');
    const to = await vscode.workspace.openTextDocument(path);
    await isTracked(to);
    const edit = new vscode.WorkspaceEdit();
    edit.delete(from.uri, new vscode.Range(0, 0, 1, 0));
    edit.insert(to.uri, new vscode.Position(0, 0), 'alpha\n');
    await vscode.workspace.applyEdit(edit);
    await becomes(to, 'alpha aaaaa', 'there xxxxx', '');
    await becomes(from, 'beta aaaa', '');
  });
});
