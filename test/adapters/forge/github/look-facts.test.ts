/** What a look at GitHub tells of each pull request. */

import assert from 'node:assert/strict';
import { ago, looking, rowOf, rowsOf } from '../../../fixtures/looking.ts';

const SHOP = { repositories: ['acme/shop'] };

describe('the facts of a look at GitHub', () => {
  const at = looking();

  const shop = () => at.world.repository('acme/shop');

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
    await at.start();
    const row = rowOf(await at.seen.look(SHOP));
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
    await at.start();
    assert.equal(rowOf(await at.seen.look(SHOP)).author?.kind, 'bot');
  });

  it('knows nobody where an account is gone', async () => {
    shop().pullRequest({ by: 'frank' });
    at.world.deleteAccount('frank');
    await at.start();
    assert.equal(rowOf(await at.seen.look(SHOP)).author, null);
  });

  it('tells what happened, oldest first', async () => {
    at.world.team('acme/reviewers', { members: ['bob'] });
    shop()
      .ago({ hours: 9 })
      .pullRequest({ by: 'dana', draft: true })
      .after({ hours: 1 })
      .ready()
      .requestReview('alice', 'acme/reviewers')
      .after({ hours: 1 })
      .requestChanges('alice')
      .after({ hours: 1 })
      .push({ message: 'Fix' })
      .after({ hours: 1 })
      .dismiss('alice')
      .label('needs-qa', 'erin');
    await at.start();
    const { events, labels } = rowOf(await at.seen.look(SHOP));
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
    at.world.team('acme/reviewers', { members: ['alice'] });
    shop()
      .ago({ hours: 2 })
      .pullRequest({ by: 'dana' })
      .requestReview('acme/reviewers')
      .after({ hours: 1 })
      .reviewWithComments('alice');
    await at.start();
    const review = rowOf(await at.seen.look(SHOP)).events.find(({ kind }) => kind === 'reviewed');
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
    await at.start();
    assert.deepEqual(rowOf(await at.seen.look(SHOP)).threads, [
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
    await at.start();
    const { checks, rules } = rowOf(await at.seen.look(SHOP));
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
    await at.start();
    const row = rowOf(await at.seen.look(SHOP));
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
    await at.start();
    const row = rowOf(await at.seen.look(SHOP));
    assert.deepEqual(row.incomplete, ['files']);
    assert.equal(row.files.length, 1_000);
    assert.equal(row.fileCount, 1_005);
  });

  it('tells what waits for somebody to let it run or deploy', async () => {
    shop().environment('production', ['alice', 'acme/ops']);
    at.world.team('acme/ops', { members: ['bob'] });
    shop().ago({ hours: 1 }).pullRequest({ by: 'dana' }).askEnvironment('production').awaitApprovalToRun();
    await at.start();
    const row = rowOf(await at.seen.look(SHOP));
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
    await at.start();
    const [deployment] = rowOf(await at.seen.look(SHOP)).deployments;
    assert.equal(deployment?.environment, 'qa');
    assert.deepEqual(
      deployment?.states.map(({ state }) => state),
      ['running', 'success'],
    );
  });

  it('tells the place in the merge queue', async () => {
    shop().rules({ mergeQueue: true });
    shop().ago({ hours: 1 }).pullRequest({ by: 'dana' }).enqueue();
    await at.start();
    const { mergeQueue } = rowOf(await at.seen.look(SHOP));
    assert.equal(mergeQueue?.enqueuedAtMs, ago(1));
    assert.equal(mergeQueue?.position, 1);
  });

  it('keeps trailers, and of other messages the first line', async () => {
    shop().pullRequest({
      by: 'dana',
      commits: [{ message: 'One', ai: { ai: 8, human: 2 } }, { message: 'Two\n\nwith much to say' }],
    });
    await at.start();
    const [one, two] = rowOf(await at.seen.look(SHOP)).commits;
    assert.match(one?.message ?? '', /^AI-Contribution: 80%/m);
    assert.equal(two?.message, 'Two');
  });

  it('knows a merge from a commit that only says so', async () => {
    shop()
      .ago({ hours: 2 })
      .pullRequest({ by: 'dana' })
      .push({ message: 'Merge two functions into one' })
      .updateBranch();
    await at.start();
    assert.deepEqual(
      rowOf(await at.seen.look(SHOP)).commits.map(({ isMerge }) => isMerge),
      [false, false, true],
    );
  });

  it('reads the status of a project where it is told to, and keeps those that it saw before', async () => {
    const story = shop().ago({ hours: 3 }).pullRequest({ by: 'dana' });
    story.projectStatus('Board', 'In QA');
    await at.start({ tokens: { 'token-of-dana': { login: 'dana', scopes: ['repo', 'read:project'] } } });
    assert.equal(rowOf(await at.seen.look(SHOP)).projectStatus, null);
    assert.equal(rowOf(await at.seen.look({ ...SHOP, projectField: 'Status' })).projectStatus, 'In QA');
    at.world.advance({ hours: 1 });
    story.projectStatus('Board', 'QA passed');
    const row = rowOf(await at.seen.look({ ...SHOP, projectField: 'Status' }));
    assert.equal(row.projectStatus, 'QA passed');
    const statuses = row.events.filter((event) => event.kind === 'project-status');
    assert.deepEqual(
      statuses.map(({ status, atMs }) => [status, atMs]),
      [
        ['In QA', ago(3)],
        ['QA passed', at.world.now],
      ],
    );
  });

  it('knows what the base branch asks for, by its protection as by a ruleset', async () => {
    const wanted = {
      approvals: 2,
      checks: ['build'],
      codeOwners: true,
      resolvedThreads: true,
      upToDate: true,
    };
    for (const from of ['protection', 'ruleset'] as const) {
      const repository = at.world.repository(`acme/by-${from}`).rules({ ...wanted, from });
      repository.pullRequest({ by: 'dana' }).check('build', 'success').check('lint', 'success');
    }
    at.world.repository('acme/without').pullRequest({ by: 'dana' }).check('build', 'success');
    await at.start();
    const rows = rowsOf(await at.seen.look());
    const of = (name: string) => rows.find(({ repository }) => repository === `acme/${name}`);
    const rules = {
      requiredApprovals: 2,
      requiresCodeOwners: true,
      requiresResolvedThreads: true,
      requiredChecks: ['build'],
    };
    // Whoever does not administer a repository is told of strictness by rulesets alone.
    assert.deepEqual(of('by-protection')?.rules, { ...rules, requiresUpToDate: false });
    assert.deepEqual(of('by-ruleset')?.rules, { ...rules, requiresUpToDate: true });
    assert.equal(of('without')?.rules?.requiredApprovals, 0);
    for (const name of ['by-protection', 'by-ruleset'])
      assert.deepEqual(
        of(name)?.checks.map((check) => [check.name, check.isRequired]),
        [
          ['build', true],
          ['lint', false],
        ],
      );
  });

  it('counts open alerts of a code scanning that failed', async () => {
    const scanned = at.world.repository('acme/scanned', { scanners: ['code-scanning'] });
    const story = scanned.pullRequest({ by: 'dana' });
    story.check('CodeQL', 'failure', { app: 'github-advanced-security' });
    scanned.alert('code-scanning', { pullRequest: story.number });
    scanned.alert('code-scanning', { pullRequest: story.number });
    shop().pullRequest({ by: 'dana' }).check('CodeQL', 'failure');
    await at.start();
    const rows = rowsOf(await at.seen.look());
    const alerts = Object.fromEntries(
      rows.map(({ repository, securityAlerts }) => [repository, securityAlerts]),
    );
    assert.deepEqual(alerts, { 'acme/scanned': 2, 'acme/shop': null });
  });

  it('says nothing of alerts that it may not read', async () => {
    shop().pullRequest({ by: 'dana' }).check('CodeQL', 'failure', { app: 'github-advanced-security' });
    await at.start();
    assert.equal(rowOf(await at.seen.look()).securityAlerts, null);
  });
});
