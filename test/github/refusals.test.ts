/** What the local GitHub refuses, withholds or breaks, as the real one does: limits, access, faults. */

import assert from 'node:assert/strict';
import { graphqlOf } from './client.ts';
import { MINE, servedShop } from './served-shop.ts';

describe('a local GitHub that says no', () => {
  const at = servedShop();

  describe('limits', () => {
    it('counts points down, and gives them back after an hour', async () => {
      const left = async () => {
        const { data } = await at.client.query(
          'query { rateLimit { cost remaining resetAt nodeCount limit } }',
        );
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
      const refused = await at.client.query('query { viewer { login } }');
      assert.equal(refused.errors?.[0]?.type, 'RATE_LIMITED');
      assert.equal('data' in refused, false);
      at.world.advance({ hours: 1 });
      assert.equal((await left()).remaining, 19);
    });

    it('refuses what asks for too many nodes', async () => {
      const { errors } = await at.client.query(
        `query { viewer { repositories(first: 100) { nodes { pullRequests(first: 100) { nodes { comments(first: 100) { nodes { body } } } } } } } }`,
      );
      assert.equal(errors?.[0]?.type, 'MAX_NODE_LIMIT_EXCEEDED');
    });

    it('writes down what each request took', async () => {
      await at.client.query(`query Mine { viewer { login } }`);
      assert.deepEqual(
        at.github.log.map(({ method, path, operation, login, status, points }) => [
          method,
          path,
          operation,
          login,
          status,
          points,
        ]),
        [['POST', '/graphql', 'Mine', 'dana', 200, 1]],
      );
      assert.ok(at.github.log.every((it) => it.bytesIn > 0 && it.bytesOut > 0));
      assert.doesNotMatch(JSON.stringify(at.github.log), /token-of/);
    });
  });

  describe('access', () => {
    it('refuses a token that it did not give out', async () => {
      const response = await graphqlOf(at.github, 'token-of-mallory').post({ query: MINE });
      assert.equal(response.status, 401);
      assert.equal(((await response.json()) as { message: string }).message, 'Bad credentials');
    });

    it('says which scopes a token has', async () => {
      const response = await graphqlOf(at.github, 'token-of-repo').rest('/user');
      assert.equal(response.headers.get('x-oauth-scopes'), 'repo');
    });

    it('refuses a whole query for a field of a team without `read:org`', async () => {
      const query =
        'query { search(type: ISSUE, query: "x", first: 1) { nodes { ... on PullRequest { reviewRequests(first: 1) { nodes { requestedReviewer { __typename ... on Team { slug } } } } } } } }';
      const answer = await graphqlOf(at.github, 'token-of-repo').query(query);
      assert.equal('data' in answer, false);
      assert.equal(answer.errors?.[0]?.type, 'INSUFFICIENT_SCOPES');
      assert.match(answer.errors?.[0]?.message ?? '', /'slug' field requires one of .*'read:org'/);
      assert.equal((await at.client.query(query)).errors, undefined);
    });

    it('hides what is private from a token without `repo`', async () => {
      const stranger = graphqlOf(at.github, 'token-of-nothing');
      assert.deepEqual((await stranger.query(MINE)).data, { search: { nodes: [] } });
      const { errors } = await stranger.query('query { repository(owner: "acme", name: "shop") { id } }');
      assert.equal(errors?.[0]?.type, 'NOT_FOUND');
    });

    it('shows a secret team to its members alone', async () => {
      at.world.team('acme/plans', { members: ['alice'], isSecret: true });
      const teams = 'query { organization(login: "acme") { teams(first: 9) { nodes { slug privacy } } } }';
      const reviewers = { slug: 'reviewers', privacy: 'VISIBLE' };
      const { data } = await at.client.query(teams);
      assert.deepEqual(data, { organization: { teams: { nodes: [reviewers] } } });
      at.world.team('acme/plans', { members: ['alice', 'dana'], isSecret: true });
      const { data: asMember } = await at.client.query(teams);
      const both = [reviewers, { slug: 'plans', privacy: 'SECRET' }];
      assert.deepEqual(asMember, { organization: { teams: { nodes: both } } });
    });

    it('withholds what an organisation shows only to those who signed on', async () => {
      at.github.withheld.add('acme');
      const response = await at.client.post({ query: MINE });
      assert.match(response.headers.get('x-github-sso') ?? '', /^partial-results; organizations=\d+$/);
      assert.deepEqual(await response.json(), { data: { search: { nodes: [] } } });
      const direct = await at.client.post({
        query: 'query { repository(owner: "acme", name: "shop") { id } }',
      });
      assert.match(direct.headers.get('x-github-sso') ?? '', /^required; url=https:/);
      const { data, errors } = (await direct.json()) as { data: unknown; errors: Record<string, unknown>[] };
      assert.deepEqual(data, { repository: null });
      assert.deepEqual([errors[0]?.type, errors[0]?.extensions], ['FORBIDDEN', { saml_failure: true }]);
      assert.equal((await at.client.rest('/repos/acme/shop')).status, 403);
    });
  });

  describe('faults', () => {
    it('are there until they are taken away, or for as long as they say', async () => {
      const end = at.github.faults.add({ kind: 'secondary-limit', retryAfterSeconds: 7 });
      const response = await at.client.post({ query: MINE });
      assert.deepEqual([response.status, response.headers.get('retry-after')], [403, '7']);
      end();
      assert.equal((await at.client.post({ query: MINE })).status, 200);
      at.github.faults.add({ kind: 'server-error', times: 1 });
      assert.equal((await at.client.post({ query: MINE })).status, 500);
      assert.equal((await at.client.post({ query: MINE })).status, 200);
    });

    it('give up on large pages alone', async () => {
      at.github.faults.add({ kind: 'gateway', status: 502, overNodes: 5 });
      assert.equal((await at.client.post({ query: MINE })).status, 502);
      assert.equal((await at.client.post({ query: MINE.replace('first: 10', 'first: 5') })).status, 200);
    });

    it('make holes in an answer', async () => {
      at.github.faults.add({ kind: 'null-nodes', every: 1, times: 1 });
      const { data, errors } = await at.client.query(MINE);
      assert.deepEqual(data, { search: { nodes: [null] } });
      assert.deepEqual(errors?.[0]?.path, ['search', 'nodes', 0]);
    });

    it('leave out a field, with an error that says where', async () => {
      at.github.faults.add({ kind: 'partial', field: 'title', message: 'Timed out' });
      const { data, errors } = await at.client.query(
        'query { repository(owner: "acme", name: "shop") { pullRequest(number: 1) { number title } } }',
      );
      assert.deepEqual(data, { repository: { pullRequest: { number: 1, title: null } } });
      assert.deepEqual(
        errors?.map((it) => [it.path, it.message]),
        [[['repository', 'pullRequest', 'title'], 'Timed out']],
      );
    });

    it('keep a client waiting', async () => {
      at.github.faults.add({ kind: 'slow', delayMs: 3_600_000, on: 'rest', times: 1 });
      await assert.rejects(at.client.rest('/user', { signal: AbortSignal.timeout(100) }), {
        name: 'TimeoutError',
      });
      assert.equal((await at.client.rest('/user')).status, 200);
    });

    it('break connections', async () => {
      at.github.faults.add({ kind: 'disconnect', times: 1 });
      await assert.rejects(at.client.post({ query: MINE }));
      at.github.faults.add({ kind: 'truncated', times: 1 });
      await assert.rejects(at.client.query(MINE));
      await at.github.refuse();
      await assert.rejects(at.client.post({ query: MINE }));
      await at.github.listen();
      assert.equal((await at.client.post({ query: MINE })).status, 200);
    });

    it('tell of a limit that is used up, with when it is over', async () => {
      at.github.faults.add({ kind: 'primary-limit', times: 1 });
      const { errors } = await at.client.query(MINE);
      assert.equal(errors?.[0]?.type, 'RATE_LIMITED');
      const response = await at.client.post({ query: MINE });
      assert.equal(response.headers.get('x-ratelimit-remaining'), '0');
      assert.equal(
        response.headers.get('x-ratelimit-reset'),
        String(Date.parse('2026-11-20T13:00:00Z') / 1000),
      );
    });
  });
});
