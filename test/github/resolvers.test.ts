/** What the local GitHub says of a pull request after this and that has happened to it. */

import assert from 'node:assert/strict';
import { type Client, graphqlOf } from './client.ts';
import type { BranchRules } from './events.ts';
import { type GitHub, startGitHub } from './server.ts';
import type { PullRequestStory } from './story/pull-request.ts';
import type { RepositoryStory } from './story/repository.ts';
import { Story } from './story/story.ts';

describe('a pull request on the local GitHub', () => {
  let world: Story;
  let shop: RepositoryStory;
  let github: GitHub;
  let client: Client;

  beforeEach(async () => {
    world = new Story({ now: '2026-11-20T12:00:00Z' }).team('acme/reviewers', { members: ['alice'] });
    shop = world.repository('acme/shop', { readers: ['guest'] });
    github = await startGitHub(world, {
      tokens: { 'token-of-dana': { login: 'dana', scopes: ['repo', 'read:org', 'read:project'] } },
    });
    client = graphqlOf(github);
  });
  afterEach(() => github.stop());

  async function ask(fields: string, number = 1): Promise<Record<string, unknown>> {
    const { data, errors } = await client.query(
      `query ($number: Int!) { repository(owner: "acme", name: "shop") { pullRequest(number: $number) { ${fields} } } }`,
      { number },
    );
    assert.equal(errors, undefined);
    return (data as { repository: { pullRequest: Record<string, unknown> } }).repository.pullRequest;
  }

  const mergeState = async () => (await ask('mergeStateStatus')).mergeStateStatus;

  const SITUATIONS: readonly [
    name: string,
    rules: Partial<BranchRules> | null,
    tell: (it: PullRequestStory) => unknown,
    state: string,
  ][] = [
    ['without rules', null, () => {}, 'CLEAN'],
    ['as a draft', null, (it) => it.toDraft(), 'DRAFT'],
    ['in conflict', null, (it) => it.approve('alice').conflict(), 'DIRTY'],
    ['with a failed check that nobody requires', null, (it) => it.check('lint', 'failure'), 'UNSTABLE'],
    ['with a status that is an error', null, (it) => it.status('ci', 'error'), 'UNSTABLE'],
    [
      'with skipped and neutral checks',
      null,
      (it) => it.check('a', 'skipped').check('b', 'neutral'),
      'CLEAN',
    ],
    ['without the approval it needs', { approvals: 1 }, () => {}, 'BLOCKED'],
    ['with the approval it needs', { approvals: 1 }, (it) => it.approve('alice'), 'CLEAN'],
    [
      'with the approval of somebody who may only read',
      { approvals: 1 },
      (it) => it.approve('guest'),
      'BLOCKED',
    ],
    ['with one approval of two', { approvals: 2 }, (it) => it.approve('alice').approve('alice'), 'BLOCKED'],
    [
      'with changes requested',
      { approvals: 1 },
      (it) => it.approve('alice').requestChanges('bob'),
      'BLOCKED',
    ],
    [
      'with changes requested, then approved',
      { approvals: 1 },
      (it) => it.requestChanges('bob').approve('bob'),
      'CLEAN',
    ],
    [
      'with its approval dismissed',
      { approvals: 1 },
      (it) => it.approve('alice').dismiss('alice'),
      'BLOCKED',
    ],
    [
      'approved before a push',
      { approvals: 1, dismissesStale: true },
      (it) => it.approve('alice').push(),
      'BLOCKED',
    ],
    [
      'approved before a push that does not matter',
      { approvals: 1 },
      (it) => it.approve('alice').push(),
      'CLEAN',
    ],
    ['with a comment alone', { approvals: 1 }, (it) => it.reviewWithComments('alice'), 'BLOCKED'],
    [
      'approved, with a code owner still asked',
      { approvals: 1, codeOwners: true },
      (it) => it.requestCodeOwners('carol').approve('alice'),
      'BLOCKED',
    ],
    ['with a required check that never came', { checks: ['build'] }, () => {}, 'BLOCKED'],
    [
      'with a required check that runs',
      { checks: ['build'] },
      (it) => it.check('build', 'running'),
      'BLOCKED',
    ],
    [
      'with a required check that passed',
      { checks: ['build'] },
      (it) => it.check('build', 'success'),
      'CLEAN',
    ],
    [
      'with a required check that passed the second time',
      { checks: ['build'] },
      (it) => it.check('build', 'failure').rerun().check('build', 'success'),
      'CLEAN',
    ],
    ['with an open thread', { resolvedThreads: true }, (it) => it.thread('alice').answer(), 'BLOCKED'],
    ['with a resolved thread', { resolvedThreads: true }, (it) => it.thread('alice').resolve(), 'CLEAN'],
    ['behind a base that wants it up to date', { upToDate: true }, () => shop.push('erin'), 'BEHIND'],
    ['behind a base that does not mind', { approvals: 0 }, () => shop.push('erin'), 'CLEAN'],
  ];
  for (const [name, rules, tell, state] of SITUATIONS) {
    it(`${name} is ${state}`, async () => {
      if (rules) shop.rules(rules);
      const pull = shop.pullRequest({ by: 'dana' });
      world.advance({ minutes: 1 });
      tell(pull);
      assert.equal(await mergeState(), state);
    });
  }

  it('is up to date again after its branch was updated', async () => {
    shop.rules({ upToDate: true });
    const pull = shop.pullRequest({ by: 'dana' });
    world.advance({ minutes: 1 });
    shop.push('erin');
    assert.equal(await mergeState(), 'BEHIND');
    pull.updateBranch();
    assert.equal(await mergeState(), 'CLEAN');
    const { commits } = await ask(
      'commits(last: 1) { nodes { commit { parents(first: 3) { totalCount } } } }',
    );
    assert.deepEqual(commits, { nodes: [{ commit: { parents: { totalCount: 2 } } }] });
  });

  it('is by nobody once its author is gone', async () => {
    shop.pullRequest({ by: 'mallory' }).comment('mallory', 'Bye');
    world.deleteAccount('mallory');
    assert.deepEqual(await ask('author { login } comments(first: 1) { nodes { author { login } } }'), {
      author: null,
      comments: { nodes: [{ author: null }] },
    });
  });

  it('sums the files of its own commits', async () => {
    shop
      .pullRequest({ by: 'dana', files: { 'src/a.ts': [10, 2], 'src/b.ts': 5 } })
      .push({ files: { 'src/a.ts': [1, 1] } });
    assert.deepEqual(
      await ask('additions deletions changedFiles files(first: 9) { nodes { path additions } }'),
      {
        additions: 16,
        deletions: 3,
        changedFiles: 2,
        files: {
          nodes: [
            { path: 'src/a.ts', additions: 11 },
            { path: 'src/b.ts', additions: 5 },
          ],
        },
      },
    );
  });

  it('answers a team by one of its members', async () => {
    shop.pullRequest({ by: 'dana' }).requestReview('acme/reviewers', 'bob').reviewWithComments('alice');
    const { reviewRequests, reviews } = await ask(`
      reviewRequests(first: 9) { nodes { requestedReviewer { ... on User { login } } } }
      reviews(first: 9) { nodes { state onBehalfOf(first: 9) { nodes { combinedSlug } } } }`);
    assert.deepEqual(reviewRequests, { nodes: [{ requestedReviewer: { login: 'bob' } }] });
    assert.deepEqual(reviews, {
      nodes: [{ state: 'COMMENTED', onBehalfOf: { nodes: [{ combinedSlug: 'acme/reviewers' }] } }],
    });
  });

  it('stands in the merge queue in the order of coming', async () => {
    shop.rules({ mergeQueue: true });
    shop.ago({ minutes: 20 }).pullRequest({ by: 'dana' }).after({ minutes: 5 }).enqueue();
    const second = shop.now().pullRequest({ by: 'bob' }).enqueue();
    const place = 'mergeQueueEntry { position enqueuer { login } }';
    assert.deepEqual(await ask(place, 2), { mergeQueueEntry: { position: 2, enqueuer: { login: 'bob' } } });
    second.dequeue('CI_FAILURE');
    assert.deepEqual(
      await ask(
        'mergeQueueEntry { position } timelineItems(last: 1) { nodes { ... on RemovedFromMergeQueueEvent { reason } } }',
        2,
      ),
      { mergeQueueEntry: null, timelineItems: { nodes: [{ reason: 'CI_FAILURE' }] } },
    );
  });

  it('shows an earlier attempt of a check only when all are asked for', async () => {
    shop.pullRequest({ by: 'dana' }).check('test', 'failure').rerun().check('test', 'success');
    const runs = (type: string) =>
      `checkRuns(first: 9, filterBy: { checkType: ${type} }) { nodes { conclusion } }`;
    const of = async (type: string) => {
      const { commits } = await ask(
        `commits(last: 1) { nodes { commit { checkSuites(first: 1) { nodes { ${runs(type)} } } } } }`,
      );
      return JSON.stringify(commits).match(/SUCCESS|FAILURE/g);
    };
    assert.deepEqual(await of('LATEST'), ['SUCCESS']);
    assert.deepEqual(await of('ALL'), ['FAILURE', 'SUCCESS']);
  });

  it('tells of its deployments, and where they got to', async () => {
    shop.pullRequest({ by: 'dana' }).deploy('staging', ['in_progress', 'failure']);
    world.advance({ hours: 1 });
    const { commits, timelineItems } = await ask(`
      commits(last: 1) { nodes { commit { deployments(first: 1) { nodes { environment state statuses(first: 9) { nodes { state } } } } } } }
      timelineItems(first: 9, itemTypes: [DEPLOYED_EVENT, DEPLOYMENT_ENVIRONMENT_CHANGED_EVENT]) { nodes { __typename } }`);
    assert.deepEqual(commits, {
      nodes: [
        {
          commit: {
            deployments: {
              nodes: [
                {
                  environment: 'staging',
                  state: 'FAILURE',
                  statuses: { nodes: [{ state: 'FAILURE' }, { state: 'IN_PROGRESS' }] },
                },
              ],
            },
          },
        },
      ],
    });
    assert.equal((timelineItems as { nodes: unknown[] }).nodes.length, 3);
  });

  it('has the rules of its branch where they are written: in its protection, or in a ruleset', async () => {
    shop.pullRequest({ by: 'dana' });
    const rules = { approvals: 2, checks: ['build'], codeOwners: true, upToDate: true };
    const asked = () =>
      ask(`baseRef {
        refUpdateRule { requiredApprovingReviewCount requiredStatusCheckContexts requiresCodeOwnerReviews }
        branchProtectionRule { requiresStrictStatusChecks requiredApprovingReviewCount }
        rules(first: 9) { nodes { type parameters {
          ... on PullRequestParameters { requiredApprovingReviewCount requireCodeOwnerReview }
          ... on RequiredStatusChecksParameters { strictRequiredStatusChecksPolicy requiredStatusChecks { context } } } } }
      }`);
    shop.rules(rules);
    assert.deepEqual(await asked(), {
      baseRef: {
        refUpdateRule: {
          requiredApprovingReviewCount: 2,
          requiredStatusCheckContexts: ['build'],
          requiresCodeOwnerReviews: true,
        },
        branchProtectionRule: { requiresStrictStatusChecks: true, requiredApprovingReviewCount: 2 },
        rules: { nodes: [] },
      },
    });
    shop.rules({ ...rules, from: 'ruleset' });
    assert.deepEqual(await asked(), {
      baseRef: {
        refUpdateRule: null,
        branchProtectionRule: null,
        rules: {
          nodes: [
            {
              type: 'PULL_REQUEST',
              parameters: { requiredApprovingReviewCount: 2, requireCodeOwnerReview: true },
            },
            {
              type: 'REQUIRED_STATUS_CHECKS',
              parameters: {
                strictRequiredStatusChecksPolicy: true,
                requiredStatusChecks: [{ context: 'build' }],
              },
            },
          ],
        },
      },
    });
  });

  it('has a status in a project, and tells when it changed', async () => {
    shop
      .ago({ hours: 3 })
      .pullRequest({ by: 'dana' })
      .projectStatus('Board', 'Todo')
      .after({ hours: 1 })
      .projectStatus('Board', 'In QA');
    assert.deepEqual(
      await ask(`
        projectItems(first: 9) { nodes { project { title } fieldValueByName(name: "Status") { ... on ProjectV2ItemFieldSingleSelectValue { name createdAt updatedAt } } } }
        timelineItems(first: 9, itemTypes: [PROJECT_V2_ITEM_STATUS_CHANGED_EVENT]) { nodes { ... on ProjectV2ItemStatusChangedEvent { previousStatus status } } }`),
      {
        projectItems: {
          nodes: [
            {
              project: { title: 'Board' },
              fieldValueByName: {
                name: 'In QA',
                createdAt: '2026-11-20T09:00:00Z',
                updatedAt: '2026-11-20T10:00:00Z',
              },
            },
          ],
        },
        timelineItems: {
          nodes: [
            { previousStatus: '', status: 'Todo' },
            { previousStatus: 'Todo', status: 'In QA' },
          ],
        },
      },
    );
  });

  it('forgets the commits that a forced push replaced', async () => {
    const pull = shop.pullRequest({ by: 'dana' }).push().push();
    assert.deepEqual((await ask('commits(first: 1) { totalCount }')).commits, { totalCount: 3 });
    pull.forcePush({ message: 'All in one' });
    assert.deepEqual(
      await ask(
        'commits(first: 9) { nodes { commit { message } } } timelineItems(last: 1) { nodes { __typename } }',
      ),
      {
        commits: { nodes: [{ commit: { message: 'All in one' } }] },
        timelineItems: { nodes: [{ __typename: 'HeadRefForcePushedEvent' }] },
      },
    );
  });

  it('can be labelled, put in order and run again by a client', async () => {
    shop
      .pullRequest({ by: 'bob' })
      .label('ai-heavy')
      .unlabel('ai-heavy')
      .check('test', 'failure')
      .thread('dana');
    const ids = await ask(`
      id commits(last: 1) { nodes { commit { checkSuites(first: 1) { nodes { id } } } } }
      reviewThreads(first: 1) { nodes { id } } repository { label(name: "ai-heavy") { id } }`);
    const idOf = (prefix: string) => JSON.stringify(ids).match(new RegExp(`"(${prefix}_[^"]+)"`))?.[1];
    const [thread, suite, label] = ['PRRT', 'CS', 'LA'].map(idOf);
    const { errors } = await client.query(
      `mutation ($pull: ID!, $thread: ID!, $suite: ID!, $label: ID!) {
        addLabelsToLabelable(input: { labelableId: $pull, labelIds: [$label] }) { labelable { __typename } }
        resolveReviewThread(input: { threadId: $thread }) { thread { isResolved } }
        rerequestCheckSuite(input: { checkSuiteId: $suite, repositoryId: "" }) { checkSuite { status } }
      }`,
      { pull: ids.id, thread, suite, label },
    );
    assert.equal(errors, undefined);
    assert.deepEqual(
      await ask(`
        labels(first: 9) { nodes { name } } reviewThreads(first: 9) { nodes { isResolved resolvedBy { login } } }
        statusCheckRollup { state }`),
      {
        labels: { nodes: [{ name: 'ai-heavy' }] },
        reviewThreads: { nodes: [{ isResolved: true, resolvedBy: { login: 'dana' } }] },
        statusCheckRollup: { state: 'PENDING' },
      },
    );
  });

  it('is in its base once it is merged', async () => {
    const before = shop.headOf('main');
    shop.pullRequest({ by: 'dana' }).push().approve('alice').merge('alice', 'squash');
    const { baseRef, mergedBy, mergeCommit } = await ask(
      `mergedBy { login } mergeCommit { parents(first: 2) { nodes { oid } } } baseRef { compare(headRef: "${before}") { status behindBy } }`,
    );
    assert.deepEqual(mergedBy, { login: 'alice' });
    assert.deepEqual(mergeCommit, { parents: { nodes: [{ oid: before }] } });
    assert.deepEqual(baseRef, { compare: { status: 'BEHIND', behindBy: 1 } });
  });
});
