/** The board: real forges over HTTP, real files between windows; only the clock and its timer are the test's. */

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createLastName } from '../../../src/adapters/forge/account-names.ts';
import { createPollLease } from '../../../src/adapters/forge/poll-lease.ts';
import { createSnapshotCache } from '../../../src/adapters/forge/snapshot-cache.ts';
import { DEFAULT_RULES, type Rules } from '../../../src/domain/pull-requests/rules.ts';
import type { ForgeScope } from '../../../src/services/forge.ts';
import {
  BLURRED_MS,
  type Board,
  type BoardState,
  createBoard,
  FOCUSED_MS,
  type ForgeAccount,
} from '../../../src/services/pull-requests/board.ts';
import { hostsOf, namesAt } from '../../../src/services/pull-requests/hosts.ts';
import { forgeOf, scopeOf } from '../../fixtures/forge.ts';
import { type GitHub, startGitHub } from '../../github/server.ts';
import { Story } from '../../github/story/story.ts';

const log = { info() {}, warn() {} };

describe('the board of pull requests', () => {
  let world: Story;
  let github: GitHub;
  let folder: string;
  let windows: Window[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lastmile-board-'));
    windows = [];
    world = new Story({ now: '2026-11-20T12:00:00Z' });
    world
      .repository('acme/shop')
      .ago({ hours: 5 })
      .pullRequest({ by: 'dana', title: 'Sort' })
      .requestReview('alice');
    world.repository('acme/shop').pullRequest({ by: 'bob', title: 'Count' });
    world.repository('acme/docs').pullRequest({ by: 'bob', title: 'Explain' });
    github = await startGitHub(world, {
      tokens: { 'token-of-dana': { login: 'dana' }, 'token-of-bob': { login: 'bob' } },
    });
  });
  afterEach(async () => {
    for (const it of windows) it.board.dispose();
    await github.stop();
    await rm(folder, { recursive: true, force: true });
  });

  interface Window {
    readonly board: Board;
    /** lets the window do what its timer would make it do now */
    beat(): void;
    /** the first state for which it holds */
    when(holds: (state: BoardState) => boolean): Promise<BoardState>;
  }

  function open({
    accounts = [{ forge: forgeOf(github, world).forge, account: 'dana' }],
    scope = {},
    rules = DEFAULT_RULES,
    prepared = Promise.resolve(),
  }: {
    accounts?: readonly ForgeAccount[];
    scope?: Partial<ForgeScope> | ((host: string) => Partial<ForgeScope>);
    rules?: Rules;
    prepared?: Promise<void>;
  } = {}): Window {
    const clock = { nowMs: () => world.now };
    let next = () => {};
    const board = createBoard({
      accounts: () => accounts,
      scopeOf: (host) => scopeOf(typeof scope === 'function' ? scope(host) : scope),
      rulesOf: () => rules,
      prepared,
      cache: createSnapshotCache(folder, log),
      lease: createPollLease(folder, clock, log),
      clock,
      log,
      timer: (work) => {
        next = work;
        return () => {
          if (next === work) next = () => {};
        };
      },
    });
    const window: Window = {
      board,
      beat: () => next(),
      when: (holds) =>
        new Promise((resolve) => {
          if (holds(board.state())) resolve(board.state());
          const stop = board.onDidChange((state) => {
            if (!holds(state)) return;
            stop();
            resolve(state);
          });
        }),
    };
    windows.push(window);
    return window;
  }

  const isThere = ({ forges }: BoardState): boolean =>
    forges.length > 0 && forges.every(({ fetchedAtMs, isLooking }) => fetchedAtMs !== null && !isLooking);
  const failed =
    (kind: string) =>
    ({ forges }: BoardState): boolean =>
      forges.some(({ state, isLooking }) => state === kind && !isLooking);
  const titles = ({ rows }: BoardState) => rows.map(({ pullRequest }) => pullRequest.title).sort();

  /** until a window has told the others that it wants it */
  async function isWished(repository: string): Promise<void> {
    const told = path.join(folder, 'windows');
    for (;;) {
      const names = (await readdir(told)).filter((name) => name.startsWith('window-'));
      const files = names.map((name) => readFile(path.join(told, name), 'utf8').catch(() => ''));
      if ((await Promise.all(files)).some((text) => text.includes(repository))) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  it('shows rows with their stage', async () => {
    const state = await open().when(isThere);
    assert.deepEqual(
      state.rows.map(({ pullRequest, stage, turn, lists }) => [pullRequest.title, stage, turn, lists]),
      [['Sort', 'review', ['alice'], ['mine']]],
    );
    assert.deepEqual(
      state.forges.map(({ id, viewer, state }) => [id, viewer, state]),
      [['github.com', 'dana', 'ok']],
    );
  });

  it('shows what was seen last before anything is asked', async () => {
    await open().when(isThere);
    await github.refuse();
    const asked = github.log.length;
    const state = await open().when(isThere);
    assert.deepEqual(titles(state), ['Sort']);
    assert.equal(github.log.length, asked);
  });

  it('shows of what was seen last one’s own at once, and those of others when these can be drawn', async () => {
    const scope = { repositories: ['acme/shop'] };
    await open({ scope }).when(isThere);
    await github.refuse();
    const asked = github.log.length;
    const window = open({ scope });
    const first = await window.when(({ rows }) => rows.length > 0);
    assert.deepEqual([titles(first), first.isPartial], [['Sort'], true]);
    const whole = await window.when(({ isPartial }) => !isPartial);
    assert.deepEqual(titles(whole), ['Count', 'Sort']);
    assert.equal(github.log.length, asked);
  });

  it('shows what was seen last of an account that only the forge can name, to whoever has the same token', async () => {
    const unnamed = (token: string): ForgeAccount => {
      const { forge } = forgeOf(github, world, { token: async () => token });
      const lastName = createLastName(folder, forge.host, async () => token, log);
      return { forge, account: null, lastName };
    };
    await open({ accounts: [unnamed('token-of-dana')] }).when(isThere);
    world.advance({ minutes: 20 });
    await github.refuse();
    const again = open({ accounts: [unnamed('token-of-dana')] });
    const state = await again.when(failed('offline'));
    assert.deepEqual(titles(state), ['Sort']);
    assert.equal(state.forges[0]?.viewer, 'dana');
    assert.equal(state.forges[0]?.fetchedAtMs, world.now - 20 * 60_000);
    const other = await open({ accounts: [unnamed('token-of-bob')] }).when(failed('offline'));
    assert.deepEqual(titles(other), []);
  });

  it('shows what was seen last while it is not yet known what is to be asked for', async () => {
    await open().when(isThere);
    world.advance({ minutes: 20 });
    world.repository('acme/shop').pullRequest({ by: 'dana', title: 'New' });
    const asked = github.log.length;
    let prepare = () => {};
    const prepared = new Promise<void>((resolve) => {
      prepare = resolve;
    });
    const window = open({ prepared });
    assert.deepEqual(titles(await window.when(isThere)), ['Sort']);
    window.board.setFocused(false);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(github.log.length, asked);
    const told = window.when((state) => titles(state).includes('New'));
    prepare();
    await told;
  });

  it('keeps the rows and their age beside a failure, and recovers', async () => {
    const window = open();
    const { forges } = await window.when(isThere);
    world.advance({ minutes: 3 });
    await github.refuse();
    window.beat();
    const state = await window.when(failed('offline'));
    assert.deepEqual(titles(state), ['Sort']);
    assert.equal(state.forges[0]?.fetchedAtMs, forges[0]?.fetchedAtMs);
    await github.listen();
    await window.board.refresh();
    assert.equal(window.board.state().forges[0]?.state, 'ok');
    assert.equal(window.board.state().forges[0]?.fetchedAtMs, world.now);
  });

  it('sees at a refresh what happened while a look was under way', async () => {
    const { forge } = forgeOf(github, world);
    let answered = () => {};
    let letGo = () => {};
    const asked = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const isFree = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const slow: typeof forge = {
      ...forge,
      async look(...args) {
        const answer = await forge.look(...args);
        answered();
        await isFree;
        return answer;
      },
    };
    const window = open({ accounts: [{ forge: slow, account: 'dana' }] });
    await asked;
    world.repository('acme/shop').pullRequest({ by: 'dana', title: 'New' });
    const refreshed = window.board.refresh();
    letGo();
    await refreshed;
    assert.deepEqual(titles(window.board.state()), ['New', 'Sort']);
  });

  it('has accounts and hosts side by side: a failure of one hides nothing of the other', async () => {
    const other = new Story({ now: '2026-11-20T12:00:00Z' });
    other.repository('corp/tool').pullRequest({ by: 'dana.corp', title: 'Internal' });
    const server = await startGitHub(other, { enterprise: true, tokens: { corp: { login: 'dana.corp' } } });
    const host = new URL(server.url).host;
    try {
      const corporate = forgeOf(server, other, { host, token: async () => 'corp' });
      const accounts = [
        { forge: forgeOf(github, world).forge, account: 'dana' },
        { forge: corporate.forge, account: 'dana.corp' },
      ];
      const window = open({ accounts });
      assert.deepEqual(titles(await window.when(isThere)), ['Internal', 'Sort']);
      server.faults.add({ kind: 'server-error' });
      world.repository('acme/shop').pullRequest({ by: 'dana', title: 'New' });
      await window.board.refresh();
      const state = window.board.state();
      assert.deepEqual(titles(state), ['Internal', 'New', 'Sort']);
      assert.deepEqual(
        state.forges.map(({ id, state }) => [id, state]),
        [
          ['github.com', 'ok'],
          [host, 'error'],
        ],
      );
    } finally {
      await server.stop();
    }
  });

  it('asks each host for its own repositories alone, also for those that another window wants', async () => {
    const other = new Story({ now: '2026-11-20T12:00:00Z' });
    for (const name of ['corp/tool', 'corp/site', 'acme/shop'])
      other.repository(name).pullRequest({ by: 'erin', title: `Of ${name}` });
    const server = await startGitHub(other, { enterprise: true, tokens: { corp: { login: 'dana.corp' } } });
    const host = new URL(server.url).host;
    const sent = new Map<string, string>();
    const listening = (to: string): typeof fetch => {
      sent.set(to, '');
      return (input, init) => {
        sent.set(to, `${sent.get(to)} ${input} ${init?.body}`);
        return fetch(input, init);
      };
    };
    const accounts = [
      { forge: forgeOf(github, world, { fetch: listening('github.com') }).forge, account: 'dana' },
      {
        forge: forgeOf(server, other, { host, token: async () => 'corp', fetch: listening(host) }).forge,
        account: 'dana.corp',
      },
    ];
    const hosts = hostsOf(
      accounts.map(({ forge, account }) => ({ host: forge.host, account })),
      'github.com',
    );
    const naming =
      (...names: string[]) =>
      (at: string) => ({ repositories: namesAt(at, names, 2, hosts) });
    try {
      const first = open({ accounts, scope: naming('acme/shop', `${host}/corp/tool`) });
      assert.deepEqual(titles(await first.when(isThere)), ['Count', 'Of corp/tool', 'Sort']);
      world.advance({ minutes: 1 });
      const second = open({ accounts, scope: naming('acme/docs', `${host}/corp/site`) });
      const found = await second.when((state) => titles(state).includes('Sort'));
      assert.deepEqual(titles(found), ['Sort']);
      await isWished('acme/docs');
      world.advance({ minutes: 1 });
      const told = second.when((state) => titles(state).length === 3);
      first.beat();
      assert.deepEqual(titles(await told), ['Explain', 'Of corp/site', 'Sort']);
      assert.deepEqual(titles(first.board.state()), ['Count', 'Of corp/tool', 'Sort']);
    } finally {
      await server.stop();
    }
    assert.match(sent.get('github.com') ?? '', /repo:acme\/shop.*repo:acme\/docs/s);
    assert.doesNotMatch(sent.get('github.com') ?? '', /corp\//);
    assert.match(sent.get(host) ?? '', /repo:corp\/tool.*repo:corp\/site/s);
    assert.doesNotMatch(sent.get(host) ?? '', /acme\//);
  });

  it('signed out: says so, and shows nothing of anybody', async () => {
    await open().when(isThere);
    const { forge } = forgeOf(github, world, { token: async () => null });
    const state = await open({ accounts: [{ forge, account: null }] }).when(failed('signed-out'));
    assert.deepEqual(state.rows, []);
  });

  it('looks at an account of its own, though another window has the lease', async () => {
    await open().when(isThere);
    const { forge } = forgeOf(github, world, { token: async () => 'token-of-bob' });
    const window = open({ accounts: [{ forge, account: 'bob' }] });
    await window.when(({ forges }) => forges.length === 1);
    world.advance({ minutes: 2 });
    const told = window.when(isThere);
    window.beat();
    assert.deepEqual(titles(await told), ['Count', 'Explain']);
  });

  it('looks every two minutes while a window is focused, every ten while none is', async () => {
    const window = open();
    await window.when(isThere);
    const looks = () => new Set(github.log.map(({ atMs }) => atMs)).size;
    const pass = async (ms: number, expected: number) => {
      const before = looks();
      world.advance({ seconds: ms / 1000 });
      const told = window.when(({ forges }) => forges[0]?.fetchedAtMs === world.now);
      window.beat();
      if (expected > 0) await told;
      else await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(looks() - before, expected);
    };
    await pass(FOCUSED_MS - 1_000, 0);
    await pass(1_000, 1);
    window.board.setFocused(false);
    await pass(FOCUSED_MS, 0);
    await pass(BLURRED_MS - FOCUSED_MS, 1);
  });

  it('looks at once when something else is to be looked at', async () => {
    const scope = { repositories: ['acme/shop'] };
    const window = open({ scope: () => scope });
    await window.when(({ rows, forges }) => rows.length === 2 && forges.every((it) => !it.isLooking));
    world.advance({ seconds: 10 });
    scope.repositories = ['acme/docs'];
    window.board.configurationChanged();
    assert.deepEqual(titles(await window.when((state) => titles(state).includes('Explain'))), [
      'Explain',
      'Sort',
    ]);
  });

  it('comes again when a limit is over, not before', async () => {
    const window = open();
    await window.when(isThere);
    github.faults.add({ kind: 'secondary-limit', retryAfterSeconds: 600, times: 1 });
    await window.board.refresh();
    assert.equal(window.board.state().forges[0]?.state, 'rate-limited');
    const asked = github.log.length;
    world.advance({ minutes: 9 });
    window.beat();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(github.log.length, asked);
    world.advance({ minutes: 1 });
    const told = window.when(({ forges }) => forges[0]?.state === 'ok');
    window.beat();
    await told;
  });

  it('lets one window look for all, each with the team of its own folders', async () => {
    const first = open({ scope: { repositories: ['acme/shop'] } });
    assert.deepEqual(titles(await first.when(isThere)), ['Count', 'Sort']);
    const second = open({ scope: { repositories: ['acme/docs'] } });
    await second.when(isThere);
    const asked = github.log.length;
    world.advance({ minutes: 1 });
    second.beat();
    world.advance({ minutes: 1 });
    const told = second.when((state) => titles(state).includes('Explain'));
    first.beat();
    assert.deepEqual(titles(await told), ['Explain', 'Sort']);
    assert.deepEqual(titles(first.board.state()), ['Count', 'Sort']);
    const logins = github.log.slice(asked).filter(({ path: at }) => at === '/graphql');
    assert.equal(logins.filter(({ bytesIn }) => bytesIn > 0).length, logins.length);
    assert.ok(logins.length <= 4, `${logins.length} requests for both windows`);
  });

  it('looks when somebody asks for it, whoever has the lease', async () => {
    const [first, second] = [open(), open()];
    await first.when(isThere);
    await second.when(isThere);
    world.repository('acme/shop').pullRequest({ by: 'dana', title: 'New' });
    world.advance({ seconds: 10 });
    const told = first.when((state) => titles(state).includes('New'));
    await second.board.refresh();
    assert.deepEqual(titles(second.board.state()), ['New', 'Sort']);
    await told;
  });

  it('can be called off', async () => {
    const window = open();
    const before = await window.when(isThere);
    github.faults.add({ kind: 'slow', delayMs: 60_000 });
    const controller = new AbortController();
    const refresh = window.board.refresh(controller.signal);
    controller.abort();
    await refresh;
    assert.deepEqual(titles(window.board.state()), titles(before));
    assert.equal(window.board.state().forges[0]?.state, 'ok');
  });

  it('tells what a row was assessed with, and who sees it', async () => {
    const account: ForgeAccount = { forge: forgeOf(github, world).forge, account: 'dana' };
    const window = open({ accounts: [account] });
    const [row] = (await window.when(isThere)).rows;
    assert.equal(window.board.contextOf(row!).viewer, 'dana');
    assert.equal(window.board.forgeOf(row!), account.forge);
  });

  it('goes on from the clock of the first look at a conflict', async () => {
    const story = world.repository('acme/shop').pullRequest({ by: 'dana', title: 'Clash' });
    const window = open();
    await window.when(isThere);
    world.advance({ minutes: 1 });
    story.conflict();
    await window.board.refresh();
    const seenAtMs = world.now;
    world.advance({ hours: 2 });
    await window.board.refresh();
    const row = window.board.state().rows.find(({ pullRequest }) => pullRequest.title === 'Clash');
    assert.equal(row?.stage, 'conflict');
    assert.equal(row?.sinceMs, seenAtMs);
    assert.equal(row?.isSinceAtLeast, true);
  });

  it('is quiet once it is disposed of', async () => {
    const window = open();
    await window.when(isThere);
    window.board.onDidChange(() => assert.fail('nobody listens any more'));
    window.board.dispose();
    await window.board.refresh();
  });
});
