/** The local GitHub, asked as a client asks: over HTTP. */

import assert from 'node:assert/strict';
import { type Client, graphqlOf } from './client.ts';
import { type GitHub, startGitHub } from './server.ts';
import { Story } from './story/story.ts';

describe('a local GitHub', () => {
  let github: GitHub;
  let client: Client;
  const world = new Story({ now: '2026-11-20T12:00:00Z' });

  before(async () => {
    world.team('acme/reviewers', { members: ['alice', 'bob'] });
    const shop = world.repository('acme/shop').rules({ approvals: 1, checks: ['build'] });
    shop
      .ago({ days: 2 })
      .pullRequest({ by: 'dana', title: 'Sort the cart', ai: { ai: 40, human: 10 } })
      .requestReview('alice', 'acme/reviewers')
      .after({ minutes: 10 })
      .check('build', 'success');
    github = await startGitHub(world);
    client = graphqlOf(github);
  });
  after(() => github.stop());

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
});
