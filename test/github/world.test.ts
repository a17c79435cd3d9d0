/** A world: what it is at a moment follows from its events up to then, and from nothing else. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PullRequestStory } from './story/pull-request.ts';
import { Story } from './story/story.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

/** Acts that can happen to an open pull request in any order. */
const ACTS: readonly ((pullRequest: PullRequestStory) => unknown)[] = [
  (it) => it.push({ files: { 'src/a.ts': [3, 1] }, ai: { ai: 2, human: 1 } }),
  (it) => it.forcePush({ files: { 'src/b.ts': 8 } }),
  (it) => it.requestReview('alice', 'acme/reviewers'),
  (it) => it.removeRequest('alice'),
  (it) => it.approve('alice'),
  (it) => it.requestChanges('bob'),
  (it) => it.reviewWithComments('bob'),
  (it) => it.thread('alice'),
  (it) => it.label('needs-qa').unlabel('hold'),
  (it) => it.toDraft().ready(),
  (it) => it.check('build', 'running').check('test', 'failure'),
  (it) => it.check('build', 'success'),
  (it) => it.rerun(),
  (it) => it.status('ci/other', 'pending'),
  (it) => it.enqueue().dequeue(),
  (it) => it.conflict(),
  (it) => it.updateBranch(),
  (it) => it.deploy('staging', ['in_progress', 'success']),
  (it) => it.close().reopen(),
  (it) => it.projectStatus('Board', 'In QA'),
];

function beginning(): { world: Story; pullRequest: PullRequestStory } {
  const world = new Story({ now: NOW }).team('acme/reviewers', { members: ['alice'] });
  for (const login of ['dana', 'alice', 'bob', 'erin', 'deployer[bot]', 'github-merge-queue[bot]'])
    world.account(login);
  const shop = world.repository('acme/shop').rules({ approvals: 1, dismissesStale: true });
  return { world, pullRequest: shop.pullRequest({ by: 'dana' }) };
}

const acts = fc.array(fc.tuple(fc.nat(ACTS.length - 1), fc.nat(300)), { minLength: 1, maxLength: 25 });

describe('a world', () => {
  it('is at an earlier time what it was then', () => {
    fc.assert(
      fc.property(acts, (told) => {
        const { world, pullRequest } = beginning();
        const seen: { atMs: number; state: unknown }[] = [];
        for (const [act, minutes] of told) {
          ACTS[act]?.(pullRequest);
          seen.push({ atMs: world.now, state: structuredClone(world.state()) });
          world.advance({ minutes: minutes + 20 });
        }
        for (const { atMs, state } of seen) assert.deepEqual(world.at(atMs), state);
      }),
      { numRuns: 30 },
    );
  });

  it('is the same whether it was looked at on the way or not', () => {
    fc.assert(
      fc.property(acts, fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }), (told, looks) => {
        const { world, pullRequest } = beginning();
        for (const [index, [act, minutes]] of told.entries()) {
          ACTS[act]?.(pullRequest);
          if (looks[index]) world.state();
          world.advance({ minutes: minutes + 20 });
        }
        assert.deepEqual(world.state(), world.at(world.now));
      }),
      { numRuns: 30 },
    );
  });

  it('does not depend on the order in which its past is told', () => {
    const tell = (reversed: boolean) => {
      const world = new Story({ now: NOW });
      const shop = world.repository('acme/shop');
      const pullRequest = shop.ago({ days: 9 }).pullRequest({ by: 'dana' });
      const later = () => pullRequest.ago({ days: 1 }).approve('alice');
      const earlier = () => pullRequest.ago({ days: 5 }).requestReview('alice');
      if (reversed) [later, earlier].map((it) => it());
      else [earlier, later].map((it) => it());
      return world.state().repositories.get('acme/shop')?.pullRequests.get(1);
    };
    assert.deepEqual(tell(true)?.timeline, tell(false)?.timeline);
    assert.deepEqual(tell(true)?.requests, []);
  });

  it('lets happen what is told of the future once it is time', () => {
    const { world, pullRequest } = beginning();
    const state = () => world.state().repositories.get('acme/shop')?.pullRequests.get(1);
    pullRequest.after({ hours: 2 }).approve('alice');
    assert.equal(state()?.reviews.length, 0);
    world.advance({ hours: 1 });
    assert.equal(state()?.reviews.length, 0);
    world.advance({ hours: 1 });
    assert.equal(state()?.reviews.length, 1);
    assert.equal(state()?.updatedAt, NOW + 7_200_000);
  });

  it('moves the time of a pull request with what is done to it, and not with its checks', () => {
    const { world, pullRequest } = beginning();
    const updatedAt = () => world.state().repositories.get('acme/shop')?.pullRequests.get(1)?.updatedAt;
    const movedBy = (tell: () => unknown) => {
      world.advance({ minutes: 5 });
      tell();
      return updatedAt() === world.now;
    };
    assert.ok(movedBy(() => pullRequest.label('needs-qa')));
    assert.ok(movedBy(() => pullRequest.approve('alice')));
    assert.ok(movedBy(() => pullRequest.push()));
    assert.ok(!movedBy(() => pullRequest.check('build', 'failure')));
    assert.ok(!movedBy(() => pullRequest.rerun()));
    assert.ok(!movedBy(() => pullRequest.status('ci/other', 'success')));
    assert.ok(!movedBy(() => pullRequest.deploy('staging')));
  });
});
