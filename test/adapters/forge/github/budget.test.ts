/** What looking costs: requests and points as GitHub counts them, from the log of the server. */

import assert from 'node:assert/strict';
import { type ForgeUnderTest, forgeOf } from '../../../fixtures/forge.ts';
import { pass } from '../../../fixtures/pull-request-hour.ts';
import { crowd } from '../../../github/crowd.ts';
import { type GitHub, startGitHub } from '../../../github/server.ts';
import type { Story } from '../../../github/story/story.ts';

/** Everything that is open, on one list or another. */
const ALL = { organisations: ['acme'] };

describe('a hundred open pull requests', () => {
  let world: Story;
  let github: GitHub;
  let account: ForgeUnderTest;
  const spent = () => ({
    requests: github.log.length,
    points: github.log.reduce((sum, { points }) => sum + points, 0),
  });

  before(async () => {
    world = crowd(100);
    github = await startGitHub(world);
    account = forgeOf(github, world);
  });
  after(() => github.stop());
  beforeEach(() => {
    github.log.length = 0;
  });

  it('are read for the first time in 10 requests and 30 points', async () => {
    const { snapshot, failure, cost } = await account.look(ALL);
    assert.equal(failure, null);
    assert.equal(snapshot?.pullRequests.length, 100);
    const { requests, points } = spent();
    assert.deepEqual([cost.requests, cost.points], [requests, points]);
    assert.ok(requests <= 10 && points <= 30, `${requests} requests, ${points} points`);
  });

  it('cost 2 requests and 5 points when nothing has changed', async () => {
    const before = account.last();
    world.advance({ minutes: 2 });
    const { snapshot } = await account.look(ALL);
    assert.deepEqual(snapshot?.pullRequests.length, before?.pullRequests.length);
    const { requests, points } = spent();
    assert.ok(requests <= 2 && points <= 5, `${requests} requests, ${points} points`);
  });

  it('cost 10 points a look, so 300 an hour, while people work', async () => {
    const looks = 6;
    for (let step = 0; step < looks; step++) {
      pass(world, step);
      assert.equal((await account.look(ALL)).failure, null);
    }
    const { points } = spent();
    assert.ok(points <= 10 * looks, `${points} points`);
  });
});
