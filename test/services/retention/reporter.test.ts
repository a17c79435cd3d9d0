/** The reporter over repositories: what it finds out again, what it keeps, and what it says of what it cannot read. */

import * as assert from 'node:assert/strict';
import { createReporter } from '../../../src/services/retention/reporter.ts';
import { text } from '../../fixtures/history.ts';
import { COLLEAGUE, createStory, type Story } from '../../fixtures/story.ts';

describe('the reporter', function () {
  this.timeout(60_000);
  let story: Story;
  beforeEach(async () => {
    story = await createStory();
    story.at('2026-03-02T09:00Z');
    await story.unseen('start.txt', text('start'));
    await story.commit('Begin');
  });
  afterEach(() => story.dispose());

  const now = async () => (await story.report()).fates.at(-1)!.characters;

  it('sees what nobody has looked at: a file that was changed while no editor was open', async () => {
    await story.ai('a.ts', text('alpha=1234', 'bravo=1234'));
    assert.equal((await now()).kept, 20);
    await story.unseen('a.ts', text('alpha=1234'));
    assert.deepEqual([(await now()).kept, (await now()).deleted], [10, 10]);
    await story.unseen('a.ts', null);
    assert.deepEqual([(await now()).kept, (await now()).deleted], [0, 20]);
  });

  it('says the same from what it kept as from nothing, and other things once there are any', async () => {
    await story.ai('a.ts', text('alpha=1234', 'bravo=1234'));
    await story.commit('One');
    const first = await story.report();
    assert.deepEqual(await story.report(), first);
    assert.ok(story.ledger.readCache('retention'));
    story.at('2026-03-03T09:00Z');
    await story.unseen('a.ts', text('alpha=1234', 'return others(wrote);'));
    await story.commit('Two', COLLEAGUE);
    assert.equal((await now())['rewritten-by-others'], 10);
  });

  it('follows an insertion through an amend and a rebase', async () => {
    await story.run('checkout', '--quiet', '-b', 'feature');
    story.at('2026-03-02T10:00Z');
    await story.ai('a.ts', text('alpha=1234', 'bravo=1234'));
    await story.commit('One');
    story.at('2026-03-03T10:00Z');
    await story.run('commit', '--quiet', '--amend', '-m', 'One, said better');
    await story.run('checkout', '--quiet', 'main');
    await story.unseen('other.txt', text('other'));
    await story.commit('Elsewhere', COLLEAGUE);
    await story.run('rebase', '--quiet', 'main', 'feature');
    story.at('2026-03-04T10:00Z');
    const report = await story.report();
    assert.deepEqual([report.acceptance.numerator, report.acceptance.denominator], [20, 20]);
    const [, , atCommit, atMerge, afterDay] = report.fates;
    assert.deepEqual([atCommit?.edits, atMerge?.edits], [1, 0]);
    // The day counts from the commit, not from its amend.
    assert.equal(afterDay?.characters.kept, 20);
  });

  it('tells what a merge of two changes of one file left', async () => {
    const lines = Array.from({ length: 12 }, (_, n) => `line of the beginning, number ${n}`);
    await story.unseen('a.ts', text(...lines));
    await story.commit('Many lines');
    await story.run('checkout', '--quiet', '-b', 'feature');
    await story.ai('a.ts', text('alpha=1234', 'bravo=1234', ...lines));
    await story.commit('At the top');
    await story.run('checkout', '--quiet', 'main');
    await story.unseen('a.ts', text(...lines, 'at the end'));
    await story.commit('At the end', COLLEAGUE);
    story.at('2026-03-03T09:00Z');
    await story.run('merge', '--quiet', '-m', 'Both', 'feature');
    const report = await story.report();
    const merged = report.fates.find(({ moment }) => moment === 'merge')!;
    assert.deepEqual([merged.edits, merged.characters.kept], [1, 20]);
    assert.equal((await now()).kept, 20);
  });

  it('says what it cannot read, and reports on the rest under names that tell repositories apart', async () => {
    const log = { info() {}, warn() {} };
    const reporter = createReporter({
      repositories: () => [
        { worktree: '/one/app', commonDir: '/one/app/.git' },
        { worktree: '/two/app', commonDir: '/two/app/.git' },
        { worktree: '/two/empty', commonDir: '/two/empty/.git' },
      ],
      open: async ({ worktree }) => {
        if (worktree === '/two/app') throw new Error('no such disk');
        return worktree === '/one/app' ? 'its folder is gone' : null;
      },
      clock: story,
      log,
    });
    const report = await reporter.report();
    assert.deepEqual(report.remarks, ['one/app: its folder is gone', 'two/app: no such disk']);
    assert.deepEqual(report.repositories, []);
    assert.equal(report.acceptance.denominator, 0);
  });
});
