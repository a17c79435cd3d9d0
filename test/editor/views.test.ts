/** What a person sees and does, in a real repository in a real editor: with the mouse, with keys, with a screen reader. */
import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { LastmileApi } from '../../src/extension/compose.ts';
import type { Snapshot } from '../../src/views/repository.ts';
import { keys, mouse, screen } from './driver.ts';
import * as waiting from './waiting.ts';
import { answer, notifications, notified, palette, ROWS, rowLabels, setTheme, THEMES } from './workbench.ts';

const run = promisify(execFile);
const STATUS = '.statusbar-item[aria-label^="Lastmile"]';

let api: LastmileApi;
let root: string;

const git = async (...args: string[]) => (await run('git', args, { cwd: root })).stdout.trimEnd();
const lastmile = (...args: string[]) => {
  const cli = join(vscode.extensions.getExtension('lastmile.lastmile')!.extensionPath, 'dist', 'cli.js');
  return run(process.execPath, [cli, ...args], { cwd: root });
};

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** An agent in a terminal: what is there is declared unknown, then its edit is declared its own. */
async function writtenByAi(path: string, text: string): Promise<void> {
  await lastmile('checkpoint', '--origin', 'unknown');
  await write(path, text);
  await lastmile('checkpoint', '--origin', 'ai', '--tool', 'claude-code', '--model', 'claude-opus-4-5', path);
}

const until = (condition: () => unknown, what: string) =>
  waiting.until(
    condition,
    () => `${what}; ${JSON.stringify(api?.status().statusBar)}, ${api?.status().snapshot.kind}`,
  );

const label = () => screen.attribute(STATUS, 'aria-label');
/** The status bar says so to a screen reader. What the extension knows, the screen shows a moment later. */
const says = (text: RegExp) =>
  waiting.until(
    async () => text.test((await label()) ?? ''),
    async () => `${text}; it says ${await label()}`,
  );
const rowNamed = (name: string) => `${ROWS}[aria-label^="${name}"]`;

const nameOf = (snapshot: Snapshot) => ('repository' in snapshot ? snapshot.repository.name : snapshot.kind);

/** A repository below that of the window, not yet looked at. @returns its folder and its name, which begins as is wished */
async function nestedRepository(wish: string): Promise<[string, string]> {
  const name = `${wish}-${randomUUID().slice(0, 4)}`;
  const nested = join(root, name);
  await write(join(name, 'file.txt'), BASE);
  await run('git', ['init', '-q'], { cwd: nested });
  await mkdir(join(nested, '.git', 'lastmile'));
  return [nested, name];
}

const BASE = 'one\ntwo\nthree\n';
const BY_AI = 'export function add(a: number, b: number): number {\n  return a + b;\n}\n';

describe('what a person sees', () => {
  before(async () => {
    root = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    api = await vscode.extensions.getExtension<LastmileApi>('lastmile.lastmile')!.activate();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    // Other suites in this window may have left some.
    await vscode.commands.executeCommand('notifications.clearAll');
    // Other suites in this window may have turned it off.
    const settings = vscode.workspace.getConfiguration('lastmile');
    await settings.update('askToInstallHooks', undefined, vscode.ConfigurationTarget.Global);
    // The extension may be writing in there.
    await rm(join(root, '.git'), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  it('says so where there is no repository', async () => {
    await until(() => api.status().snapshot.kind === 'no-repository', 'no repository');
    await says(/not in a Git repository/);
    await vscode.commands.executeCommand('lastmile.uncommitted.focus');
    await screen.waitFor('.pane-body .welcome-view-content', { text: 'not in a Git repository' });
  });

  it('notices a new repository and its first commit', async () => {
    await git('init', '-q');
    await write('base.txt', BASE);
    await git('add', '-A');
    await git('commit', '-q', '--allow-empty', '-m', 'Begin'); // a second attempt has nothing to add
    await until(() => api.status().snapshot.kind === 'ready', 'a repository');
    await says(/no uncommitted changes/);
    await screen.waitFor('.pane-body .welcome-view-content', { text: 'No uncommitted changes' });
    assert.deepEqual(await notifications(), []);
  });

  it('shows the share of what an agent wrote, and asks about the hooks then', async () => {
    await writtenByAi('src/add.ts', BY_AI);
    await until(() => api.status().statusBar === '$(sparkle) AI 100%', 'all AI');
    await says(/^Lastmile: 100% of the uncommitted change is AI, heavy/);
    await notified('Add an AI trailer to its commits');
  });

  it('opens the change by file at a click, and a file to its lines with keys alone', async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await vscode.commands.executeCommand('notifications.hideList');
    await mouse.click(STATUS);
    await screen.waitFor(rowNamed('add.ts'));
    // Not only the list but its first row: with it, the editor has done all that the click asked for.
    await screen.waitFor(`.pane-body .monaco-list:focus-within .monaco-list-row.focused[aria-label^="src"]`);
    await screen.waitFor(`${ROWS}[aria-label="add.ts, 3 lines added: 3 AI"]`);
    await keys.press('Home');
    await keys.press('ArrowDown');
    await keys.press('ArrowRight');
    await screen.waitFor(rowNamed('Lines 1–3, AI, claude-code (claude-opus-4-5)'));
    await keys.press('ArrowDown');
    await keys.press('Enter');
    await until(() => vscode.window.activeTextEditor?.document.uri.path.endsWith('src/add.ts'), 'the file');
    await until(() => vscode.window.activeTextEditor?.selection.end.line === 2, 'the lines');
  });

  it('previews the trailers, in the view and in a document that cannot be edited', async () => {
    await screen.waitFor(rowNamed('AI-Contribution: 100% heavy; lines ai=3 mixed=0 human=0 unknown=0'));
    await palette('Lastmile: Preview Commit Trailers');
    await until(() => vscode.window.activeTextEditor?.document.uri.scheme === 'lastmile', 'the preview');
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.match(text, /^AI-Contribution: 100% heavy; lines ai=3 mixed=0 human=0 unknown=0$/m);
    assert.match(text, /^Assisted-by: claude-code:claude-opus-4-5$/m);
    await vscode.commands.executeCommand('lastmile.copyTrailers');
    assert.match(await vscode.env.clipboard.readText(), /^AI-Contribution: 100%/);
  });

  it('installs the hooks at a yes, and a commit from a terminal is tagged', async () => {
    await answer('Install Hooks');
    await until(() => {
      const { snapshot } = api.status();
      return snapshot.kind === 'ready' && snapshot.hooks === 'installed';
    }, 'hooks installed');
    await git('add', '-A');
    await git('commit', '-qm', 'Add numbers');
    assert.match(await git('log', '-1', '--format=%B'), /^AI-Contribution: 100% heavy; lines ai=3/m);
    await says(/no uncommitted changes/);
  });

  it('tags a commit that is made in the Source Control view', async () => {
    await writtenByAi('src/scm.ts', BY_AI);
    await git('add', '-A');
    await vscode.commands.executeCommand('workbench.view.scm');
    // Without it, the editor would ask whether to stage everything: it has not seen the index yet.
    await screen.waitFor('.scm-view .monaco-list-row', { text: 'Staged Changes' });
    await screen.waitFor('.scm-view .monaco-list-row', { text: 'scm.ts' });
    await mouse.click('.scm-view .scm-editor');
    await screen.waitFor('.scm-view .scm-editor .monaco-editor.focused');
    await keys.type('Commit from the view');
    await keys.press('ControlOrMeta+Enter');
    await until(async () => (await git('log', '-1', '--format=%s')) === 'Commit from the view', 'committed');
    assert.match(await git('log', '-1', '--format=%B'), /^AI-Contribution: 100% heavy; lines ai=3/m);
  });

  it('puts the hooks back when another tool has taken their place, after a yes', async () => {
    await write('.other-hooks/pre-commit', '#!/bin/sh\necho ran >> .git/other-hook\n');
    await chmod(join(root, '.other-hooks/pre-commit'), 0o755);
    await git('config', 'core.hooksPath', '.other-hooks');
    await writtenByAi('src/beside.ts', BY_AI);
    await git('add', 'src/beside.ts');
    await until(
      async () => JSON.parse((await lastmile('hooks', 'status', '--json')).stdout).kind === 'installed',
      'repaired',
    );
    await git('commit', '-qm', 'Beside another tool');
    assert.match(await git('log', '-1', '--format=%B'), /^AI-Contribution: 100% heavy/m);
    assert.equal(await readFile(join(root, '.git', 'other-hook'), 'utf8'), 'ran\n');
    await lastmile('hooks', 'uninstall');
    await git('config', '--unset', 'core.hooksPath');
    await rm(join(root, '.other-hooks'), { recursive: true });
    await lastmile('hooks', 'install');
  });

  it('marks lines in the gutter when asked, and explains them in a hover', async () => {
    await writtenByAi('src/more.ts', BY_AI);
    const uri = vscode.Uri.file(join(root, 'src/more.ts'));
    await vscode.window.showTextDocument(uri);
    await until(() => api.attributionOf(uri), 'tracked');
    assert.equal(await screen.count('.monaco-editor .cgmr'), 0);
    await palette('Lastmile: Toggle Line Attribution');
    await screen.waitFor('.monaco-editor .cgmr');
    await until(async () => {
      // A hover begins with a move of the mouse: where it rests already, nothing comes.
      await mouse.move(STATUS);
      await mouse.move({ text: 'return' });
      const hover = screen.waitFor('.monaco-hover', {
        text: 'AI: claude-code (claude-opus-4-5), ',
        timeoutMs: 20_000,
      });
      return hover.then(
        () => true,
        () => false,
      );
    }, 'the hover');
    await screen.screenshot('views-attribution');
    await keys.press('Escape');
    await palette('Lastmile: Toggle Line Attribution');
    await until(async () => (await screen.count('.monaco-editor .cgmr')) === 0, 'bare again');
  });

  it('pauses and resumes', async () => {
    await palette('Lastmile: Pause Tracking');
    await until(() => api.status().isPaused, 'paused');
    await says(/tracking is paused/);
    assert.match(api.status().statusBar ?? '', /^\$\(debug-pause\)/);
    await palette('Lastmile: Resume Tracking');
    await until(() => !api.status().isPaused, 'resumed');
    await api.refresh(); // what records beside the editor has been told
  });

  it('keeps names that would disguise themselves to themselves', async () => {
    const name = 'a[link](command:lastmile.deleteData)\u202e.ts';
    await writtenByAi(name, BY_AI);
    await vscode.commands.executeCommand('lastmile.showShare');
    await until(async () => (await rowLabels()).some((it) => it.includes('a[link]')), 'the row');
    const shown = (await rowLabels()).find((it) => it.includes('a[link]'));
    assert.ok(!shown?.includes('\u202e'), shown);
    await rm(join(root, name));
  });

  it('says what is installed and what is not', async () => {
    await palette('Lastmile: Doctor');
    await until(() => vscode.window.activeTextEditor?.document.uri.path === '/Doctor', 'the findings');
    assert.notEqual(vscode.window.activeTextEditor!.document.getText().trim(), '');
  });

  it('copies to the hooks what somebody has set, and nothing else', async () => {
    const file = join(root, '.git', 'lastmile', 'settings.json');
    const settings = vscode.workspace.getConfiguration('lastmile');
    await settings.update('heavyThreshold', 70, vscode.ConfigurationTarget.Global);
    await until(async () => (await readFile(file, 'utf8').catch(() => '')).includes('0.7'), 'copied');
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), { heavyThreshold: 0.7 });
    await settings.update('heavyThreshold', undefined, vscode.ConfigurationTarget.Global);
    await until(async () => (await readFile(file, 'utf8')) === '{}\n', 'taken back');
  });

  it('follows the active editor into a nested repository, and tells once of its damaged database', async () => {
    const [nested, name] = await nestedRepository('nested');
    await writeFile(join(nested, '.git', 'lastmile', 'ledger.db'), 'this is no database'.repeat(500));
    await vscode.window.showTextDocument(vscode.Uri.file(join(nested, 'file.txt')));
    await until(() => nameOf(api.status().snapshot) === name, 'the nested repository');
    await notified(`database of ${name} was damaged`);
    const setAside = (await readdir(join(nested, '.git', 'lastmile'))).filter((name) =>
      name.startsWith('ledger-damaged-'),
    );
    assert.ok(setAside.length > 0, 'it was set aside');
    await vscode.window.showTextDocument(vscode.Uri.file(join(root, 'base.txt')));
    await until(() => nameOf(api.status().snapshot) === basename(root), 'the outer repository');
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.window.showTextDocument(vscode.Uri.file(join(nested, 'file.txt')));
    await until(() => nameOf(api.status().snapshot) === name, 'the nested repository again');
    assert.ok(!(await notifications()).some((text) => /damaged/.test(text)), 'told twice');
  });

  it('takes a never for an answer', async () => {
    const [nested, name] = await nestedRepository('never');
    await lastmile('-C', nested, 'checkpoint', '--origin', 'unknown');
    await writeFile(join(nested, 'file.txt'), `${BASE}${BY_AI}`);
    await lastmile('-C', nested, 'checkpoint', '--origin', 'ai', '--tool', 'copilot');
    await vscode.window.showTextDocument(vscode.Uri.file(join(nested, 'file.txt')));
    const asked = async () =>
      (await notifications()).some((text) => text.includes(`${name} has uncommitted AI text`));
    await until(asked, 'the question');
    await answer('Never');
    await until(async () => !(await asked()), 'answered');
    await writeFile(join(nested, 'file.txt'), `${BASE}${BY_AI}more\n`);
    await api.refresh();
    assert.equal(await asked(), false, 'asked again');
    assert.deepEqual(
      (await readdir(join(nested, '.git', 'hooks'))).filter((name) => !name.endsWith('.sample')),
      [],
    );
    await vscode.window.showTextDocument(vscode.Uri.file(join(root, 'base.txt')));
  });

  it('leaves a database of a newer version alone, and says that nothing is tracked', async () => {
    const [nested, name] = await nestedRepository('newer');
    const file = join(nested, '.git', 'lastmile', 'ledger.db');
    await lastmile('-C', nested, 'checkpoint', '--origin', 'human');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 9999');
    database.close();
    await vscode.window.showTextDocument(vscode.Uri.file(join(nested, 'file.txt')));
    await until(() => nameOf(api.status().snapshot) === name, 'the repository');
    await says(/not tracking/);
    assert.match(api.status().statusBar ?? '', /^\$\(circle-slash\)/);
    const after = new DatabaseSync(file, { readOnly: true });
    assert.equal(after.prepare('PRAGMA user_version').get()?.user_version, 9999);
    after.close();
    await vscode.window.showTextDocument(vscode.Uri.file(join(root, 'base.txt')));
    await until(() => nameOf(api.status().snapshot) === basename(root), 'the outer repository');
  });

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[])
    it(`can be seen in ${theme}`, async () => {
      await setTheme(theme);
      await vscode.commands.executeCommand('lastmile.uncommitted.focus');
      await screen.waitFor(rowNamed('more.ts'));
      await screen.screenshot(`views-${theme.toLowerCase().replaceAll(' ', '-')}`);
      const isShown = await screen.evaluate<boolean>(
        `document.querySelector('${STATUS}').getBoundingClientRect().width > 0`,
      );
      assert.ok(isShown);
    });
});
