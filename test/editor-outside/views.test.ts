/** What a person sees where a test inside the extension host cannot be: without trust, without a folder, with keys alone. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openEditor, type Session } from '../editor/session.ts';
import { keepPicture, openFile, openPalette, runCommand } from './going.ts';

const run = promisify(execFile);
const WAIT_MS = 60_000;
/** for an extension host to start on a busy machine */
const START_MS = 150_000;
const STATUS = '.statusbar-item[aria-label^="Lastmile"]';

/** A repository with an uncommitted change of which half is AI. Its hooks are not installed. */
async function createFolder(): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'lastmile-views-')));
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    // The list of repositories of whoever runs this is not for those of tests.
    XDG_DATA_HOME: join(root, '.git', 'data'),
  };
  const git = (...args: string[]) => run('git', args, { cwd: root, env });
  const lastmile = (...args: string[]) =>
    run(process.execPath, [resolve('dist/cli.js'), ...args], { cwd: root, env });
  await git('init', '-q');
  await mkdir(join(root, 'src'));
  await writeFile(join(root, 'src/human.ts'), 'export const one = 1;\n');
  await lastmile('checkpoint', '--origin', 'human');
  await writeFile(join(root, 'src/machine.ts'), 'export const two = 2;\n');
  await lastmile('checkpoint', '--origin', 'ai', '--tool', 'claude-code');
  return root;
}

const remove = (folder: string) =>
  rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });

async function until(condition: () => unknown, what: () => unknown): Promise<void> {
  for (const endMs = Date.now() + WAIT_MS; Date.now() < endMs; await sleep(100))
    if (await condition()) return;
  assert.fail(`never: ${await what()}`);
}

describe('the views, from outside', () => {
  let folder = '';
  let trusted: Session | undefined;

  afterEach(async function () {
    // Whatever state it is in, a second attempt does not begin there.
    if (!this.currentTest || this.currentTest.state === 'passed') return;
    if (trusted) await keepPicture(trusted, this.currentTest.fullTitle());
    await close();
  });
  after(close);

  async function open(): Promise<Session> {
    if (trusted) return trusted;
    folder = await createFolder();
    trusted = await openEditor({ folder });
    return trusted;
  }

  async function close(): Promise<void> {
    if (!trusted) return;
    await trusted.dispose();
    trusted = undefined;
    await remove(folder);
  }

  it('run and record nothing in a folder that is not trusted, and say so', async () => {
    const untrusted = await createFolder();
    await rm(join(untrusted, '.git', 'lastmile'), { recursive: true });
    await using session = await openEditor({
      folder: untrusted,
      workspaceTrust: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
    const { screen, keys } = session.window;
    await screen.waitFor('.statusbar-item', { text: 'Restricted Mode' });
    await screen.waitFor(`${STATUS}[aria-label*="nothing is tracked in Restricted Mode"]`);
    await openPalette(session.window);
    await keys.type('Lastmile: ');
    await screen.waitFor('.quick-input-list .monaco-list-row', { text: 'Lastmile: Show Log' });
    const offered = await screen.texts('.quick-input-list .monaco-list-row');
    for (const hidden of ['Install Commit Hooks', 'Pause Tracking', 'Doctor', 'Delete Local Data'])
      assert.ok(!offered.some((it) => it.includes(hidden)), `${hidden} is offered`);
    assert.equal(existsSync(join(untrusted, '.git', 'lastmile')), false);
    await remove(untrusted);
  });

  it('are reached and read with keys alone, in a narrow side bar', async () => {
    const { page, window } = await open();
    const { keys, screen } = window;
    await screen.waitFor(STATUS, { text: '%', timeoutMs: START_MS });
    await runCommand(window, 'Lastmile: Show AI Share by File');
    await screen.waitFor('.pane-body .monaco-list-row[aria-label^="machine.ts"]');

    // Down to the narrowest that the editor allows; 250 pixels with the activity bar.
    const bar = page.locator('.part.sidebar');
    const { x, width } = (await bar.boundingBox())!;
    await page.mouse.move(x + width + 1, 300);
    await page.mouse.down();
    await page.mouse.move(x + 202, 300, { steps: 8 });
    await page.mouse.up();
    const widthNow = async () => (await bar.boundingBox())!.width;
    await until(async () => (await widthNow()) <= 210, widthNow);
    for (const label of ['src', 'human.ts', 'machine.ts', 'AI-Contribution', 'Assisted-by']) {
      const row = page.locator('.pane-body .label-name', { hasText: label }).first();
      const isWhole = async () => {
        const box = await row.boundingBox();
        return box !== null && box.width > 0 && box.x + box.width <= x + 210;
      };
      await until(isWhole, () => `${label} in full`);
    }
    for (const item of [
      /treeitem "machine\.ts, 1 line added: 1 AI"/,
      /treeitem "human\.ts, 1 line added: 1 human"/,
      /treeitem "AI-Contribution: \d+% heavy; lines ai=1 mixed=0 human=1 unknown=0"/,
    ])
      await until(
        async () => item.test(await screen.aria('.sidebar')),
        () => screen.aria('.sidebar'),
      );

    await runCommand(window, 'Lastmile: Focus on Uncommitted');
    await screen.waitFor('.pane-body .monaco-list:focus-within');
    await keys.press('End');
    await screen.waitFor('.pane-body .monaco-list-row.focused[aria-label^="machine.ts"]');
    await keys.press('ArrowRight');
    await screen.waitFor('.pane-body .monaco-list-row[aria-label="Line 1, AI, claude-code"]');
    await keys.press('ArrowDown');
    await screen.waitFor('.pane-body .monaco-list-row.focused[aria-label="Line 1, AI, claude-code"]');
    await keys.press('Enter');
    await screen.waitFor('.editor-instance .view-line', { text: 'two' });
  });

  it('delete what is recorded after a question, and nothing before', async () => {
    const { page, window } = await open();
    const { keys, screen } = window;
    const status = page.locator(STATUS);
    // An open document knows its origins, too.
    await openFile(window, join(folder, 'src/machine.ts'), 'two');
    await status.filter({ hasText: /\d%/ }).waitFor({ timeout: WAIT_MS });
    const ask = async () => {
      await runCommand(window, 'Lastmile: Delete Local Data');
      await screen.waitFor('.monaco-dialog-box', { text: 'Delete everything Lastmile has recorded' });
    };
    await ask();
    await keys.press('Escape');
    await page.locator('.monaco-dialog-box').waitFor({ state: 'detached', timeout: WAIT_MS });
    assert.match((await status.textContent()) ?? '', /\d%/);
    await ask();
    await window.mouse.click('.monaco-dialog-box .monaco-button:has-text("Delete")');
    await status.filter({ hasText: /AI \?/ }).waitFor({ timeout: WAIT_MS });
    await window.mouse.click({ text: 'export' });
    await screen.waitFor('.editor-instance .monaco-editor.focused');
    await keys.press('ControlOrMeta+End');
    await keys.type('// mine');
    await keys.press('ControlOrMeta+S');
    const saved = () => readFile(join(folder, 'src/machine.ts'), 'utf8');
    await until(async () => /mine$/.test(await saved()), saved);
    await status.filter({ hasText: /AI 0%/ }).waitFor({ timeout: WAIT_MS });
    const { stdout } = await run(
      process.execPath,
      [resolve('dist/cli.js'), 'stats', '--worktree', '--json'],
      { cwd: folder },
    );
    assert.equal(JSON.parse(stdout).added.ai, 0);
  });
});
