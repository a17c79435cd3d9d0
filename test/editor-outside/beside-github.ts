/** An editor and a GitHub on this machine, new for each test of a suite; a picture is kept of a test that failed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEditor, type Session, type SessionOptions } from '../editor/session.ts';
import { demoWorld } from '../github/demo.ts';
import { type GitHub, startGitHub } from '../github/server.ts';
import { keepPicture } from './going.ts';

/** What a test gets: both as they are while it runs. */
export interface BesideGitHub {
  readonly github: GitHub;
  readonly session: Session;
}

/** @param optionsFor how the editor is started beside it */
export function besideGitHub(
  enterprise: boolean,
  optionsFor: (github: GitHub) => Pick<SessionOptions, 'env' | 'settings'>,
): () => BesideGitHub {
  let github: GitHub | undefined;
  let session: Session | undefined;
  let cache = '';

  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'lastmile-beside-github-'));
    github = await startGitHub(demoWorld(Date.now()), { enterprise });
    const { env, settings = {} } = optionsFor(github);
    session = await openEditor({ settings, env: { ...env, XDG_CACHE_HOME: cache } });
  });
  afterEach(async function () {
    if (session && this.currentTest?.state !== 'passed')
      await keepPicture(session, this.currentTest!.fullTitle());
    await session?.dispose();
    await github?.stop();
    session = undefined;
    github = undefined;
    await rm(cache, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });
  return () => ({ github: github!, session: session! });
}
