/** What a local GitHub tells of delivery, over HTTP, and the figures that come of it. */

import * as assert from 'node:assert/strict';
import { createGitHubDelivery } from '../../../../src/adapters/forge/github/delivery.ts';
import type { Figure } from '../../../../src/domain/delivery/delivery.ts';
import type { DeliveryFacts } from '../../../../src/domain/delivery/facts.ts';
import { deliveryOf } from '../../../../src/domain/delivery/figures.ts';
import type { PullRequest } from '../../../../src/domain/pull-requests/pull-request.ts';
import { DEFAULT_RULES } from '../../../../src/domain/pull-requests/rules.ts';
import type { DeliveryAnswer } from '../../../../src/services/delivery/source.ts';
import { TOKEN } from '../../../fixtures/forge.ts';
import { type GitHub, startGitHub } from '../../../github/server.ts';
import { Story } from '../../../github/story/story.ts';

const NOW = '2026-11-20T12:00:00Z';
const DAY_MS = 86_400_000;

const isMine = ({ author }: PullRequest): boolean => author?.name === 'dana';

let world: Story;
let github: GitHub;
const messages: string[] = [];

async function ask(repositories: readonly string[] = ['acme/shop'], token: string | null = TOKEN) {
  const source = createGitHubDelivery({
    host: 'github.com',
    token: async () => token,
    apiUrl: github.restUrl,
    graphqlUrl: github.graphqlUrl,
    clock: { nowMs: () => world.now },
    log: { info: (it) => void messages.push(it), warn: (it, cause) => void messages.push(`${it} ${cause}`) },
    isPaced: false,
  });
  return source.facts({ repositories, fromMs: world.now - 30 * DAY_MS, toMs: world.now });
}

function factsOf(answer: DeliveryAnswer): DeliveryFacts {
  assert.equal(answer.kind, 'ok');
  return answer.facts;
}

function figureOf(facts: DeliveryFacts, id: string): Figure {
  const { figures, cycle } = deliveryOf(facts, DEFAULT_RULES, isMine);
  const found = [...figures, ...cycle].find((it) => it.id === id);
  assert.ok(found, id);
  return found;
}

describe('what GitHub tells of delivery', () => {
  beforeEach(async () => {
    world = new Story({ now: NOW });
    messages.length = 0;
    github = await startGitHub(world);
  });
  afterEach(() => github.stop());

  it('has the pull requests merged in the window, with their way to production', async () => {
    const shop = world.repository('acme/shop').ago({ days: 60 }).environment('production');
    shop.ago({ days: 45 }).pullRequest({ by: 'dana', title: 'Long ago' }).after({ days: 2 }).merge();
    shop
      .ago({ days: 10 })
      .pullRequest({ by: 'dana', title: 'Mine' })
      .requestReview('alice')
      .after({ hours: 6 })
      .reviewWithComments('alice')
      .after({ hours: 4 })
      .approve('alice')
      .after({ hours: 2 })
      .merge();
    shop.ago({ days: 9 }).deploy('production', ['success'], { minutes: 30 });
    shop.pullRequest({ by: 'dana', title: 'Open' });

    const facts = factsOf(await ask());
    assert.deepEqual(
      facts.merged.map(({ title }) => title),
      ['Mine'],
    );
    assert.equal(figureOf(facts, 'pickup').sample, 1);
    assert.equal(figureOf(facts, 'review').value, 4);
    assert.equal(figureOf(facts, 'merge').value, 2);
    assert.equal(figureOf(facts, 'deploy').value, 12.5);
  });

  it('has first attempts, also of runs that were run again', async () => {
    const shop = world.repository('acme/shop').ago({ days: 20 });
    shop.ago({ days: 5 }).run('CI', { attempts: ['success'] });
    shop
      .ago({ days: 4 })
      .push('dana')
      .run('CI', { attempts: ['failure', 'success'] });
    const { runs } = factsOf(await ask());
    assert.ok(typeof runs !== 'string');
    assert.deepEqual(
      runs.map(({ attempt, outcome, isDefaultBranch }) => `${attempt} ${outcome} ${isDefaultBranch}`).sort(),
      ['1 failure true', '1 success true', '2 success true'],
    );
    const facts = { ...factsOf(await ask()) };
    assert.deepEqual(
      [figureOf(facts, 'main-success').value, figureOf(facts, 'main-success').sample],
      [0.5, 2],
    );
  });

  it('tells alerts that may not be seen from alerts that are not there', async () => {
    world.repository('acme/shop');
    const blind = factsOf(await ask());
    assert.equal(blind.alerts, 'no-access');
    assert.equal(figureOf(blind, 'remediation').missing, 'no access');

    const safe = world.repository('acme/safe', { scanners: ['code-scanning'] }).ago({ days: 9 });
    const alert = safe.alert('code-scanning');
    safe.after({ days: 4 }).closeAlert('code-scanning', alert);
    const seeing = factsOf(await ask(['acme/safe']));
    assert.equal(figureOf(seeing, 'remediation').value, 4);
    assert.equal(figureOf(seeing, 'open-alerts').value, null);
  });

  it('fails as a whole with a reason, and without the token in the log', async () => {
    world.repository('acme/shop');
    assert.deepEqual(await ask(['acme/shop'], null), { kind: 'failed', failure: { kind: 'signed-out' } });
    await github.refuse();
    const answer = await ask();
    assert.equal(answer.kind, 'failed');
    assert.deepEqual(answer.failure, { kind: 'offline' });
    assert.ok(messages.length > 0);
    assert.ok(!messages.join('\n').includes(TOKEN));
    await github.listen();
  });
});
