/** The local GitHub, asked as a client asks: over HTTP. */

import assert from 'node:assert/strict';
import { type Client, graphqlOf } from './client.ts';
import { type GitHub, startGitHub } from './server.ts';
import type { PullRequestStory } from './story/pull-request.ts';
import { Story } from './story/story.ts';

const MINE =
  'query { search(type: ISSUE, query: "is:pr is:open author:@me", first: 10) { nodes { ... on PullRequest { number } } } }';

describe('a local GitHub', () => {
  let world: Story;
  let pull: PullRequestStory;
  let github: GitHub;
  let client: Client;

  beforeEach(async () => {
    world = new Story({ now: '2026-11-20T12:00:00Z' }).team('acme/reviewers', { members: ['alice', 'bob'] });
    const shop = world
      .repository('acme/shop', { isPrivate: true })
      .rules({ approvals: 1, checks: ['build'] });
    pull = shop
      .ago({ days: 2 })
      .pullRequest({ by: 'dana', title: 'Sort the cart', ai: { ai: 40, human: 10 } })
      .requestReview('alice', 'acme/reviewers')
      .after({ minutes: 10 })
      .check('build', 'success');
    github = await startGitHub(world, {
      tokens: {
        'token-of-dana': { login: 'dana' },
        'token-of-repo': { login: 'dana', scopes: ['repo'] },
        'token-of-nothing': { login: 'dana', scopes: [] },
      },
      limits: { graphql: 20 },
    });
    client = graphqlOf(github);
  });
  afterEach(() => github.stop());

  const about = async (fields: string) => {
    const { data, errors } = await client.query(
      `query { repository(owner: "acme", name: "shop") { pullRequest(number: 1) { ${fields} } } }`,
    );
    assert.equal(errors, undefined);
    return (data as { repository: { pullRequest: unknown } }).repository.pullRequest;
  };

  it('finds a pull request and tells of it', async () => {
    const { data, errors } = await client.query(
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
    assert.deepEqual(await about('mergeStateStatus'), { mergeStateStatus: 'BLOCKED' });
    pull.approve('alice');
    assert.deepEqual(await about('mergeStateStatus reviewDecision reviewRequests(first: 9) { totalCount }'), {
      mergeStateStatus: 'CLEAN',
      reviewDecision: 'APPROVED',
      // Alice answers for the team as well
      reviewRequests: { totalCount: 0 },
    });
    pull.conflict();
    assert.deepEqual(await about('mergeStateStatus mergeable'), {
      mergeStateStatus: 'DIRTY',
      mergeable: 'CONFLICTING',
    });
  });

  it('knows which checks the base branch requires', async () => {
    pull.check('lint', 'failure');
    const contexts =
      'statusCheckRollup { state contexts(first: 9) { nodes { ... on CheckRun { name isRequired(pullRequestNumber: 1) } } } }';
    assert.deepEqual(await about(contexts), {
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
    world.repository('acme/shop').environment('production', ['acme/reviewers', 'dana']);
    pull.askEnvironment('production');
    const { headRefOid } = (await about('headRefOid')) as { headRefOid: string };
    const { data } = await client.query(
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
    const { id } = (await about('id')) as { id: string };
    const { data: asked } = await client.query('query { user(login: "bob") { id } }');
    const { errors } = await client.query(
      `mutation ($pull: ID!, $who: ID!) {
        addComment(input: { subjectId: $pull, body: "Please look" }) { subject { id } commentEdge { node { body } } }
        requestReviews(input: { pullRequestId: $pull, userIds: [$who], union: true }) { pullRequest { id } }
        convertPullRequestToDraft(input: { pullRequestId: $pull }) { pullRequest { isDraft } }
      }`,
      { pull: id, who: (asked as { user: { id: string } }).user.id },
    );
    assert.equal(errors, undefined);
    assert.deepEqual(
      await about(
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

  describe('limits', () => {
    it('counts points down, and gives them back after an hour', async () => {
      const left = async () => {
        const { data } = await client.query('query { rateLimit { cost remaining resetAt nodeCount limit } }');
        return (data as { rateLimit: Record<string, unknown> }).rateLimit;
      };
      assert.deepEqual(await left(), {
        cost: 1,
        remaining: 19,
        resetAt: '2026-11-20T13:00:00Z',
        nodeCount: 0,
        limit: 20,
      });
      for (let spent = 1; spent < 20; spent += 1) await left();
      const refused = await client.query('query { viewer { login } }');
      assert.equal(refused.errors?.[0]?.type, 'RATE_LIMITED');
      assert.equal('data' in refused, false);
      world.advance({ hours: 1 });
      assert.equal((await left()).remaining, 19);
    });

    it('refuses what asks for too many nodes', async () => {
      const { errors } = await client.query(
        `query { viewer { repositories(first: 100) { nodes { pullRequests(first: 100) { nodes { comments(first: 100) { nodes { body } } } } } } } }`,
      );
      assert.equal(errors?.[0]?.type, 'MAX_NODE_LIMIT_EXCEEDED');
    });

    it('writes down what each request took', async () => {
      await client.query(`query Mine { viewer { login } }`);
      assert.deepEqual(
        github.log.map(({ method, path, operation, login, status, points }) => [
          method,
          path,
          operation,
          login,
          status,
          points,
        ]),
        [['POST', '/graphql', 'Mine', 'dana', 200, 1]],
      );
      assert.ok(github.log.every((it) => it.bytesIn > 0 && it.bytesOut > 0));
      assert.doesNotMatch(JSON.stringify(github.log), /token-of/);
    });
  });

  describe('access', () => {
    it('refuses a token that it did not give out', async () => {
      const response = await graphqlOf(github, 'token-of-mallory').post({ query: MINE });
      assert.equal(response.status, 401);
      assert.equal(((await response.json()) as { message: string }).message, 'Bad credentials');
    });

    it('says which scopes a token has', async () => {
      const response = await graphqlOf(github, 'token-of-repo').rest('/user');
      assert.equal(response.headers.get('x-oauth-scopes'), 'repo');
    });

    it('refuses a whole query for a field of a team without `read:org`', async () => {
      const query =
        'query { search(type: ISSUE, query: "x", first: 1) { nodes { ... on PullRequest { reviewRequests(first: 1) { nodes { requestedReviewer { __typename ... on Team { slug } } } } } } } }';
      const answer = await graphqlOf(github, 'token-of-repo').query(query);
      assert.equal('data' in answer, false);
      assert.equal(answer.errors?.[0]?.type, 'INSUFFICIENT_SCOPES');
      assert.match(answer.errors?.[0]?.message ?? '', /'slug' field requires one of .*'read:org'/);
      assert.equal((await client.query(query)).errors, undefined);
    });

    it('hides what is private from a token without `repo`', async () => {
      const stranger = graphqlOf(github, 'token-of-nothing');
      assert.deepEqual((await stranger.query(MINE)).data, { search: { nodes: [] } });
      const { errors } = await stranger.query('query { repository(owner: "acme", name: "shop") { id } }');
      assert.equal(errors?.[0]?.type, 'NOT_FOUND');
    });

    it('shows a secret team to its members alone', async () => {
      world.team('acme/plans', { members: ['alice'], isSecret: true });
      const teams = 'query { organization(login: "acme") { teams(first: 9) { nodes { slug privacy } } } }';
      const reviewers = { slug: 'reviewers', privacy: 'VISIBLE' };
      const { data } = await client.query(teams);
      assert.deepEqual(data, { organization: { teams: { nodes: [reviewers] } } });
      world.team('acme/plans', { members: ['alice', 'dana'], isSecret: true });
      const { data: asMember } = await client.query(teams);
      const both = [reviewers, { slug: 'plans', privacy: 'SECRET' }];
      assert.deepEqual(asMember, { organization: { teams: { nodes: both } } });
    });

    it('withholds what an organisation shows only to those who signed on', async () => {
      github.withheld.add('acme');
      const response = await client.post({ query: MINE });
      assert.match(response.headers.get('x-github-sso') ?? '', /^partial-results; organizations=\d+$/);
      assert.deepEqual(await response.json(), { data: { search: { nodes: [] } } });
      const direct = await client.post({ query: 'query { repository(owner: "acme", name: "shop") { id } }' });
      assert.match(direct.headers.get('x-github-sso') ?? '', /^required; url=https:/);
      const { data, errors } = (await direct.json()) as { data: unknown; errors: Record<string, unknown>[] };
      assert.deepEqual(data, { repository: null });
      assert.deepEqual([errors[0]?.type, errors[0]?.extensions], ['FORBIDDEN', { saml_failure: true }]);
      assert.equal((await client.rest('/repos/acme/shop')).status, 403);
    });
  });

  describe('faults', () => {
    it('are there until they are taken away, or for as long as they say', async () => {
      const end = github.faults.add({ kind: 'secondary-limit', retryAfterSeconds: 7 });
      const response = await client.post({ query: MINE });
      assert.deepEqual([response.status, response.headers.get('retry-after')], [403, '7']);
      end();
      assert.equal((await client.post({ query: MINE })).status, 200);
      github.faults.add({ kind: 'server-error', times: 1 });
      assert.equal((await client.post({ query: MINE })).status, 500);
      assert.equal((await client.post({ query: MINE })).status, 200);
    });

    it('give up on large pages alone', async () => {
      github.faults.add({ kind: 'gateway', status: 502, overNodes: 5 });
      assert.equal((await client.post({ query: MINE })).status, 502);
      assert.equal((await client.post({ query: MINE.replace('first: 10', 'first: 5') })).status, 200);
    });

    it('make holes in an answer', async () => {
      github.faults.add({ kind: 'null-nodes', every: 1, times: 1 });
      const { data, errors } = await client.query(MINE);
      assert.deepEqual(data, { search: { nodes: [null] } });
      assert.deepEqual(errors?.[0]?.path, ['search', 'nodes', 0]);
    });

    it('leave out a field, with an error that says where', async () => {
      github.faults.add({ kind: 'partial', field: 'title', message: 'Timed out' });
      const { data, errors } = await client.query(
        'query { repository(owner: "acme", name: "shop") { pullRequest(number: 1) { number title } } }',
      );
      assert.deepEqual(data, { repository: { pullRequest: { number: 1, title: null } } });
      assert.deepEqual(
        errors?.map((it) => [it.path, it.message]),
        [[['repository', 'pullRequest', 'title'], 'Timed out']],
      );
    });

    it('keep a client waiting', async () => {
      github.faults.add({ kind: 'slow', delayMs: 3_600_000, on: 'rest', times: 1 });
      await assert.rejects(client.rest('/user', { signal: AbortSignal.timeout(100) }), {
        name: 'TimeoutError',
      });
      assert.equal((await client.rest('/user')).status, 200);
    });

    it('break connections', async () => {
      github.faults.add({ kind: 'disconnect', times: 1 });
      await assert.rejects(client.post({ query: MINE }));
      github.faults.add({ kind: 'truncated', times: 1 });
      await assert.rejects(client.query(MINE));
      await github.refuse();
      await assert.rejects(client.post({ query: MINE }));
      await github.listen();
      assert.equal((await client.post({ query: MINE })).status, 200);
    });

    it('tell of a limit that is used up, with when it is over', async () => {
      github.faults.add({ kind: 'primary-limit', times: 1 });
      const { errors } = await client.query(MINE);
      assert.equal(errors?.[0]?.type, 'RATE_LIMITED');
      const response = await client.post({ query: MINE });
      assert.equal(response.headers.get('x-ratelimit-remaining'), '0');
      assert.equal(
        response.headers.get('x-ratelimit-reset'),
        String(Date.parse('2026-11-20T13:00:00Z') / 1000),
      );
    });
  });

  describe('of its own kind', () => {
    it('asks for fields by the names that it has', async () => {
      const { errors } = await client.query('query { viewer { nickname } }');
      assert.deepEqual(errors?.[0]?.extensions, {
        code: 'undefinedField',
        typeName: 'User',
        fieldName: 'nickname',
      });
    });

    it('lacks what an Enterprise Server lacks, under its paths', async () => {
      await using enterprise = await startGitHub(world, { enterprise: true });
      assert.match(enterprise.graphqlUrl, /\/api\/graphql$/);
      const old = graphqlOf(enterprise);
      const queue =
        'query { repository(owner: "acme", name: "shop") { pullRequest(number: 1) { mergeQueueEntry { id } } } }';
      assert.match(
        (await old.query(queue)).errors?.[0]?.message ?? '',
        /'mergeQueueEntry' doesn't exist on type 'PullRequest'/,
      );
      assert.equal((await client.query(queue)).errors, undefined);
      const { data } = await old.query('query { __type(name: "SearchType") { enumValues { name } } }');
      const names = (data as { __type: { enumValues: { name: string }[] } }).__type.enumValues.map(
        (it) => it.name,
      );
      assert.ok(names.includes('ISSUE') && !names.includes('ISSUE_ADVANCED'));
      assert.equal((await old.rest('/user')).status, 200);
    });

    it('knows of mergeability only after it was asked, and again after a push', async () => {
      await using lazy = await startGitHub(world, { isMergeabilityLazy: true });
      const asked = graphqlOf(lazy);
      const mergeable = async () => {
        const { data } = await asked.query(
          'query { repository(owner: "acme", name: "shop") { pullRequest(number: 1) { mergeable } } }',
        );
        return (data as { repository: { pullRequest: { mergeable: string } } }).repository.pullRequest
          .mergeable;
      };
      assert.deepEqual([await mergeable(), await mergeable()], ['UNKNOWN', 'MERGEABLE']);
      pull.push();
      assert.deepEqual([await mergeable(), await mergeable()], ['UNKNOWN', 'MERGEABLE']);
    });

    it('finds late what has happened, and tells the present of what it finds', async () => {
      await using late = await startGitHub(world, { searchLagMs: 30_000 });
      const asked = graphqlOf(late);
      world.advance({ minutes: 1 });
      pull.close();
      const query =
        'query { search(type: ISSUE, query: "is:pr is:open", first: 9) { nodes { ... on PullRequest { state } } } }';
      assert.deepEqual((await asked.query(query)).data, { search: { nodes: [{ state: 'CLOSED' }] } });
      world.advance({ minutes: 1 });
      assert.deepEqual((await asked.query(query)).data, { search: { nodes: [] } });
    });
  });
});
