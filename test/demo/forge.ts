/** The forge of the demo: a GitHub on this machine with a world of pull requests, and nothing behind it. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../src/adapters/forge/cache-folder.ts';
import { demoWorld } from '../github/demo.ts';
import { startGitHub } from '../github/server.ts';

export interface DemoForge {
  /** for the demo repository, which is one of its repositories */
  readonly remote: string;
  /** for the editor */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function createDemoForge(): Promise<DemoForge> {
  const github = await startGitHub(demoWorld(Date.now(), { isRunning: true, hasStrangers: false }));
  return {
    remote: new URL('acme/shop.git', `${github.url}/`).href,
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
