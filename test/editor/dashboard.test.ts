/** The dashboard in a real editor: opened by its command, with the figures of a real repository, a click from the code. */

import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { LastmileApi } from '../../src/extension/compose.ts';
import { screen, webview } from './driver.ts';
import { until } from './waiting.ts';
import { palette } from './workbench.ts';

const run = promisify(execFile);

let api: LastmileApi;
let root: string;

const git = (...args: string[]) => run('git', args, { cwd: root });
const lastmile = (...args: string[]) => {
  const cli = join(vscode.extensions.getExtension('lastmile.lastmile')!.extensionPath, 'dist', 'cli.js');
  return run(process.execPath, [cli, ...args], { cwd: root });
};

async function writtenByAi(path: string, text: string): Promise<void> {
  await lastmile('checkpoint', '--origin', 'unknown');
  await writeFile(join(root, path), text);
  await lastmile('checkpoint', '--origin', 'ai', '--tool', 'claude-code', path);
}

describe('the dashboard', () => {
  before(async () => {
    root = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    api = await vscode.extensions.getExtension<LastmileApi>('lastmile.lastmile')!.activate();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    // It is asked once in a window, and another suite waits for it.
    const settings = vscode.workspace.getConfiguration('lastmile');
    await settings.update('askToInstallHooks', false, vscode.ConfigurationTarget.Global);
    await rm(join(root, '.git'), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    await git('init', '-q', '-b', 'main');
    await writeFile(join(root, 'base.txt'), 'one\n');
    await git('add', '-A');
    await git('commit', '-qm', 'Begin');
    await api.refresh();
    await writtenByAi(
      'sum.js',
      // 26 characters that are not white space, and 31
      'export const sum = (a, b) => a + b;\nexport const twice = (a) => sum(a, a);\n',
    );
    await git('add', '-A');
    await git('commit', '-qm', 'Add sums');
    await api.refresh();
  });

  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('opens at its command with the figures of the repository', async () => {
    await palette('Lastmile: Open Dashboard');
    await webview.waitFor('h1', { text: 'What became of my AI code' });
    await webview.waitFor('#acceptance .value', { text: '100%' });
    const [basis] = await webview.texts('#acceptance .basis');
    assert.match(basis ?? '', /^57 of 57 characters · 1 AI edit/);
    await screen.screenshot('dashboard-editor');
  });

  it('shows the table behind a chart', async () => {
    await webview.click('#fates header button');
    await webview.waitFor('#fates table caption');
  });

  it('shows what is chosen', async () => {
    await webview.select('#window', 'Everything');
    await webview.waitFor('[role=status]', { text: 'everything until' });
    await webview.waitFor('#acceptance .value', { text: '100%' });
  });

  it('follows what is recorded while it is open', async () => {
    await webview.waitFor('#rewrite .value', { text: '0%' });
    await writeFile(join(root, 'sum.js'), 'export const sum = (a, b) => a + b;\n');
    await git('commit', '-qam', 'Remove what nobody calls');
    await webview.waitFor('#rewrite .basis', { text: '31 of 57 characters' });
    await webview.waitFor('#rewrite .value', { text: '54%' });
    await screen.screenshot('dashboard-editor-rewritten');
  });

  it('opens the code of the most rewritten file at a click', async () => {
    await webview.click('#files button.path');
    await until(
      () => vscode.window.activeTextEditor?.document.uri.fsPath === join(root, 'sum.js'),
      () => `sum.js; shown: ${vscode.window.activeTextEditor?.document.uri.fsPath}`,
    );
  });
});
