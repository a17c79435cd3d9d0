/** For each test anew: a shop with one pull request of two days ago, served over HTTP with few points to spend. */

import assert from 'node:assert/strict';
import { type Client, graphqlOf } from './client.ts';
import { type GitHub, startGitHub } from './server.ts';
import type { PullRequestStory } from './story/pull-request.ts';
import { Story } from './story/story.ts';

export const MINE =
  'query { search(type: ISSUE, query: "is:pr is:open author:@me", first: 10) { nodes { ... on PullRequest { number } } } }';

export interface ServedShop {
  readonly world: Story;
  readonly pull: PullRequestStory;
  readonly github: GitHub;
  readonly client: Client;
  /** fields of the pull request */
  about(fields: string): Promise<unknown>;
}

/** To be called in a `describe`; what it returns is of the test that runs. */
export function servedShop(): ServedShop {
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

  return {
    get world() {
      return world;
    },
    get pull() {
      return pull;
    },
    get github() {
      return github;
    },
    get client() {
      return client;
    },
    async about(fields) {
      const { data, errors } = await client.query(
        `query { repository(owner: "acme", name: "shop") { pullRequest(number: 1) { ${fields} } } }`,
      );
      assert.equal(errors, undefined);
      return (data as { repository: { pullRequest: unknown } }).repository.pullRequest;
    },
  };
}
