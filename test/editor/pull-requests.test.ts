/** The lists of pull requests in a real editor, against a GitHub on this machine: with the mouse, with keys, in words. */
import * as assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import * as vscode from 'vscode';
import type { LastmileApi } from '../../src/compose.ts';
import type { LogEntry } from '../github/server.ts';
import { keys, mouse, screen } from './driver.ts';

const ROWS = '.pane-body .monaco-list-row';
const WELCOME = '.pane-body .welcome-view-content';
const THEMES = ['Default Light Modern', 'Default Dark Modern', 'Default High Contrast'];
const NARROW_PX = 250;
const VARIABLES = ['GITHUB_API_URL', 'GITHUB_GRAPHQL_URL', 'GH_TOKEN', 'XDG_CACHE_HOME'] as const;

let api: LastmileApi;
let github: GitHubProcess | undefined;
let cache: string;
const environment: Partial<Record<string, string>> = {};

/** In a process of its own: the extension host of the editor is busy with the extension. */
class GitHubProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;
  url = '';

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout });
  }

  /** @param wanted `demo`, or how many pull requests there are to be */
  static async start(wanted: 'demo' | number): Promise<GitHubProcess> {
    const root = vscode.extensions.getExtension('lastmile.lastmile')!.extensionPath;
    const child = spawn(join(root, 'node_modules/.bin/node'), ['test/github/process.ts', `${wanted}`], {
      cwd: root,
    });
    const it = new GitHubProcess(child);
    const [line] = await once(it.#lines, 'line');
    const { url, restUrl, graphqlUrl } = JSON.parse(line);
    it.url = url;
    Object.assign(process.env, {
      GITHUB_API_URL: restUrl,
      GITHUB_GRAPHQL_URL: graphqlUrl,
      GH_TOKEN: 'token-of-dana',
    });
    return it;
  }

  async ask(command: 'refuse' | 'listen' | 'log'): Promise<unknown> {
    const answered = once(this.#lines, 'line');
    this.#child.stdin.write(`${command}\n`);
    return JSON.parse((await answered)[0]);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}

const board = () => api.pullRequests();

async function until(condition: () => unknown, what: string): Promise<void> {
  for (const endMs = Date.now() + 60_000; Date.now() < endMs; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { lists, state } = board();
  assert.fail(`never: ${what}; ${JSON.stringify({ lists, forges: state.forges, rows: await rowLabels() })}`);
}

const rowLabels = () =>
  screen.evaluate<string[]>(
    `[...document.querySelectorAll('${ROWS}')].map((row) => row.getAttribute('aria-label') ?? '')`,
  );
const rowNamed = (text: string) => `${ROWS}[aria-label*="${text}"]`;

async function palette(command: string): Promise<void> {
  await keys.press('F1');
  await screen.waitFor('.quick-input-widget input:focus');
  await keys.type(command);
  await screen.waitFor('.quick-input-list .monaco-list-row.focused', { text: command });
  await keys.press('Enter');
}

/** Answers the question for a pull request. */
async function choose(title: string): Promise<void> {
  await screen.waitFor('.quick-input-widget input[placeholder="Which pull request?"]:focus');
  await keys.type(title);
  await screen.waitFor('.quick-input-list .monaco-list-row.focused', { text: title });
  await keys.press('Enter');
}

/** What asks for something answers only when it has been told; the errors of a command are shown, not thrown. */
const begin = (command: string): void => void vscode.commands.executeCommand(command);

/** A list shows no more than there is room for: what is looked for is filtered out first. */
async function filterBy(text: string): Promise<void> {
  begin('lastmile.filterPullRequests');
  await screen.waitFor('.quick-input-widget .quick-input-title', { text: 'Filter Pull Requests' });
  await screen.waitFor('.quick-input-widget input:focus');
  await keys.press('ControlOrMeta+A');
  await keys.type(text);
  await keys.press('Enter');
  // What the rows show may have been there before: only the header tells that this filter holds.
  await screen.waitFor('.pane-header .description', { text: `filter: ${text}` });
}

async function showAll(): Promise<void> {
  await vscode.commands.executeCommand('lastmile.clearPullRequestFilter');
  await until(async () => (await filtersShown()).length === 0, 'no filter');
}

const filtersShown = async () =>
  (await screen.texts('.pane-header .description')).filter((it) => it.includes('filter: '));

const refresh = () => vscode.commands.executeCommand('lastmile.refreshPullRequests');

async function lookAt(wanted: 'demo' | number): Promise<void> {
  await github?.stop();
  github = await GitHubProcess.start(wanted);
  await refresh();
}

async function setTheme(theme: string | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('workbench')
    .update('colorTheme', theme, vscode.ConfigurationTarget.Global);
}

/** With the mouse at its edge. */
async function setSideBarWidth(px: number): Promise<void> {
  const { right, width, y } = await screen.evaluate<{ right: number; width: number; y: number }>(
    `(() => { const { right, width, top, height } = document.querySelector('.part.sidebar').getBoundingClientRect();
      return { right, width, y: top + height / 2 }; })()`,
  );
  await mouse.drag({ x: right, y }, { x: right - width + px, y });
}

describe('the lists of pull requests', function () {
  this.timeout(300_000);

  before(async () => {
    for (const name of VARIABLES) environment[name] = process.env[name];
    cache = await mkdtemp(join(tmpdir(), 'lastmile-pull-requests-'));
    process.env.XDG_CACHE_HOME = cache;
    api = await vscode.extensions.getExtension<LastmileApi>('lastmile.lastmile')!.activate();
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  // A test that failed may have left a filter to its second attempt.
  beforeEach(showAll);

  after(async () => {
    for (const name of VARIABLES) {
      if (environment[name] === undefined) delete process.env[name];
      else process.env[name] = environment[name];
    }
    await refresh();
    await github?.stop();
    await setTheme(undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.explorer');
    await rm(cache, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  it('ask for a sign-in before they ask a forge for anything', async () => {
    await vscode.commands.executeCommand('lastmile.mine.focus');
    await until(() => board().lists.mine === 'signed-out', 'signed out');
    await screen.waitFor(WELCOME, { text: 'Sign in to see your pull requests' });
    assert.equal(board().statusBar, undefined);
  });

  it('show mine by the stage that they wait in', async () => {
    await lookAt('demo');
    await until(() => board().lists.mine === 'rows' && board().lists.waiting === 'rows', 'rows');
    await screen.waitFor(rowNamed('Your turn, '));
    await screen.waitFor(rowNamed(', stage changes requested, your turn, for '));
    await filterBy('pictures');
    await screen.waitFor(rowNamed(', stage review, waits on alice, for '));
    await showAll();
    assert.match(board().statusBar ?? '', /^\$\(git-pull-request\) \d+/);
  });

  it('show what strangers wrote as they wrote it, and nothing of it does anything', async () => {
    const hostile = rowNamed('**Free** [x](command:');
    await filterBy('*free');
    await screen.waitFor(hostile);
    const [text = ''] = await screen.texts(hostile);
    assert.ok(text.includes('[x](command:workbench.action.quit)'), text);
    assert.ok(!/[\u202e\u001b]/.test(text), JSON.stringify(text));
    assert.equal(await screen.count(`${hostile} :is(a[href^="command:"], img)`), 0);
    assert.equal(await screen.count(`${hostile} .codicon-trash`), 0);
    await showAll();
  });

  it('open with keys alone, down to why a pull request is where it is', async () => {
    await mouse.click(rowNamed('Validate addresses'));
    await screen.waitFor('.pane-body .monaco-list:focus-within');
    await screen.waitFor(rowNamed('Why this stage: '));
    await screen.waitFor(rowNamed('Review: '));
    await keys.press('ArrowDown');
    await screen.waitFor(`${ROWS}.focused[aria-label^="Why this stage: "]`);
    await keys.press('Enter');
    await until(
      () => vscode.window.activeTextEditor?.document.uri.path === '/Why This Stage',
      'the explanation',
    );
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.match(text, /^Stage: changes-requested$/m);
    assert.match(text, /^→ \d+\. changes-requested/m);
    await screen.screenshot('pull-requests-open');
  });

  it('keep the selection over a refresh', async () => {
    const selected = `${ROWS}.selected[aria-label^="Why this stage: "]`;
    await screen.waitFor(selected);
    await refresh();
    await until(() => board().state.forges.every(({ isLooking }) => !isLooking), 'looked');
    await screen.waitFor(selected);
  });

  it('can be filtered, and say so when nothing is left', async () => {
    const shown = () => rowLabels().then((labels) => labels.filter((label) => / in acme\//.test(label)));
    await filterBy('addresses');
    await until(async () => (await shown()).every((label) => label.startsWith('Validate addresses')), 'one');
    assert.ok((await shown()).length > 0);
    await filterBy('nothing like it');
    await screen.waitFor(WELCOME, { text: 'The filter leaves nothing to show' });
    await showAll();
    await until(async () => (await shown()).length > 3, 'all again');
  });

  it('can be grouped otherwise', async () => {
    await palette('Requests by Repo');
    await screen.waitFor(`${ROWS}[aria-level="1"][aria-label^="acme/payments, "]`);
    await vscode.commands.executeCommand('lastmile.groupByStage');
    await screen.waitFor(`${ROWS}[aria-level="1"][aria-label^="Your turn, "]`);
  });

  it('put aside what is snoozed until it changes, and take it back', async () => {
    await filterBy('addresses');
    begin('lastmile.snoozeUntilChanged');
    await choose('Validate');
    await screen.waitFor(rowNamed('Snoozed, 1 pull request'));
    begin('lastmile.unsnooze');
    await choose('Validate');
    await until(async () => (await screen.count(rowNamed('Snoozed, '))) === 0, 'awake');
    await showAll();
  });

  it('copy the link', async () => {
    begin('lastmile.copyPullRequestLink');
    await choose('Validate');
    await until(
      async () => /\/acme\/shop\/pull\/\d+$/.test(await vscode.env.clipboard.readText()),
      'the link',
    );
  });

  it('nudge with one comment, after it has been seen and agreed to', async () => {
    const mutations = async () =>
      ((await github!.ask('log')) as LogEntry[]).filter(
        ({ method, path, operation }) => method === 'POST' && /comment/i.test(`${operation} ${path}`),
      ).length;
    assert.equal(await mutations(), 0);
    begin('lastmile.nudge');
    await choose('Cache pr');
    await screen.waitFor('.quick-input-widget .quick-input-title', { text: 'Nudge on #' });
    await screen.waitFor('.quick-input-widget input:focus');
    assert.equal(await mutations(), 0, 'nothing is posted before Enter');
    await keys.press('Enter');
    await until(async () => (await mutations()) === 1, 'the comment');
  });

  it('stay when the forge goes away, and say since when', async () => {
    await github!.ask('refuse');
    await refresh();
    await until(() => board().state.forges[0]?.state === 'offline', 'offline');
    await vscode.commands.executeCommand('lastmile.mine.focus');
    await screen.waitFor(rowNamed(': offline, as of '));
    await screen.waitFor(rowNamed('Your turn, '));
    await github!.ask('listen');
    await refresh();
    await until(async () => (await screen.count(rowNamed(': offline'))) === 0, 'back again');
  });

  for (const theme of THEMES)
    it(`can be read in ${theme} and ${NARROW_PX} pixels`, async () => {
      await setTheme(theme);
      await setSideBarWidth(NARROW_PX);
      await vscode.commands.executeCommand('lastmile.mine.focus');
      await screen.waitFor(rowNamed('Your turn, '));
      await screen.screenshot(`pull-requests-${theme.toLowerCase().replaceAll(' ', '-')}`);
      const width = await screen.evaluate<number>(
        `document.querySelector('.part.sidebar').getBoundingClientRect().width`,
      );
      assert.ok(width <= NARROW_PX + 10, `${width} pixels`);
      await filterBy('pictures');
      await screen.waitFor(rowNamed('Cache product pictures'));
      // Whose turn and for how long is to be seen, whatever is cut off.
      const [text = ''] = await screen.texts(`${rowNamed('Cache product pictures')} .label-name`);
      assert.match(text, /^@alice \d+[dhm] · /);
      await showAll();
    });

  for (const count of [5, 100])
    it(`hold ${count} pull requests`, async () => {
      await lookAt(count);
      const all = () => board().state.rows.filter(({ lists }) => lists.includes('mine')).length;
      await until(() => all() >= Math.floor(count / 2) - 1, `${count} pull requests`);
      await filterBy(`of ${count}`);
      await screen.waitFor(rowNamed(` of ${count}, number `));
      await showAll();
      await screen.screenshot(`pull-requests-${count}`);
    });
});
