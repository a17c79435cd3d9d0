/** Everything that can go wrong between us and GitHub, each a state of its own; what was seen before stays. */

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ForgeAnswer } from '../../../../src/domain/pull-requests/forge-answer.ts';
import { type ForgeUnderTest, forgeOf, TOKEN } from '../../../fixtures/forge.ts';
import { type GitHub, type GitHubOptions, startGitHub } from '../../../github/server.ts';
import { Story } from '../../../github/story/story.ts';

describe('when GitHub does not answer as it should', () => {
  let world: Story;
  let github: GitHub;
  let account: ForgeUnderTest;

  beforeEach(async () => {
    world = new Story({ now: '2026-11-20T12:00:00Z' });
    world.team('acme/reviewers', { members: ['dana', 'alice'] });
    world.repository('acme/shop').pullRequest({ by: 'dana' }).requestReview('acme/reviewers');
    world.repository('acme/docs').pullRequest({ by: 'dana' });
    await start();
  });
  afterEach(async () => {
    await github.stop();
    assert.ok(!inspect(account.messages, { depth: null }).includes(TOKEN), 'no token in the log');
  });

  async function start(options?: GitHubOptions): Promise<void> {
    await github?.stop();
    github = await startGitHub(world, options);
    account = forgeOf(github, world);
  }

  const repositories = ({ snapshot }: ForgeAnswer) =>
    snapshot?.pullRequests.map(({ repository }) => repository).sort();

  it('nobody is signed in: nothing is asked', async () => {
    account = forgeOf(github, world, { token: async () => null });
    const { snapshot, failure } = await account.look();
    assert.deepEqual({ snapshot, failure }, { snapshot: null, failure: { kind: 'signed-out' } });
    assert.equal(github.log.length, 0);
  });

  it('the token is refused', async () => {
    github.faults.add({ kind: 'bad-credentials' });
    assert.deepEqual((await account.look()).failure, { kind: 'signed-out' });
  });

  it('the server is not there', async () => {
    await github.refuse();
    assert.deepEqual((await account.look()).failure, { kind: 'offline' });
  });

  it('the connection breaks', async () => {
    github.faults.add({ kind: 'disconnect' });
    assert.deepEqual((await account.look()).failure, { kind: 'offline' });
  });

  it('the answer breaks off', async () => {
    github.faults.add({ kind: 'truncated' });
    const { snapshot, failure } = await account.look();
    assert.equal(snapshot, null);
    assert.ok(failure?.kind === 'error' || failure?.kind === 'offline', failure?.kind);
  });

  for (const status of [403, 429] as const)
    it(`too much at once, with status ${status}: it says when to come again`, async () => {
      github.faults.add({ kind: 'secondary-limit', status, retryAfterSeconds: 90 });
      assert.deepEqual((await account.look()).failure, {
        kind: 'rate-limited',
        retryAtMs: world.now + 90_000,
      });
    });

  it('too much at once for a moment: it waits, at the pace that GitHub asks for', async () => {
    account = forgeOf(github, world, { isPaced: true });
    github.faults.add({ kind: 'secondary-limit', retryAfterSeconds: 1, times: 1 });
    const { snapshot, failure } = await account.look({ deployDays: 0 });
    assert.equal(failure, null);
    assert.equal(snapshot?.pullRequests.length, 2);
    assert.equal(github.log[0]?.status, 403);
  });

  it('a limit that lasts is not waited for, at whatever pace', async () => {
    account = forgeOf(github, world, { isPaced: true });
    github.faults.add({ kind: 'primary-limit' });
    assert.equal((await account.look()).failure?.kind, 'rate-limited');
    assert.equal(github.log.length, 1);
  });

  it('too much in an hour: it says when the next one begins', async () => {
    github.faults.add({ kind: 'primary-limit' });
    assert.deepEqual((await account.look()).failure, {
      kind: 'rate-limited',
      retryAtMs: world.now + 3_600_000,
    });
  });

  it('a limit that is met in the middle keeps what was seen until then', async () => {
    await account.look();
    world.advance({ minutes: 5 });
    world.repository('acme/shop').pullRequest({ by: 'dana', title: 'New' });
    github.faults.add({ kind: 'primary-limit', matching: 'timelineItems' });
    const { snapshot, failure } = await account.look();
    assert.equal(failure?.kind, 'rate-limited');
    const rows = snapshot?.pullRequests ?? [];
    assert.deepEqual(rows.map(({ title, incomplete }) => [title, incomplete.join()]).sort(), [
      ['Change number 1', ''],
      ['Change number 1', ''],
      ['New', 'detail'],
    ]);
    github.faults.clear();
    world.advance({ hours: 1 });
    assert.ok(
      (await account.look()).snapshot?.pullRequests.every(({ incomplete }) => incomplete.length === 0),
    );
  });

  for (const status of [502, 504] as const)
    it(`the gateway gives up on large pages (${status}): they are halved`, async () => {
      for (let i = 0; i < 60; i++) world.repository('acme/many').pullRequest({ by: 'dana' });
      github.faults.add({ kind: 'gateway', status, overNodes: 60, matching: 'search(' });
      const { snapshot, failure } = await account.look();
      assert.equal(failure, null);
      assert.equal(snapshot?.pullRequests.length, 62);
    });

  it('the gateway gives up once on details: they are asked for in halves', async () => {
    for (let i = 0; i < 10; i++) world.repository('acme/many').pullRequest({ by: 'dana' });
    github.faults.add({ kind: 'gateway', status: 502, matching: 'timelineItems', times: 1 });
    const { snapshot, failure } = await account.look();
    assert.equal(failure, null);
    assert.ok(snapshot?.pullRequests.every(({ incomplete }) => incomplete.length === 0));
    const details = github.log.filter(({ bytesIn }) => bytesIn > 5_000);
    assert.deepEqual(
      details.map(({ status }) => status),
      [502, 200, 200],
    );
  });

  it('the gateway gives up on everything: that is said, and does not take for ever', async () => {
    github.faults.add({ kind: 'gateway', status: 502 });
    const { failure } = await account.look();
    assert.deepEqual(failure, { kind: 'error', message: 'GitHub answered 502' });
    assert.ok(github.log.length < 10, `${github.log.length} requests`);
  });

  it('details that are always too much leave a row as the index tells it', async () => {
    github.faults.add({ kind: 'gateway', status: 504, matching: 'timelineItems' });
    const { snapshot, failure } = await account.look();
    assert.equal(failure, null);
    assert.deepEqual(
      snapshot?.pullRequests.map(({ title, incomplete }) => [title, incomplete]),
      [
        ['Change number 1', ['detail']],
        ['Change number 1', ['detail']],
      ],
    );
  });

  it('an error of the server is an error, not an absence', async () => {
    github.faults.add({ kind: 'server-error' });
    assert.deepEqual((await account.look()).failure, { kind: 'error', message: 'GitHub answered 500' });
  });

  it('part of the answer is missing: the rest is shown, and the row says that it is incomplete', async () => {
    github.faults.add({ kind: 'partial', field: 'files' });
    const { snapshot, failure } = await account.look();
    assert.equal(failure, null);
    assert.deepEqual(
      snapshot?.pullRequests.map(({ incomplete, events }) => [incomplete, events.length > 0]),
      [
        [['files'], true],
        [['files'], true],
      ],
    );
  });

  it('null in the place of pull requests: the others are shown, and the known ones stay', async () => {
    await account.look();
    github.faults.add({ kind: 'null-nodes', every: 2 });
    const { snapshot, failure } = await account.look();
    assert.equal(failure, null);
    assert.equal(snapshot?.pullRequests.length, 2);
  });

  it('an organisation wants single sign-on: the others are shown, and it is named', async () => {
    github.withheld.add('acme');
    world.repository('other/site').pullRequest({ by: 'dana' });
    const answer = await account.look();
    const acme = { organisation: 'acme', url: 'https://github.com/orgs/acme/sso?authorization_request=AAAA' };
    assert.deepEqual(repositories(answer), ['other/site']);
    assert.deepEqual(answer.failure, { kind: 'sso-required', ...acme });
    assert.deepEqual(answer.snapshot?.hidden, [acme]);
    const { cost } = await account.look();
    assert.ok(cost.requests <= 2, `${cost.requests} requests once the organisation is known`);
  });

  it('two organisations want single sign-on: each is named, with where to go', async () => {
    for (const name of ['acme', 'other']) github.withheld.add(name);
    world.repository('other/site').pullRequest({ by: 'dana' });
    const { snapshot } = await account.look();
    assert.deepEqual(
      snapshot?.hidden.map(({ organisation, url }) => [organisation, url?.replace(/\?.*/, '')]).sort(),
      [
        ['acme', 'https://github.com/orgs/acme/sso'],
        ['other', 'https://github.com/orgs/other/sso'],
      ],
    );
  });

  it('an organisation wants single sign-on and cannot be named: its number stands for it', async () => {
    github.withheld.add('acme');
    github.faults.add({ kind: 'server-error', matching: '/organizations' });
    const { snapshot } = await account.look();
    assert.match(snapshot?.hidden[0]?.organisation ?? '', /^#\d+$/);
  });

  it('an organisation wants single sign-on for what was on a list: that stays, and is as old as it is', async () => {
    const before = await account.look();
    world.advance({ minutes: 5 });
    github.withheld.add('acme');
    const { failure, snapshot } = await account.look();
    assert.equal(failure?.kind, 'sso-required');
    assert.deepEqual(snapshot?.pullRequests, before.snapshot?.pullRequests);
    assert.equal(snapshot?.fetchedAtMs, before.snapshot?.fetchedAtMs);
    github.withheld.clear();
    const after = await account.look();
    assert.equal(after.failure, null);
    assert.equal(after.snapshot?.fetchedAtMs, world.now);
  });

  describe('a token without read:org', () => {
    beforeEach(() => start({ tokens: { [TOKEN]: { login: 'dana', scopes: ['repo'] } } }));

    it('shows everything but the names of teams', async () => {
      const { snapshot, failure } = await account.look();
      assert.equal(failure, null);
      const shop = snapshot?.pullRequests.find(({ repository }) => repository === 'acme/shop');
      assert.deepEqual(shop?.reviewRequests, [{ of: { kind: 'team', name: 'acme/?' }, asCodeOwner: false }]);
      assert.deepEqual(shop?.incomplete, []);
      assert.deepEqual(snapshot?.teams, []);
    });

    it('misses nothing where an organisation is looked at: no team is asked for', async () => {
      const { snapshot, failure } = await account.look({ organisations: ['acme'] });
      assert.equal(failure, null);
      assert.ok(snapshot?.pullRequests.every(({ lists }) => lists.includes('team')));
    });

    it('still has what waits on the teams of the viewer', async () => {
      world.repository('acme/shop').pullRequest({ by: 'bob' }).requestReview('acme/reviewers');
      const { snapshot } = await account.look();
      const waiting = snapshot?.pullRequests.filter(({ lists }) => lists.includes('waiting-on-me'));
      assert.equal(waiting?.length, 1);
      assert.deepEqual(snapshot?.teams, []);
    });

    it('says what is missing where a team is asked for', async () => {
      const { snapshot, failure } = await account.look({ teams: ['acme/reviewers'] });
      assert.deepEqual(failure, { kind: 'scope-missing', scopes: ['read:org'] });
      assert.equal(snapshot?.pullRequests.length, 2);
    });

    it('reads the names of teams, and what their people have open, as soon as that is granted', async () => {
      await start({
        tokens: {
          narrow: { login: 'dana', scopes: ['repo'] },
          wide: { login: 'dana', scopes: ['repo', 'read:org'] },
        },
      });
      world.repository('acme/docs').pullRequest({ by: 'alice', title: 'Of the team' });
      let token = 'narrow';
      account = forgeOf(github, world, { token: async () => token });
      const scope = { teams: ['acme/reviewers'] };
      const titles = ({ snapshot }: ForgeAnswer) => snapshot?.pullRequests.map(({ title }) => title) ?? [];
      assert.ok(!titles(await account.look(scope)).includes('Of the team'));
      token = 'wide';
      const answer = await account.look(scope);
      assert.equal(answer.failure, null);
      assert.ok(titles(answer).includes('Of the team'));
      const shop = answer.snapshot?.pullRequests.find(({ repository }) => repository === 'acme/shop');
      assert.deepEqual(shop?.reviewRequests[0]?.of, { kind: 'team', name: 'acme/reviewers' });
    });
  });

  it('says what is missing where a project is to be read, and shows the rest', async () => {
    const { snapshot, failure } = await account.look({ projectField: 'Status' });
    assert.deepEqual(failure, { kind: 'scope-missing', scopes: ['read:project'] });
    assert.ok(snapshot?.pullRequests.every(({ incomplete }) => incomplete.length === 0));
  });

  it('keeps no token in what it returns', async () => {
    const answers = [await account.look()];
    github.faults.add({ kind: 'server-error' });
    answers.push(await account.look());
    await github.refuse();
    answers.push(await account.look());
    assert.ok(!JSON.stringify(answers).includes(TOKEN));
  });

  it('is slow: it can be called off', async () => {
    github.faults.add({ kind: 'slow', delayMs: 60_000 });
    const controller = new AbortController();
    const look = account.forge.look(
      {
        repositories: [],
        organisations: [],
        teams: [],
        narrow: false,
        projectField: null,
        deployDays: 0,
        isProduction: () => false,
      },
      async () => null,
      controller.signal,
    );
    controller.abort();
    assert.equal((await look).snapshot, null);
  });
});
