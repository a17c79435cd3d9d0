/** The local GitHub, asked as a client asks: over HTTP. */

import assert from 'node:assert/strict';
import { graphqlOf } from './client.ts';
import { servedShop } from './served-shop.ts';
import { startGitHub } from './server.ts';

describe('a local GitHub', () => {
  const at = servedShop();

  it('finds a pull request and tells of it', async () => {
    const { data, errors } = await at.client.query(
      `query ($q: String!) {
        viewer { login }
        search(type: ISSUE, query: $q, first: 10) {
          issueCount
          nodes { ... on PullRequest {
            number title state isDraft createdAt updatedAt author { login } repository { nameWithOwner }
            reviewDecision mergeable mergeStateStatus
            reviewRequests(first: 5) { nodes { requestedReviewer { __typename ... on User { login } ... on Team { combinedSlug } } } }
            statusCheckRollup { state }
          } }
        }
      }`,
      { q: 'is:pr is:open author:@me' },
    );
    assert.equal(errors, undefined);
    assert.deepEqual(data, {
      viewer: { login: 'dana' },
      search: {
        issueCount: 1,
        nodes: [
          {
            number: 1,
            title: 'Sort the cart',
            state: 'OPEN',
            isDraft: false,
            createdAt: '2026-11-18T12:00:00Z',
            updatedAt: '2026-11-18T12:00:00Z',
            author: { login: 'dana' },
            repository: { nameWithOwner: 'acme/shop' },
            reviewDecision: 'REVIEW_REQUIRED',
            mergeable: 'MERGEABLE',
            mergeStateStatus: 'BLOCKED',
            reviewRequests: {
              nodes: [
                { requestedReviewer: { __typename: 'User', login: 'alice' } },
                { requestedReviewer: { __typename: 'Team', combinedSlug: 'acme/reviewers' } },
              ],
            },
            statusCheckRollup: { state: 'SUCCESS' },
          },
        ],
      },
    });
  });

  it('follows what happens', async () => {
    assert.deepEqual(await at.about('mergeStateStatus'), { mergeStateStatus: 'BLOCKED' });
    at.pull.approve('alice');
    assert.deepEqual(
      await at.about('mergeStateStatus reviewDecision reviewRequests(first: 9) { totalCount }'),
      {
        mergeStateStatus: 'CLEAN',
        reviewDecision: 'APPROVED',
        // Alice answers for the team as well
        reviewRequests: { totalCount: 0 },
      },
    );
    at.pull.conflict();
    assert.deepEqual(await at.about('mergeStateStatus mergeable'), {
      mergeStateStatus: 'DIRTY',
      mergeable: 'CONFLICTING',
    });
  });

  it('knows which checks the base branch requires', async () => {
    at.pull.check('lint', 'failure');
    const contexts =
      'statusCheckRollup { state contexts(first: 9) { nodes { ... on CheckRun { name isRequired(pullRequestNumber: 1) } } } }';
    assert.deepEqual(await at.about(contexts), {
      statusCheckRollup: {
        state: 'FAILURE',
        contexts: {
          nodes: [
            { name: 'build', isRequired: true },
            { name: 'lint', isRequired: false },
          ],
        },
      },
    });
  });

  it('tells who has to open an environment', async () => {
    at.world.repository('acme/shop').environment('production', ['acme/reviewers', 'dana']);
    at.pull.askEnvironment('production');
    const { headRefOid } = (await at.about('headRefOid')) as { headRefOid: string };
    const { data } = await at.client.query(
      `query ($oid: GitObjectID) { repository(owner: "acme", name: "shop") { object(oid: $oid) { ... on Commit {
        statusCheckRollup { contexts(first: 9) { nodes { ... on CheckRun { status pendingDeploymentRequest {
          environment { name } currentUserCanApprove
          reviewers(first: 9) { nodes { ... on User { login } ... on Team { slug } } } } } } } } } } } }`,
      { oid: headRefOid },
    );
    assert.deepEqual((data as { repository: { object: unknown } }).repository.object, {
      statusCheckRollup: {
        contexts: {
          nodes: [
            { status: 'COMPLETED', pendingDeploymentRequest: null },
            {
              status: 'WAITING',
              pendingDeploymentRequest: {
                environment: { name: 'production' },
                currentUserCanApprove: true,
                reviewers: { nodes: [{ slug: 'reviewers' }, { login: 'dana' }] },
              },
            },
          ],
        },
      },
    });
  });

  it('lets a client do what a person would', async () => {
    const { id } = (await at.about('id')) as { id: string };
    const { data: asked } = await at.client.query('query { user(login: "bob") { id } }');
    const { errors } = await at.client.query(
      `mutation ($pull: ID!, $who: ID!) {
        addComment(input: { subjectId: $pull, body: "Please look" }) { subject { id } commentEdge { node { body } } }
        requestReviews(input: { pullRequestId: $pull, userIds: [$who], union: true }) { pullRequest { id } }
        convertPullRequestToDraft(input: { pullRequestId: $pull }) { pullRequest { isDraft } }
      }`,
      { pull: id, who: (asked as { user: { id: string } }).user.id },
    );
    assert.equal(errors, undefined);
    assert.deepEqual(
      await at.about(
        'isDraft updatedAt comments(first: 9) { nodes { body author { login } } } reviewRequests(first: 9) { totalCount }',
      ),
      {
        isDraft: true,
        updatedAt: '2026-11-20T12:00:00Z',
        comments: { nodes: [{ body: 'Please look', author: { login: 'dana' } }] },
        reviewRequests: { totalCount: 3 },
      },
    );
  });

  describe('of its own kind', () => {
    it('asks for fields by the names that it has', async () => {
      const { errors } = await at.client.query('query { viewer { nickname } }');
      assert.deepEqual(errors?.[0]?.extensions, {
        code: 'undefinedField',
        typeName: 'User',
        fieldName: 'nickname',
      });
    });

    it('lacks what an Enterprise Server lacks, under its paths', async () => {
      await using enterprise = await startGitHub(at.world, { enterprise: true });
      assert.match(enterprise.graphqlUrl, /\/api\/graphql$/);
      const old = graphqlOf(enterprise);
      const queue =
        'query { repository(owner: "acme", name: "shop") { pullRequest(number: 1) { mergeQueueEntry { id } } } }';
      assert.match(
        (await old.query(queue)).errors?.[0]?.message ?? '',
        /'mergeQueueEntry' doesn't exist on type 'PullRequest'/,
      );
      assert.equal((await at.client.query(queue)).errors, undefined);
      const { data } = await old.query('query { __type(name: "SearchType") { enumValues { name } } }');
      const names = (data as { __type: { enumValues: { name: string }[] } }).__type.enumValues.map(
        (it) => it.name,
      );
      assert.ok(names.includes('ISSUE') && !names.includes('ISSUE_ADVANCED'));
      assert.equal((await old.rest('/user')).status, 200);
    });

    it('knows of mergeability only after it was asked, and again after a push', async () => {
      await using lazy = await startGitHub(at.world, { isMergeabilityLazy: true });
      const asked = graphqlOf(lazy);
      const mergeable = async () => {
        const { data } = await asked.query(
          'query { repository(owner: "acme", name: "shop") { pullRequest(number: 1) { mergeable } } }',
        );
        return (data as { repository: { pullRequest: { mergeable: string } } }).repository.pullRequest
          .mergeable;
      };
      assert.deepEqual([await mergeable(), await mergeable()], ['UNKNOWN', 'MERGEABLE']);
      at.pull.push();
      assert.deepEqual([await mergeable(), await mergeable()], ['UNKNOWN', 'MERGEABLE']);
    });

    it('finds late what has happened, and tells the present of what it finds', async () => {
      await using late = await startGitHub(at.world, { searchLagMs: 30_000 });
      const asked = graphqlOf(late);
      at.world.advance({ minutes: 1 });
      at.pull.close();
      const query =
        'query { search(type: ISSUE, query: "is:pr is:open", first: 9) { nodes { ... on PullRequest { state } } } }';
      assert.deepEqual((await asked.query(query)).data, { search: { nodes: [{ state: 'CLOSED' }] } });
      at.world.advance({ minutes: 1 });
      assert.deepEqual((await asked.query(query)).data, { search: { nodes: [] } });
    });
  });
});
