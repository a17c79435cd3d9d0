/** The connection to GitHub: what it asks for again costs nothing while it has not changed. */

import assert from 'node:assert/strict';
import { type Client, createClient } from '../../../../src/adapters/forge/github/client.ts';
import { TOKEN } from '../../../fixtures/forge.ts';
import { type GitHub, startGitHub } from '../../../github/server.ts';
import { Story } from '../../../github/story/story.ts';

const ROUTE = 'GET /repos/{owner}/{repo}/pulls';
const SHOP = { owner: 'acme', repo: 'shop' };

describe('a document of GitHub that is asked for again', () => {
  let world: Story;
  let github: GitHub;
  let client: Client;
  const titles = async () =>
    (await client.rest<readonly { readonly title: string }[]>(ROUTE, SHOP)).map(({ title }) => title);

  beforeEach(async () => {
    world = new Story({ now: '2026-11-20T12:00:00Z' });
    world.repository('acme/shop').pullRequest({ by: 'dana', title: 'Sort' });
    github = await startGitHub(world);
    client = await createClient({
      host: 'github.com',
      token: async () => TOKEN,
      apiUrl: github.restUrl,
      graphqlUrl: github.graphqlUrl,
      clock: { nowMs: () => world.now },
      log: { info() {}, warn() {} },
      isPaced: false,
    });
  });
  afterEach(() => github.stop());

  it('is not sent again while it is the same, and is as it was', async () => {
    assert.deepEqual(await titles(), ['Sort']);
    assert.deepEqual(await titles(), ['Sort']);
    assert.deepEqual(
      github.log.map(({ status }) => status),
      [200, 304],
    );
  });

  it('is sent again once it has changed', async () => {
    await titles();
    world.repository('acme/shop').pullRequest({ by: 'bob', title: 'Count' });
    assert.deepEqual((await titles()).sort(), ['Count', 'Sort']);
  });
});
