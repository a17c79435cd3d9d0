/** What happens to files: saved, named otherwise, changed on disk, ignored, too large. */
import * as assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import * as vscode from 'vscode';
import { keys, screen } from '../driver.ts';
import { until } from '../waiting.ts';
import { BOX, command, notifications, notified, setting } from '../workbench.ts';
import {
  api,
  becomes,
  describeTracking,
  git,
  lastmile,
  newFile,
  newName,
  open,
  root,
  select,
  show,
  textBecomes,
  type,
} from './editing.ts';

describeTracking('a file that another program changes', 'files', () => {
  it('keeps what stayed', async () => {
    const document = await open('one\ntwo\n', { ai: true });
    await writeFile(document.uri.fsPath, 'one\nnew\ntwo\n');
    await becomes(document, 'one aaa', 'new xxx', 'two aaa', '');
  });

  it('keeps what stayed between CRLF', async () => {
    const document = await open('one\r\ntwo\r\n', { ai: true });
    await writeFile(document.uri.fsPath, 'one\r\nnew\r\ntwo\r\n');
    await becomes(document, 'one aaaa', 'new xxxx', 'two aaaa', '');
    assert.equal(document.eol, vscode.EndOfLine.CRLF);
  });

  it('is known to be an agent a moment after that has reported its edit', async () => {
    const document = await open('one\n');
    await lastmile('checkpoint', '--origin', 'unknown');
    await writeFile(document.uri.fsPath, 'one\nwritten\n');
    await textBecomes(document, 'one\nwritten\n');
    await lastmile('checkpoint', '--origin', 'ai', '--tool', 'codex');
    await becomes(document, 'one bbb', 'written aaaaaaa', '');
  });
});

describeTracking('a file with another name', 'files', () => {
  it('keeps its origins when it is renamed', async () => {
    const document = await open('one\n', { ai: true });
    const edit = new vscode.WorkspaceEdit();
    const to = vscode.Uri.file(join(root, newName()));
    edit.renameFile(document.uri, to);
    await vscode.workspace.applyEdit(edit);
    const renamed = await vscode.workspace.openTextDocument(to);
    await becomes(renamed, 'one aaa', '');
  });

  it('keeps what was typed before it had one', async () => {
    const file = vscode.Uri.file(join(root, newName()));
    const untitled = await vscode.workspace.openTextDocument(file.with({ scheme: 'untitled' }));
    await show(untitled);
    await type('mine');
    await becomes(untitled, 'mine hhhh');
    await command('workbench.action.files.save');
    const named = await vscode.workspace.openTextDocument(file);
    await becomes(named, 'mine hhhh');
  });

  it('keeps its origins when it is saved as that, with what was not saved before', async () => {
    const document = await open('one\n', { ai: true });
    await select(4);
    await type('mine');
    await becomes(document, 'one aaa', 'mine hhhh');
    // The dialog offers the path as it is, the name without its extension selected.
    const name = newName();
    const done = command('workbench.action.files.saveAs');
    await screen.waitFor(BOX);
    await screen.waitFor('.quick-input-list .monaco-list-row', { text: basename(document.fileName) });
    await keys.type(parse(name).name);
    const path = join(root, name);
    const typed = () => screen.evaluate<string>(`document.querySelector('${BOX}')?.value`);
    await until(async () => (await typed()) === path, typed);
    await keys.press('Enter');
    await done;
    await until(() => vscode.window.activeTextEditor?.document.uri.fsPath === path, 'the other name');
    const saved = vscode.window.activeTextEditor!.document;
    await becomes(saved, 'one aaa', 'mine hhhh');
    await select(8);
    await type('!');
    await becomes(saved, 'one aaa', 'mine! hhhhh');
  });
});

describeTracking('a file that is saved', 'files', () => {
  it('is on record with what was typed', async () => {
    const document = await open('one\n');
    await select(4);
    await type('two\n');
    await becomes(document, 'one bbb', 'two hhh', '');
    await command('workbench.action.files.save');
    await git('add', '.');
    const { stdout } = await lastmile('stats', '--staged', '--json');
    assert.equal(JSON.parse(stdout).added.human, 1);
  });
});

describeTracking('a file that is not tracked', 'files', () => {
  it('is one that git ignores', async () => {
    await writeFile(join(root, '.gitignore'), 'ignored.txt\n');
    await writeFile(join(root, 'ignored.txt'), 'one\n');
    const document = await vscode.workspace.openTextDocument(join(root, 'ignored.txt'));
    await show(document);
    await type('x');
    await textBecomes(document, 'xone\n');
    await api.flush();
    assert.equal(api.attributionOf(document.uri), undefined);
  });

  it('is one of too many bytes, which is said for the first of them', async () => {
    await setting('lastmile', 'tracking.maxFileSize', 1);
    const lines = 'eine Zeile für viele Äußerungen, größer in Bytes als in Zeichen: ✓✓✓✓✓✓\n'.repeat(14_000);
    assert.ok(lines.length < 1024 * 1024 && Buffer.byteLength(lines) > 1024 * 1024);
    for (const name of ['large.txt', 'as-large.txt']) {
      const document = await vscode.workspace.openTextDocument(await newFile(lines, { name }));
      await show(document);
      await type('x');
      await textBecomes(document, `x${lines}`);
      await api.flush();
      assert.equal(api.attributionOf(document.uri), undefined);
      await notified('large.txt is too large for Lastmile to track. So are other files of its size.');
    }
    const told = (await notifications()).filter((it) => it.includes('is too large for Lastmile'));
    assert.equal(told.length, 1, told.join('\n'));
    assert.ok(told[0]!.includes(' large.txt ') || told[0]!.startsWith('large.txt '), told[0]);
    await setting('lastmile', 'tracking.maxFileSize', undefined);
    await open('small\n');
  });
});
