/** What a look brings back, from a local GitHub over HTTP. */

import assert from 'node:assert/strict';
import type { ForgeAnswer } from '../../../../src/domain/pull-requests/forge-answer.ts';
import { type ForgeUnderTest, forgeOf } from '../../../fixtures/forge.ts';
import { type GitHub, type GitHubOptions, startGitHub } from '../../../github/server.ts';
import { Story } from '../../../github/story/story.ts';

const NOW = '2026-11-20T12:00:00Z';
const SHOP = { repositories: ['acme/shop'] };

let world: Story;
let github: GitHub;
let seen: ForgeUnderTest;

async function start(options?: GitHubOptions): Promise<void> {
  github = await startGitHub(world, options);
  seen = forgeOf(github, world);
}

function rowsOf({ snapshot, failure }: ForgeAnswer) {
  assert.equal(failure, null);
  assert.ok(snapshot);
  return snapshot.pullRequests;
}

const rowOf = (answer: ForgeAnswer, number = 1) => {
  const row = rowsOf(answer).find((it) => it.number === number);
  assert.ok(row, `#${number} is there`);
  return row;
};

const ago = (hours: number): number => Date.parse(NOW) - hours * 3_600_000;

describe('a look at GitHub', () => {
  beforeEach(() => {
    world = new Story({ now: NOW });
  });
  afterEach(() => github.stop());

  describe('lists', () => {
    beforeEach(() => {
      world.team('acme/reviewers', { members: ['dana', 'alice'] });
      const shop = world.repository('acme/shop');
      shop.pullRequest({ by: 'dana', title: 'Mine' });
      shop.pullRequest({ by: 'alice', title: 'Asked by name' }).requestReview('dana');
      shop.pullRequest({ by: 'bob', title: 'Asked as a team' }).requestReview('acme/reviewers');
      shop.pullRequest({ by: 'bob', title: 'Of nobody' });
      shop.pullRequest({ by: 'dana', title: 'Closed' }).close();
      world.repository('acme/docs').pullRequest({ by: 'dana', title: 'Elsewhere' });
      world.repository('acme/docs').pullRequest({ by: 'erin', title: 'Elsewhere, of another' });
    });

    const listed = (answer: ForgeAnswer) =>
      Object.fromEntries(rowsOf(answer).map(({ title, lists }) => [title, [...lists].sort().join(' ')]));

    it('has mine, what waits on me and on my teams, and the repositories of the team', async () => {
      await start();
      assert.deepEqual(listed(await seen.look(SHOP)), {
        Mine: 'mine team',
        'Asked by name': 'team waiting-on-me',
        'Asked as a team': 'team waiting-on-me',
        'Of nobody': 'team',
        Elsewhere: 'mine',
      });
    });

    it('has nothing of other repositories when it is narrowed', async () => {
      await start();
      const answer = await seen.look({ repositories: ['acme/docs'], narrow: true });
      assert.deepEqual(listed(answer), { Elsewhere: 'mine team', 'Elsewhere, of another': 'team' });
    });

    it('has everything of an organisation', async () => {
      await start();
      assert.equal(rowsOf(await seen.look({ organisations: ['acme'] })).length, 6);
    });

    it('has what the people of a team have open', async () => {
      await start();
      const titles = Object.keys(listed(await seen.look({ teams: ['acme/reviewers'] }))).sort();
      assert.deepEqual(titles, ['Asked as a team', 'Asked by name', 'Elsewhere', 'Mine']);
    });

    it('knows the teams of the viewer', async () => {
      await start();
      assert.deepEqual((await seen.look()).snapshot?.teams, ['acme/reviewers']);
    });

    it('drops what is closed, merged or no longer asked', async () => {
      await start();
      const shop = world.repository('acme/shop');
      const mine = shop.pullRequest({ by: 'dana', title: 'Soon closed' });
      const asked = shop.pullRequest({ by: 'bob', title: 'Soon not asked' }).requestReview('dana');
      await seen.look();
      world.advance({ minutes: 5 });
      mine.close();
      asked.removeRequest('dana');
      assert.deepEqual(Object.keys(listed(await seen.look())).sort(), [
        'Asked as a team',
        'Asked by name',
        'Elsewhere',
        'Mine',
      ]);
    });

    it('does not believe a search that is late', async () => {
      const mine = world.repository('acme/shop').pullRequest({ by: 'dana', title: 'Closed just now' });
      world.advance({ minutes: 5 });
      await start({ searchLagMs: 60_000 });
      mine.close();
      assert.ok(!('Closed just now' in listed(await seen.look())));
    });

    it('keeps what a late search does not find yet', async () => {
      const asked = world.repository('acme/shop').pullRequest({ by: 'bob', title: 'Asked' });
      world.advance({ minutes: 5 });
      await start({ searchLagMs: 60_000 });
      asked.requestReview('dana');
      await seen.look();
      world.advance({ minutes: 2 });
      assert.equal(listed(await seen.look()).Asked, 'waiting-on-me');
      asked.removeRequest('dana');
      asked.requestReview('dana');
      assert.equal(listed(await seen.look()).Asked, 'waiting-on-me');
    });

    it('follows every page', async () => {
      for (let i = 0; i < 120; i++) world.repository('acme/many').pullRequest({ by: 'dana' });
      await start();
      const rows = rowsOf(await seen.look());
      assert.equal(rows.length, 124);
      assert.ok(rows.every(({ incomplete }) => incomplete.length === 0));
    });
  });

  describe('facts', () => {
    const shop = () => world.repository('acme/shop');

    it('tells who, what and from where', async () => {
      shop()
        .ago({ hours: 5 })
        .pullRequest({
          by: 'dana',
          title: 'Sort',
          branch: 'sort',
          fork: 'dana',
          files: { 'src/a.ts': [7, 2] },
        });
      await start();
      const row = rowOf(await seen.look(SHOP));
      assert.equal(row.key, 'github.com/acme/shop#1');
      assert.deepEqual(row.author, { kind: 'user', name: 'dana' });
      assert.equal(row.createdAtMs, ago(5));
      assert.equal(row.isFork, true);
      assert.equal(row.isDefaultBase, true);
      assert.deepEqual(row.files, [{ path: 'src/a.ts', additions: 7, deletions: 2 }]);
      assert.deepEqual([row.additions, row.deletions, row.fileCount], [7, 2, 1]);
    });

    it('knows a bot by what it is', async () => {
      shop().pullRequest({ by: 'renovate[bot]' });
      await start();
      assert.equal(rowOf(await seen.look(SHOP)).author?.kind, 'bot');
    });

    it('knows nobody where an account is gone', async () => {
      shop().pullRequest({ by: 'frank' });
      world.deleteAccount('frank');
      await start();
      assert.equal(rowOf(await seen.look(SHOP)).author, null);
    });

    it('tells what happened, oldest first', async () => {
      world.team('acme/reviewers', { members: ['bob'] });
      shop()
        .ago({ hours: 9 })
        .pullRequest({ by: 'dana', draft: true })
        .after({ hours: 1 })
        .ready()
        .requestReview('alice', 'acme/reviewers')
        .after({ hours: 1 })
        .requestChanges('alice')
        .after({ hours: 1 })
        .push({ message: 'Mend' })
        .after({ hours: 1 })
        .dismiss('alice')
        .label('needs-qa', 'erin');
      await start();
      const { events, labels } = rowOf(await seen.look(SHOP));
      const dana = { kind: 'user', name: 'dana' };
      const alice = { kind: 'user', name: 'alice' };
      const { head } = events[0] as { head: string };
      const pushed = events[5] as { head: string };
      assert.deepEqual(labels, ['needs-qa']);
      assert.deepEqual(events, [
        { atMs: ago(9), kind: 'pushed', head },
        { atMs: ago(8), kind: 'ready', by: dana },
        { atMs: ago(8), kind: 'review-requested', of: alice, by: dana },
        {
          atMs: ago(8),
          kind: 'review-requested',
          of: { kind: 'team', name: 'acme/reviewers' },
          by: dana,
        },
        {
          atMs: ago(7),
          kind: 'reviewed',
          by: alice,
          verdict: 'changes-requested',
          onBehalfOf: [],
          counts: true,
        },
        { atMs: ago(6), kind: 'pushed', head: pushed.head },
        { atMs: ago(5), kind: 'review-dismissed', of: alice, by: dana },
        { atMs: ago(5), kind: 'labelled', label: 'needs-qa', by: { kind: 'user', name: 'erin' } },
      ]);
    });

    it('knows for which team a review is', async () => {
      world.team('acme/reviewers', { members: ['alice'] });
      shop()
        .ago({ hours: 2 })
        .pullRequest({ by: 'dana' })
        .requestReview('acme/reviewers')
        .after({ hours: 1 })
        .reviewWithComments('alice');
      await start();
      const review = rowOf(await seen.look(SHOP)).events.find(({ kind }) => kind === 'reviewed');
      assert.deepEqual(review?.kind === 'reviewed' && review.onBehalfOf, ['acme/reviewers']);
    });

    it('tells who started and who answered in a thread', async () => {
      shop()
        .ago({ hours: 4 })
        .pullRequest({ by: 'dana' })
        .after({ hours: 1 })
        .thread('alice')
        .after({ hours: 1 })
        .answer('dana');
      await start();
      assert.deepEqual(rowOf(await seen.look(SHOP)).threads, [
        {
          isResolved: false,
          isOutdated: false,
          isTruncated: false,
          comments: [
            { by: { kind: 'user', name: 'alice' }, atMs: ago(3) },
            { by: { kind: 'user', name: 'dana' }, atMs: ago(2) },
          ],
        },
      ]);
    });

    it('tells checks and statuses, required or not, with what they say', async () => {
      shop().rules({ checks: ['build'] });
      shop()
        .ago({ hours: 1 })
        .pullRequest({ by: 'dana' })
        .check('build', 'success')
        .check('lint', 'failure', { title: '3 problems' })
        .check('e2e', 'running')
        .status('security/snyk (acme)', 'error', 'Code test limit reached');
      await start();
      const { checks, rules } = rowOf(await seen.look(SHOP));
      const told = checks.map(({ name, app, state, isRequired, description }) => [
        name,
        app,
        state,
        isRequired,
        description,
      ]);
      assert.deepEqual(told.sort(), [
        ['build', 'github-actions', 'passed', true, null],
        ['e2e', 'github-actions', 'running', false, null],
        ['lint', 'github-actions', 'failed', false, '3 problems'],
        ['security/snyk (acme)', null, 'broken', false, 'Code test limit reached'],
      ]);
      assert.deepEqual(rules?.requiredChecks, ['build']);
    });

    it('reads more than a page of checks, events, commits and threads', async () => {
      const story = shop().ago({ hours: 4 }).pullRequest({ by: 'dana' });
      for (let i = 0; i < 110; i++) story.push({ message: `Step ${i}` }).label(`label ${i}`);
      for (let i = 0; i < 105; i++) story.check(`check ${i}`, 'success').thread('alice');
      await start();
      const row = rowOf(await seen.look(SHOP));
      assert.deepEqual(row.incomplete, []);
      assert.equal(row.checks.length, 105);
      assert.equal(row.threads.length, 105);
      assert.equal(row.commits.length, 111);
      assert.equal(row.labels.length, 110);
      assert.equal(row.events.filter(({ kind }) => kind === 'labelled').length, 110);
      assert.ok(row.threads.every(({ comments }) => comments.length === 1));
    });

    it('says what is incomplete when there is more than it reads', async () => {
      const files = Object.fromEntries(Array.from({ length: 1_005 }, (_, i) => [`src/${i}.ts`, 1]));
      shop().pullRequest({ by: 'dana', files });
      await start();
      const row = rowOf(await seen.look(SHOP));
      assert.deepEqual(row.incomplete, ['files']);
      assert.equal(row.files.length, 1_000);
      assert.equal(row.fileCount, 1_005);
    });

    it('tells what waits for somebody to let it run or deploy', async () => {
      shop().environment('production', ['alice', 'acme/ops']);
      world.team('acme/ops', { members: ['bob'] });
      shop().ago({ hours: 1 }).pullRequest({ by: 'dana' }).askEnvironment('production').awaitApprovalToRun();
      await start();
      const row = rowOf(await seen.look(SHOP));
      assert.equal(row.checksAwaitApproval, true);
      assert.deepEqual(row.environmentApprovals, [
        {
          environment: 'production',
          sinceMs: ago(1),
          canApprove: false,
          reviewers: [
            { kind: 'user', name: 'alice' },
            { kind: 'team', name: 'acme/ops' },
          ],
        },
      ]);
    });

    it('tells deployments of the head, state by state', async () => {
      shop().ago({ hours: 2 }).pullRequest({ by: 'dana' }).deploy('qa', ['in_progress', 'success']);
      await start();
      const [deployment] = rowOf(await seen.look(SHOP)).deployments;
      assert.equal(deployment?.environment, 'qa');
      assert.deepEqual(
        deployment?.states.map(({ state }) => state),
        ['running', 'success'],
      );
    });

    it('tells the place in the merge queue', async () => {
      shop().rules({ mergeQueue: true });
      shop().ago({ hours: 1 }).pullRequest({ by: 'dana' }).enqueue();
      await start();
      const { mergeQueue } = rowOf(await seen.look(SHOP));
      assert.equal(mergeQueue?.enqueuedAtMs, ago(1));
      assert.equal(mergeQueue?.position, 1);
    });

    it('keeps trailers, and of other messages the first line', async () => {
      shop().pullRequest({
        by: 'dana',
        commits: [{ message: 'One', ai: { ai: 8, human: 2 } }, { message: 'Two\n\nwith much to say' }],
      });
      await start();
      const [one, two] = rowOf(await seen.look(SHOP)).commits;
      assert.match(one?.message ?? '', /^AI-Contribution: 80%/m);
      assert.equal(two?.message, 'Two');
    });

    it('knows a merge from a commit that only says so', async () => {
      shop()
        .ago({ hours: 2 })
        .pullRequest({ by: 'dana' })
        .push({ message: 'Merge two functions into one' })
        .updateBranch();
      await start();
      assert.deepEqual(
        rowOf(await seen.look(SHOP)).commits.map(({ isMerge }) => isMerge),
        [false, false, true],
      );
    });

    it('reads the status of a project where it is told to, and keeps those that it saw before', async () => {
      const story = shop().ago({ hours: 3 }).pullRequest({ by: 'dana' });
      story.projectStatus('Board', 'In QA');
      await start({ tokens: { 'token-of-dana': { login: 'dana', scopes: ['repo', 'read:project'] } } });
      assert.equal(rowOf(await seen.look(SHOP)).projectStatus, null);
      assert.equal(rowOf(await seen.look({ ...SHOP, projectField: 'Status' }, true)).projectStatus, 'In QA');
      world.advance({ hours: 1 });
      story.projectStatus('Board', 'QA passed');
      const row = rowOf(await seen.look({ ...SHOP, projectField: 'Status' }));
      assert.equal(row.projectStatus, 'QA passed');
      assert.deepEqual(
        row.events.flatMap((event) => (event.kind === 'project-status' ? event.status : [])),
        ['In QA', 'QA passed'],
      );
    });

    it('counts open alerts of a code scanning that failed', async () => {
      const scanned = world.repository('acme/scanned', { scanners: ['code-scanning'] });
      const story = scanned.pullRequest({ by: 'dana' });
      story.check('CodeQL', 'failure', { app: 'github-advanced-security' });
      scanned.alert('code-scanning', { pullRequest: story.number });
      scanned.alert('code-scanning', { pullRequest: story.number });
      shop().pullRequest({ by: 'dana' }).check('CodeQL', 'failure');
      await start();
      const rows = rowsOf(await seen.look());
      const alerts = Object.fromEntries(
        rows.map(({ repository, securityAlerts }) => [repository, securityAlerts]),
      );
      assert.deepEqual(alerts, { 'acme/scanned': 2, 'acme/shop': null });
    });

    it('says nothing of alerts that it may not read', async () => {
      shop().pullRequest({ by: 'dana' }).check('CodeQL', 'failure', { app: 'github-advanced-security' });
      await start();
      assert.equal(rowOf(await seen.look()).securityAlerts, null);
    });
  });

  describe('what moves nothing that the index shows', () => {
    const shop = () => world.repository('acme/shop');

    it('sees a check that is run again', async () => {
      const story = shop().ago({ hours: 1 }).pullRequest({ by: 'dana' }).check('build', 'failure');
      await start();
      assert.equal(rowOf(await seen.look()).checks[0]?.state, 'failed');
      world.advance({ minutes: 5 });
      story.rerun().check('build', 'success');
      assert.equal(rowOf(await seen.look()).checks[0]?.state, 'passed');
    });

    it('sees a thread that is resolved', async () => {
      const story = shop().ago({ hours: 1 }).pullRequest({ by: 'dana' }).thread('alice');
      await start();
      await seen.look();
      world.advance({ minutes: 5 });
      story.resolve();
      assert.equal(rowOf(await seen.look()).threads[0]?.isResolved, true);
    });

    it('keeps what it knew of mergeability while that is computed, and asks again', async () => {
      const story = shop().pullRequest({ by: 'dana' });
      await start({ isMergeabilityLazy: true });
      assert.equal(rowOf(await seen.look()).mergeable, 'yes');
      world.advance({ minutes: 5 });
      story.conflict();
      const seenAt = world.now;
      const row = rowOf(await seen.look());
      assert.equal(row.mergeable, 'conflict');
      assert.deepEqual(row.firstSeen, { conflictAtMs: seenAt });
      world.advance({ minutes: 5 });
      assert.deepEqual(rowOf(await seen.look()).firstSeen, { conflictAtMs: seenAt });
    });

    it('sees that it has come to be behind, and since when it was seen', async () => {
      shop().rules({ upToDate: true });
      shop().pullRequest({ by: 'dana' });
      await start();
      assert.equal(rowOf(await seen.look()).isBehind, false);
      world.advance({ minutes: 5 });
      shop().push('erin');
      const row = rowOf(await seen.look());
      assert.equal(row.isBehind, true);
      assert.deepEqual(row.firstSeen, { behindAtMs: world.now });
    });
  });

  describe('after the merge', () => {
    const shop = () => world.repository('acme/shop');

    it('waits for the production deployment that has the merge in it', async () => {
      shop().environment('production');
      const story = shop().ago({ days: 2 }).pullRequest({ by: 'dana' });
      shop().ago({ days: 1 }).deploy('production');
      world.advance({ minutes: 1 });
      story.merge();
      world.advance({ minutes: 1 });
      await start();
      const row = rowOf(await seen.look());
      assert.equal(row.state, 'merged');
      assert.deepEqual(row.lists, ['mine']);
      assert.deepEqual((await seen.look()).snapshot?.hasProduction, { 'acme/shop': true });

      world.advance({ hours: 1 });
      shop().deploy('production', ['failure'], { minutes: 1 });
      world.advance({ hours: 1 });
      assert.equal(
        rowOf(await seen.look())
          .deployments.at(-1)
          ?.states.at(-1)?.state,
        'failure',
      );

      shop().push('erin').deploy('production', ['success'], { minutes: 1 });
      world.advance({ hours: 1 });
      assert.deepEqual(rowsOf(await seen.look()), []);
    });

    it('waits for nothing where nothing is deployed to production', async () => {
      shop().ago({ days: 2 }).pullRequest({ by: 'dana' }).after({ days: 1 }).merge();
      shop().environment('preview').deploy('preview');
      world.advance({ hours: 1 });
      await start();
      assert.deepEqual(rowsOf(await seen.look()), []);
    });

    it('does not wait for ever', async () => {
      shop().environment('production').ago({ days: 30 }).deploy('production');
      shop().ago({ days: 20 }).pullRequest({ by: 'dana' }).after({ days: 1 }).merge();
      await start();
      assert.deepEqual(rowsOf(await seen.look()), []);
    });
  });

  it('asks again for one before something is done to it', async () => {
    const story = world.repository('acme/shop').pullRequest({ by: 'dana' });
    await start();
    const row = rowOf(await seen.look());
    world.advance({ minutes: 1 });
    story.label('hold');
    const now = await seen.forge.reload(row);
    assert.ok(now && 'labels' in now);
    assert.deepEqual(now.labels, ['hold']);
  });
});
