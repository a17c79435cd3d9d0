/**
 * An editor and a GitHub on this machine for the tests of a suite, one after the other; of a test that failed a picture is
 * kept, and the next begins with new ones. So each test brings about by itself what it needs.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEditor, type Session, type SessionOptions } from '../editor/session.ts';
import { demoWorld } from '../github/demo.ts';
import { type GitHub, type GitHubOptions, startGitHub } from '../github/server.ts';
import type { Story } from '../github/story/story.ts';
import { keepPicture } from './going.ts';

/** What a test gets: all as they are while it runs. */
export interface BesideGitHub {
  /** what there is on that GitHub */
  readonly world: Story;
  readonly github: GitHub;
  readonly session: Session;
}

/** @param optionsFor how the editor is started beside it */
export function besideGitHub(
  options: GitHubOptions,
  optionsFor: (github: GitHub) => Pick<SessionOptions, 'env' | 'settings'>,
): () => BesideGitHub {
  let world: Story | undefined;
  let github: GitHub | undefined;
  let session: Session | undefined;
  let cache = '';

  async function end(): Promise<void> {
    await session?.dispose();
    await github?.stop();
    session = undefined;
    github = undefined;
    await rm(cache, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  beforeEach(async () => {
    if (session) return;
    cache = await mkdtemp(join(tmpdir(), 'lastmile-beside-github-'));
    world = demoWorld(Date.now());
    github = await startGitHub(world, options);
    const { env, settings = {} } = optionsFor(github);
    session = await openEditor({ settings, env: { ...env, XDG_CACHE_HOME: cache } });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'passed') return;
    if (session) await keepPicture(session, this.currentTest!.fullTitle());
    await end();
  });
  after(end);
  return () => ({ world: world!, github: github!, session: session! });
}
