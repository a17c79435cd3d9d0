/** Accounts at several hosts: each is asked with its own token, about its own repositories, and the figures are of all. */

import assert from 'node:assert/strict';
import type { SignedInAccount } from '../../src/adapters/vscode/sign-in.ts';
import { DEFAULT_RULES } from '../../src/domain/pull-requests/rules.ts';
import { deliveryAccounts } from '../../src/extension/compose-github.ts';
import { createDelivery } from '../../src/services/delivery/delivery.ts';
import { hostsOf, namesAt } from '../../src/services/pull-requests/hosts.ts';
import { type GitHub, startGitHub } from '../github/server.ts';
import { Story } from '../github/story/story.ts';

const DAY_MS = 86_400_000;
const NOW = '2026-11-20T12:00:00Z';
const nowMs = Date.parse(NOW);

describe('delivery of the accounts that somebody is signed in with', () => {
  let servers: GitHub[];

  const { GITHUB_API_URL, GITHUB_GRAPHQL_URL } = process.env;

  beforeEach(() => {
    servers = [];
  });
  afterEach(async () => {
    for (const [name, value] of Object.entries({ GITHUB_API_URL, GITHUB_GRAPHQL_URL }))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    await Promise.all(servers.map((it) => it.stop()));
  });

  /** A server with one pull request of `login` merged in `repository`, and an account there. */
  async function server(
    login: string,
    repository: string,
  ): Promise<{ github: GitHub; account: SignedInAccount }> {
    const world = new Story({ now: NOW });
    const merged = world.repository(repository).ago({ days: 5 }).pullRequest({ by: login, title: 'Merged' });
    merged.after({ hours: 3 }).approve('alice').merge();
    const token = `token-of-${login}`;
    const github = await startGitHub(world, { enterprise: true, tokens: { [token]: { login } } });
    servers.push(github);
    const { host } = new URL(github.url);
    return { github, account: { host, account: login, server: github.url, token: async () => token } };
  }
  const asked = (signedIn: readonly SignedInAccount[], names: readonly string[]) => {
    const hosts = hostsOf(signedIn, 'github.com');
    const reader = createDelivery({
      accounts: async () =>
        deliveryAccounts(signedIn, (host) => namesAt(host, names, 2, hosts), {
          clock: { nowMs: () => nowMs },
          log: { info() {}, warn() {} },
        }),
      rules: () => DEFAULT_RULES,
      clock: { nowMs: () => nowMs },
    });
    return reader.delivery(nowMs - 30 * DAY_MS, nowMs);
  };

  it('asks each host with the token of its account, and counts what both tell', async () => {
    const here = await server('dana', 'acme/shop');
    const there = await server('dana.corp', 'corp/tool');
    const outcome = await asked(
      [here.account, there.account],
      [`${here.account.host}/acme/shop`, `${there.account.host}/corp/tool`],
    );
    assert.equal(outcome.kind, 'ready');
    assert.equal(outcome.delivery.cycle.find(({ id }) => id === 'pickup')?.sample, 2);
    for (const [{ github }, login, other] of [
      [here, 'dana', 'corp'],
      [there, 'dana.corp', 'acme'],
    ] as const) {
      assert.deepEqual([...new Set(github.log.map((it) => it.login))], [login]);
      assert.ok(github.log.every(({ path }) => !path.includes(`/${other}/`)));
    }
  });

  it('does not ask a host of which no repository is looked at', async () => {
    const here = await server('dana', 'acme/shop');
    const there = await server('dana.corp', 'corp/tool');
    const outcome = await asked([here.account, there.account], [`${there.account.host}/corp/tool`]);
    assert.equal(outcome.kind, 'ready');
    assert.equal(here.github.log.length, 0);
  });

  it('goes where the environment says with the account of the environment', async () => {
    const { github, account } = await server('dana', 'acme/shop');
    Object.assign(process.env, { GITHUB_API_URL: github.restUrl, GITHUB_GRAPHQL_URL: github.graphqlUrl });
    const outcome = await asked([{ ...account, server: null }], ['acme/shop']);
    assert.equal(outcome.kind, 'ready');
    assert.ok(github.log.length > 0);
  });
});
