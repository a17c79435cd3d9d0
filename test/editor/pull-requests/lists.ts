/** What the tests of the lists of pull requests share: a GitHub on this machine, and ways around the lists. */
import * as assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import * as vscode from 'vscode';
import type { LastmileApi } from '../../../src/extension/compose.ts';
import type { LogEntry } from '../../github/server.ts';
import { keys, screen } from '../driver.ts';
import * as waiting from '../waiting.ts';
import { BOX, command, ROWS, rowLabels, setTheme } from '../workbench.ts';

export const WELCOME = '.pane-body .welcome-view-content';
const VARIABLES = ['GITHUB_API_URL', 'GITHUB_GRAPHQL_URL', 'GH_TOKEN', 'XDG_CACHE_HOME'] as const;

let extension: LastmileApi;
export let github: GitHubProcess | undefined;

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

  async ask(wanted: 'refuse' | 'listen' | 'log' | 'wait' | `send-back ${string}`): Promise<unknown> {
    const answered = once(this.#lines, 'line');
    this.#child.stdin.write(`${wanted}\n`);
    return JSON.parse((await answered)[0]);
  }

  /** How often it was asked to do something, by words of the operation or the path. */
  async asked(what: RegExp): Promise<number> {
    const log = (await this.ask('log')) as LogEntry[];
    return log.filter(({ method, path, operation }) => method === 'POST' && what.test(`${operation} ${path}`))
      .length;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}

export function describePullRequests(subject: string, tests: () => void): void {
  describe(`pull requests, ${subject}`, function () {
    this.timeout(300_000);
    const environment: Partial<Record<string, string>> = {};
    let cache: string;

    before(async () => {
      for (const name of VARIABLES) environment[name] = process.env[name];
      cache = await mkdtemp(join(tmpdir(), 'lastmile-pull-requests-'));
      process.env.XDG_CACHE_HOME = cache;
      extension = await vscode.extensions.getExtension<LastmileApi>('lastmile.lastmile')!.activate();
      await command('notifications.clearAll');
      await command('lastmile.mine.focus');
    });

    // A test that failed may have left something to its second attempt.
    beforeEach(async () => {
      await command('workbench.action.closeQuickOpen');
      await command('lastmile.groupByStage');
      await showAll();
    });

    after(async () => {
      for (const name of VARIABLES) {
        if (environment[name] === undefined) delete process.env[name];
        else process.env[name] = environment[name];
      }
      await refresh();
      await github?.stop();
      github = undefined;
      await setTheme(undefined);
      await command('workbench.action.closeAllEditors');
      await command('workbench.view.explorer');
      await rm(cache, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    });

    tests();
  });
}

export const api = () => extension;
export const board = () => extension.pullRequests();

export const until = (condition: () => unknown, what: string) =>
  waiting.until(condition, async () => {
    const { lists, state } = board();
    return `${what}; ${JSON.stringify({ lists, forges: state.forges, rows: await rowLabels() })}`;
  });

export const rowNamed = (text: string) => `${ROWS}[aria-label*="${text}"]`;
export const isGone = (text: string) =>
  until(async () => (await screen.count(rowNamed(text))) === 0, `no ${text}`);

/** The pull request of that title as the lists have it. */
export function pullRequestNamed(title: string) {
  const row = board().state.rows.find(({ pullRequest }) => pullRequest.title.startsWith(title));
  assert.ok(row, title);
  return row.pullRequest;
}

/** What asks for something answers only when it has been told; the errors of a command are shown, not thrown. */
export const begin = (id: string): void => void command(id);

/** Answers the question for a pull request. */
export async function choose(title: string): Promise<void> {
  await screen.waitFor('.quick-input-widget input[placeholder="Which pull request?"]:focus');
  await keys.type(title);
  await screen.waitFor('.quick-input-list .monaco-list-row.focused', { text: title });
  await keys.press('Enter');
}

/** A list shows no more than there is room for: what is looked for is filtered out first. */
export async function filterBy(text: string): Promise<void> {
  begin('lastmile.filterPullRequests');
  await screen.waitFor('.quick-input-widget .quick-input-title', { text: 'Filter Pull Requests' });
  await screen.waitFor(BOX);
  await keys.press('ControlOrMeta+A');
  await keys.type(text);
  await keys.press('Enter');
  // What the rows show may have been there before: only the header tells that this filter holds.
  await screen.waitFor('.pane-header .description', { text: `filter: ${text}` });
}

export async function showAll(): Promise<void> {
  await command('lastmile.clearPullRequestFilter');
  await until(async () => (await filtersShown()).length === 0, 'no filter');
}

const filtersShown = async () =>
  (await screen.texts('.pane-header .description')).filter((it) => it.includes('filter: '));

/** Resolves when the forges have answered. What is on its way already is not asked for once more. */
export const refresh = () => command('lastmile.refreshPullRequests');

/** Looks until it is so: a look that was on its way when the forge changed has not seen it. */
export const refreshUntil = (condition: () => unknown, what: string) =>
  until(async () => {
    await refresh();
    return condition();
  }, what);

/** No look is on its way, so that the next one shows what the forge has by then. */
export const atRest = () =>
  until(() => board().state.forges.every(({ isLooking }) => !isLooking), 'nobody looks');

export async function lookAt(wanted: 'demo' | number): Promise<void> {
  await github?.stop();
  github = await GitHubProcess.start(wanted);
  await refresh();
}

/** The demo's rows are there. */
export async function lookAtDemo(): Promise<void> {
  await lookAt('demo');
  await until(() => board().lists.mine === 'rows' && board().lists.waiting === 'rows', 'rows');
  await atRest();
}
