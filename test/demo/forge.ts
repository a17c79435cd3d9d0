/** The forge of the demo: a GitHub on this machine with a world of pull requests. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../src/adapters/forge/cache-folder.ts';
import { demoWorld } from '../github/demo.ts';
import { startGitHub } from '../github/server.ts';
import type { DemoRemote } from './repository.ts';

export interface DemoForge {
  /** for the demo repository, which is one of its repositories */
  readonly remote: DemoRemote;
  /** for the editor */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function createDemoForge(): Promise<DemoForge> {
  const world = demoWorld(Date.now(), { isRunning: true, hasStrangers: false });
  const github = await startGitHub(world);
  const pullRequests = world.state().repositories.get('acme/shop')?.pullRequests.values() ?? [];
  return {
    remote: {
      url: new URL('acme/shop.git', `${github.url}/`).href,
      branches: [...pullRequests]
        .filter(({ state }) => state === 'OPEN')
        .map(({ head, number, title }) => ({
          refs: [`refs/heads/${head}`, `refs/pull/${number}/head`],
          title,
        })),
    },
    env: {
      GITHUB_API_URL: github.restUrl,
      GITHUB_GRAPHQL_URL: github.graphqlUrl,
      GH_TOKEN: 'token-of-dana',
    },
    async stop() {
      await github.stop();
      // What the extension has kept of it for the next time, which there is none of.
      const folder = join(cacheFolder(), 'forges');
      const { port } = new URL(github.url);
      const files = await readdir(folder).catch(() => []);
      for (const file of files.filter((name) => name.includes(`_${port}-`)))
        await rm(join(folder, file), { force: true });
    },
  };
}
