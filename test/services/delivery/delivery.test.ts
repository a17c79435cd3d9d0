/** Delivery figures over accounts, asked of local GitHubs. */

import * as assert from 'node:assert/strict';
import { createGitHubDelivery } from '../../../src/adapters/forge/github/delivery.ts';
import type { Delivery } from '../../../src/domain/delivery/delivery.ts';
import { DEFAULT_RULES } from '../../../src/domain/pull-requests/rules.ts';
import { createDelivery, type DeliveryOutcome } from '../../../src/services/delivery/delivery.ts';
import { TOKEN } from '../../fixtures/forge.ts';
import { type GitHub, startGitHub } from '../../github/server.ts';
import { Story } from '../../github/story/story.ts';

const DAY_MS = 86_400_000;
const START = '2026-11-20T12:00:00Z';

interface Place {
  readonly host: string;
  readonly world: Story;
  readonly github: GitHub;
}

let places: Place[];
let nowMs: number;

/** A GitHub where `titles` were merged, by dana. */
async function place(host: string, ...titles: string[]): Promise<Place> {
  const world = new Story({ now: START });
  const shop = world.repository('acme/shop');
  for (const title of titles)
    shop.ago({ days: 5 }).pullRequest({ by: 'dana', title }).after({ hours: 3 }).approve('alice').merge();
  const it = { host, world, github: await startGitHub(world) };
  places.push(it);
  return it;
}

const accountAt = ({ host, github }: Place) => ({
  source: createGitHubDelivery({
    host,
    token: async () => TOKEN,
    apiUrl: github.restUrl,
    graphqlUrl: github.graphqlUrl,
    clock: { nowMs: () => nowMs },
    log: { info() {}, warn() {} },
    isPaced: false,
  }),
  account: 'dana',
  repositories: ['acme/shop'],
});

function readerOf(...accounts: ReturnType<typeof accountAt>[]) {
  const reader = createDelivery({
    accounts: async () => accounts,
    rules: () => DEFAULT_RULES,
    clock: { nowMs: () => nowMs },
  });
  return (days = 30) => reader.delivery(nowMs - days * DAY_MS, nowMs);
}

function ready(outcome: DeliveryOutcome): Delivery {
  assert.equal(outcome.kind, 'ready');
  return outcome.delivery;
}

const merged = (outcome: DeliveryOutcome) =>
  ready(outcome).cycle.find(({ id }) => id === 'pickup')?.sample ?? 'no such figure';
const requests = ({ github }: Place) => github.log.length;

describe('delivery over accounts', () => {
  beforeEach(() => {
    places = [];
    nowMs = Date.parse(START);
  });
  afterEach(() => Promise.all(places.map(({ github }) => github.stop())));

  it('counts once what two accounts on one host tell', async () => {
    const here = await place('github.com', 'One', 'Two');
    assert.equal(merged(await readerOf(accountAt(here), accountAt(here))()), 2);
  });

  it('gives no account what another was told', async () => {
    const here = await place('github.com', 'One');
    let account = 'dana';
    const reader = createDelivery({
      accounts: async () => [{ ...accountAt(here), account }],
      rules: () => DEFAULT_RULES,
      clock: { nowMs: () => nowMs },
    });
    await reader.delivery(nowMs - 30 * DAY_MS, nowMs);
    const before = requests(here);
    account = 'erin';
    await reader.delivery(nowMs - 30 * DAY_MS, nowMs);
    assert.ok(requests(here) > before);
  });

  it('adds up hosts, each with its own user', async () => {
    const here = await place('github.com', 'One', 'Two');
    const there = await place('github.example', 'Three');
    assert.equal(merged(await readerOf(accountAt(here), accountAt(there))()), 3);
  });

  it('asks again after ten minutes, or for another window', async () => {
    const here = await place('github.com', 'One');
    const read = readerOf(accountAt(here));
    await read();
    const once = requests(here);
    nowMs += 9 * 60_000;
    await read();
    assert.equal(requests(here), once);
    await read(60);
    const twice = requests(here);
    assert.ok(twice > once);
    nowMs += 2 * 60_000;
    await read();
    assert.ok(requests(here) > twice);
  });

  it('says which host could not be asked beside the figures of the others, and nothing else where none could', async () => {
    const here = await place('github.com', 'One');
    const there = await place('github.example', 'Two');
    await there.github.stop();
    places.pop();

    const outcome = await readerOf(accountAt(here), accountAt(there))();
    assert.equal(merged(outcome), 1);
    assert.deepEqual(
      ready(outcome).remarks.filter((it) => it.includes('github.example')),
      ['github.example could not be asked: offline.'],
    );
    assert.partialDeepStrictEqual(await readerOf(accountAt(there))(), {
      kind: 'failed',
      host: 'github.example',
      failure: { kind: 'offline' },
    });
  });

  it('has none without a repository', async () => {
    const here = await place('github.com', 'One');
    const read = readerOf({ ...accountAt(here), repositories: [] });
    assert.deepEqual(await read(), { kind: 'no-repositories' });
    assert.equal(requests(here), 0);
  });
});
