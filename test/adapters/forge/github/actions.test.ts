/** What is done to a pull request from here, seen on the server. */

import assert from 'node:assert/strict';
import type { PullRequest } from '../../../../src/domain/pull-requests/pull-request.ts';
import { type ForgeUnderTest, forgeOf } from '../../../fixtures/forge.ts';
import { type GitHub, startGitHub } from '../../../github/server.ts';
import { Story } from '../../../github/story/story.ts';

describe('an action on a pull request', () => {
  let world: Story;
  let github: GitHub;
  let account: ForgeUnderTest;
  let row: PullRequest;

  beforeEach(async () => {
    world = new Story({ now: '2026-11-20T12:00:00Z' });
    world.team('acme/reviewers', { members: ['bob'] });
    world.account('alice');
    world
      .repository('acme/shop')
      .ago({ hours: 1 })
      .pullRequest({ by: 'dana' })
      .check('build', 'failure')
      .check('Scan', 'failure', { app: 'scanner', workflow: null })
      .check('lint', 'success', { workflow: 'Lint' });
    github = await startGitHub(world);
    account = forgeOf(github, world);
    const [first] = (await account.look()).snapshot?.pullRequests ?? [];
    assert.ok(first);
    row = first;
    world.advance({ minutes: 1 });
  });
  afterEach(() => github.stop());

  const now = async (): Promise<PullRequest> => {
    const it = await account.forge.reload(row);
    assert.ok(it && 'key' in it);
    return it;
  };

  it('comments, as it is written', async () => {
    const text = 'A word, @alice: `$(this)` is <b>plain</b>.';
    assert.deepEqual(await account.forge.comment(row, text), { kind: 'done' });
    const comments = world.events.flatMap((event) => (event.kind === 'commented' ? event.body : []));
    assert.deepEqual(comments, [text]);
  });

  it('asks people and teams for a review', async () => {
    const outcome = await account.forge.requestReview(row, [
      { kind: 'user', name: 'alice' },
      { kind: 'team', name: 'acme/reviewers' },
    ]);
    assert.deepEqual(outcome, { kind: 'done' });
    const { reviewRequests } = await now();
    assert.deepEqual(reviewRequests.map(({ of }) => of.name).sort(), ['acme/reviewers', 'alice']);
  });

  it('labels', async () => {
    assert.deepEqual(await account.forge.addLabel(row, 'AI-heavy'), { kind: 'done' });
    assert.deepEqual((await now()).labels, ['AI-heavy']);
  });

  it('runs what failed again, and leaves what passed', async () => {
    assert.deepEqual(await account.forge.rerunFailedChecks(row), { kind: 'done' });
    const states = Object.fromEntries((await now()).checks.map(({ name, state }) => [name, state]));
    assert.equal(states.lint, 'passed');
    assert.notEqual(states.build, 'failed');
    assert.notEqual(states.Scan, 'failed');
  });

  it('says why it could not be done', async () => {
    github.faults.add({ kind: 'secondary-limit', retryAfterSeconds: 60 });
    assert.deepEqual(await account.forge.addLabel(row, 'AI-heavy'), {
      kind: 'failed',
      failure: { kind: 'rate-limited', retryAtMs: world.now + 60_000 },
    });
    github.faults.clear();
    await github.refuse();
    assert.deepEqual(await account.forge.comment(row, 'A word'), {
      kind: 'failed',
      failure: { kind: 'offline' },
    });
  });
});
