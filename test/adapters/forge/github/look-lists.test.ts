/** Which pull requests a look at GitHub finds, and for which list. */

import assert from 'node:assert/strict';
import type { ForgeAnswer } from '../../../../src/domain/pull-requests/forge-answer.ts';
import { looking, rowsOf } from '../../../fixtures/looking.ts';

const SHOP = { repositories: ['acme/shop'] };

describe('the lists of a look at GitHub', () => {
  const at = looking();

  beforeEach(() => {
    at.world.team('acme/reviewers', { members: ['dana', 'alice'] });
    const shop = at.world.repository('acme/shop');
    shop.pullRequest({ by: 'dana', title: 'Mine' });
    shop.pullRequest({ by: 'alice', title: 'Asked by name' }).requestReview('dana');
    shop.pullRequest({ by: 'bob', title: 'Asked as a team' }).requestReview('acme/reviewers');
    shop.pullRequest({ by: 'bob', title: 'Of nobody' });
    shop.pullRequest({ by: 'dana', title: 'Closed' }).close();
    at.world.repository('acme/docs').pullRequest({ by: 'dana', title: 'Elsewhere' });
    at.world.repository('acme/docs').pullRequest({ by: 'erin', title: 'Elsewhere, of another' });
  });

  const listed = (answer: ForgeAnswer) =>
    Object.fromEntries(rowsOf(answer).map(({ title, lists }) => [title, [...lists].sort().join(' ')]));

  it('has mine, what waits on me and on my teams, and the repositories of the team', async () => {
    await at.start();
    assert.deepEqual(listed(await at.seen.look(SHOP)), {
      Mine: 'mine team',
      'Asked by name': 'team waiting-on-me',
      'Asked as a team': 'team waiting-on-me',
      'Of nobody': 'team',
      Elsewhere: 'mine',
    });
  });

  it('has nothing of other repositories when it is narrowed', async () => {
    await at.start();
    const answer = await at.seen.look({ repositories: ['acme/docs'], narrow: true });
    assert.deepEqual(listed(answer), { Elsewhere: 'mine team', 'Elsewhere, of another': 'team' });
  });

  it('has everything of an organisation', async () => {
    await at.start();
    assert.equal(rowsOf(await at.seen.look({ organisations: ['acme'] })).length, 6);
  });

  it('has what the people of a team have open', async () => {
    await at.start();
    const titles = Object.keys(listed(await at.seen.look({ teams: ['acme/reviewers'] }))).sort();
    assert.deepEqual(titles, ['Asked as a team', 'Asked by name', 'Elsewhere', 'Mine']);
  });

  it('knows the teams of the viewer', async () => {
    await at.start();
    assert.deepEqual((await at.seen.look()).snapshot?.teams, ['acme/reviewers']);
  });

  it('drops what is closed, merged or no longer asked', async () => {
    await at.start();
    const shop = at.world.repository('acme/shop');
    const mine = shop.pullRequest({ by: 'dana', title: 'Soon closed' });
    const asked = shop.pullRequest({ by: 'bob', title: 'Soon not asked' }).requestReview('dana');
    await at.seen.look();
    at.world.advance({ minutes: 5 });
    mine.close();
    asked.removeRequest('dana');
    assert.deepEqual(Object.keys(listed(await at.seen.look())).sort(), [
      'Asked as a team',
      'Asked by name',
      'Elsewhere',
      'Mine',
    ]);
  });

  it('does not believe a search that is late', async () => {
    const mine = at.world.repository('acme/shop').pullRequest({ by: 'dana', title: 'Closed just now' });
    at.world.advance({ minutes: 5 });
    await at.start({ searchLagMs: 60_000 });
    mine.close();
    assert.ok(!('Closed just now' in listed(await at.seen.look())));
  });

  it('keeps what a late search does not find yet', async () => {
    const asked = at.world.repository('acme/shop').pullRequest({ by: 'bob', title: 'Asked' });
    at.world.advance({ minutes: 5 });
    await at.start({ searchLagMs: 60_000 });
    asked.requestReview('dana');
    await at.seen.look();
    at.world.advance({ minutes: 2 });
    assert.equal(listed(await at.seen.look()).Asked, 'waiting-on-me');
    asked.removeRequest('dana');
    asked.requestReview('dana');
    assert.equal(listed(await at.seen.look()).Asked, 'waiting-on-me');
  });

  it('follows every page', async () => {
    for (let i = 0; i < 120; i++) at.world.repository('acme/many').pullRequest({ by: 'dana' });
    await at.start();
    const rows = rowsOf(await at.seen.look());
    assert.equal(rows.length, 124);
    assert.ok(rows.every(({ incomplete }) => incomplete.length === 0));
  });
});
