/** What later looks at GitHub see: what moves nothing in the index, the way into production, one alone. */

import assert from 'node:assert/strict';
import { looking, rowOf, rowsOf } from '../../../fixtures/looking.ts';

describe('a later look at GitHub', () => {
  const at = looking();

  it('hands back the very same of what has not changed', async () => {
    const shop = at.world.repository('acme/shop');
    shop.pullRequest({ by: 'dana', title: 'Still' }).check('build', 'running').thread('alice');
    const moving = shop.pullRequest({ by: 'dana', title: 'Moving' });
    await at.start();
    await at.seen.look();
    const before = at.seen.last()?.pullRequests ?? [];
    at.world.advance({ minutes: 2 });
    moving.label('bug');
    const now = rowsOf(await at.seen.look());
    const same = before.filter((row) => now.includes(row));
    assert.deepEqual(
      same.map(({ title }) => title),
      ['Still'],
    );
    assert.equal(now.length, 2);
  });

  describe('what moves nothing that the index shows', () => {
    const shop = () => at.world.repository('acme/shop');

    it('sees a check that is run again', async () => {
      const story = shop().ago({ hours: 1 }).pullRequest({ by: 'dana' }).check('build', 'failure');
      await at.start();
      assert.equal(rowOf(await at.seen.look()).checks[0]?.state, 'failed');
      at.world.advance({ minutes: 5 });
      story.rerun().check('build', 'success');
      assert.equal(rowOf(await at.seen.look()).checks[0]?.state, 'passed');
    });

    it('sees a thread that is resolved', async () => {
      const story = shop().ago({ hours: 1 }).pullRequest({ by: 'dana' }).thread('alice');
      await at.start();
      await at.seen.look();
      at.world.advance({ minutes: 5 });
      story.resolve();
      assert.equal(rowOf(await at.seen.look()).threads[0]?.isResolved, true);
    });

    it('keeps what it knew of mergeability while that is computed, and asks again', async () => {
      const story = shop().pullRequest({ by: 'dana' });
      await at.start({ isMergeabilityLazy: true });
      assert.equal(rowOf(await at.seen.look()).mergeable, 'yes');
      at.world.advance({ minutes: 5 });
      story.conflict();
      const seenAt = at.world.now;
      const row = rowOf(await at.seen.look());
      assert.equal(row.mergeable, 'conflict');
      assert.deepEqual(row.firstSeen, { conflictAtMs: seenAt });
      at.world.advance({ minutes: 5 });
      assert.deepEqual(rowOf(await at.seen.look()).firstSeen, { conflictAtMs: seenAt });
    });

    it('sees that it has come to be behind, and since when it was seen', async () => {
      shop().rules({ upToDate: true });
      shop().pullRequest({ by: 'dana' });
      await at.start();
      assert.equal(rowOf(await at.seen.look()).isBehind, false);
      at.world.advance({ minutes: 5 });
      shop().push('erin');
      const row = rowOf(await at.seen.look());
      assert.equal(row.isBehind, true);
      assert.deepEqual(row.firstSeen, { behindAtMs: at.world.now });
    });
  });

  describe('after the merge', () => {
    const shop = () => at.world.repository('acme/shop');

    it('waits for the production deployment that has the merge in it', async () => {
      shop().environment('production');
      const story = shop().ago({ days: 2 }).pullRequest({ by: 'dana' });
      shop().ago({ days: 1 }).deploy('production');
      at.world.advance({ minutes: 1 });
      story.merge();
      at.world.advance({ minutes: 1 });
      await at.start();
      const row = rowOf(await at.seen.look());
      assert.equal(row.state, 'merged');
      assert.deepEqual(row.lists, ['mine']);
      assert.deepEqual((await at.seen.look()).snapshot?.hasProduction, { 'acme/shop': true });

      at.world.advance({ hours: 1 });
      shop().deploy('production', ['failure'], { minutes: 1 });
      at.world.advance({ hours: 1 });
      assert.equal(
        rowOf(await at.seen.look())
          .deployments.at(-1)
          ?.states.at(-1)?.state,
        'failure',
      );

      shop().push('erin').deploy('production', ['success'], { minutes: 1 });
      at.world.advance({ hours: 1 });
      assert.deepEqual(rowsOf(await at.seen.look()), []);
    });

    it('waits for nothing where nothing is deployed to production', async () => {
      shop().ago({ days: 2 }).pullRequest({ by: 'dana' }).after({ days: 1 }).merge();
      shop().environment('preview').deploy('preview');
      at.world.advance({ hours: 1 });
      await at.start();
      assert.deepEqual(rowsOf(await at.seen.look()), []);
    });

    it('does not wait for ever', async () => {
      shop().environment('production').ago({ days: 30 }).deploy('production');
      shop().ago({ days: 20 }).pullRequest({ by: 'dana' }).after({ days: 1 }).merge();
      await at.start();
      assert.deepEqual(rowsOf(await at.seen.look()), []);
    });
  });

  it('asks again for one before something is done to it', async () => {
    const story = at.world.repository('acme/shop').pullRequest({ by: 'dana' });
    await at.start();
    const row = rowOf(await at.seen.look());
    at.world.advance({ minutes: 1 });
    story.label('hold');
    const now = await at.seen.forge.reload(row);
    assert.ok(now && 'labels' in now);
    assert.deepEqual(now.labels, ['hold']);
  });
});
