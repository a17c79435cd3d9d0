/** An Enterprise Server: other addresses, an older schema, which is asked once. */

import assert from 'node:assert/strict';
import { endpointsOf, endpointsOfServer } from '../../../../src/adapters/forge/github/endpoints.ts';
import { type ForgeUnderTest, forgeOf } from '../../../fixtures/forge.ts';
import { ENTERPRISE_LACKS } from '../../../github/schema.ts';
import { type GitHub, startGitHub } from '../../../github/server.ts';
import { Story } from '../../../github/story/story.ts';

/** What servers of a few versions ago do not have, beside the usual. */
const OLDER = [
  ...ENTERPRISE_LACKS,
  'CheckRun.isRequired',
  'StatusContext.isRequired',
  'PullRequest.statusCheckRollup',
  'PullRequest.mergeStateStatus',
  'PullRequestReview.onBehalfOf',
  'Ref.rules',
  'Ref.refUpdateRule',
  'ReviewRequest.asCodeOwner',
];

for (const [version, lacks] of [
  ['a server of today', ENTERPRISE_LACKS],
  ['an older server', OLDER],
] as const)
  describe(version, () => {
    let world: Story;
    let github: GitHub;
    let account: ForgeUnderTest;

    before(async () => {
      world = new Story({ now: '2026-11-20T12:00:00Z' });
      world.team('acme/reviewers', { members: ['alice'] });
      const shop = world.repository('acme/shop').rules({ approvals: 1, checks: ['build'] });
      shop
        .ago({ hours: 3 })
        .pullRequest({ by: 'dana' })
        .requestReview('alice', 'acme/reviewers')
        .check('build', 'failure')
        .after({ hours: 1 })
        .thread('alice')
        .requestChanges('alice');
      github = await startGitHub(world, { enterprise: lacks });
      account = forgeOf(github, world, { host: new URL(github.url).host });
    });
    after(() => github.stop());

    it('is read as far as it tells', async () => {
      const { snapshot, failure } = await account.look();
      assert.equal(failure, null);
      const [row] = snapshot?.pullRequests ?? [];
      assert.equal(row?.key, `${new URL(github.url).host}/acme/shop#1`);
      assert.deepEqual(row?.incomplete, []);
      assert.deepEqual(
        row?.events.map(({ kind }) => kind),
        ['pushed', 'review-requested', 'review-requested', 'reviewed', 'reviewed'],
      );
      assert.equal(row?.checks[0]?.state, 'failed');
      assert.equal(row?.checks[0]?.isRequired, !lacks.includes('CheckRun.isRequired'));
      assert.equal(row?.rules === null, lacks.includes('Ref.rules'));
      assert.equal(row?.threads[0]?.comments.length, 1);
    });

    it('is asked for its schema once', async () => {
      await account.look();
      await account.look();
      assert.equal(github.log.filter(({ operation }) => operation === 'Capabilities').length, 1);
    });
  });

describe('the addresses of a GitHub', () => {
  const PUBLIC = ['github.com', 'https://api.github.com', 'https://api.github.com/graphql'];
  const cases: [Parameters<typeof endpointsOf>[0], string[]][] = [
    [{}, PUBLIC],
    [{ GITHUB_API_URL: 'https://api.github.com/' }, PUBLIC],
    [{ GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql' }, PUBLIC],
    [
      { GITHUB_API_URL: 'https://git.example.com/api/v3' },
      ['git.example.com', 'https://git.example.com/api/v3', 'https://git.example.com/api/graphql'],
    ],
    [
      { GITHUB_GRAPHQL_URL: 'https://git.example.com:8443/api/graphql' },
      [
        'git.example.com:8443',
        'https://git.example.com:8443/api/v3',
        'https://git.example.com:8443/api/graphql',
      ],
    ],
    [
      { GITHUB_API_URL: 'http://127.0.0.1:8080', GITHUB_GRAPHQL_URL: 'http://127.0.0.1:8080/graphql' },
      ['127.0.0.1:8080', 'http://127.0.0.1:8080', 'http://127.0.0.1:8080/graphql'],
    ],
  ];
  for (const [env, expected] of cases)
    it(`${JSON.stringify(env)} is ${expected[0]}`, () => {
      const { host, apiUrl, graphqlUrl } = endpointsOf(env);
      assert.deepEqual([host, apiUrl, graphqlUrl], expected);
    });

  it('follow from that of a server’s pages', () => {
    assert.deepEqual(endpointsOfServer('https://github.com/'), endpointsOf({}));
    assert.equal(
      endpointsOfServer('https://git.example.com').graphqlUrl,
      'https://git.example.com/api/graphql',
    );
    assert.deepEqual(endpointsOfServer('https://acme.ghe.com'), {
      host: 'acme.ghe.com',
      apiUrl: 'https://api.acme.ghe.com',
      graphqlUrl: 'https://api.acme.ghe.com/graphql',
    });
  });

  it('are refused where they are none', () => {
    assert.throws(() => endpointsOf({ GITHUB_API_URL: 'nonsense' }), TypeError);
  });
});
