/**
 * Signing in as a user does: through the editor's own GitHub extension, which asks for a code to be typed in at a GitHub
 * Enterprise Server, here one on this machine.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEditor, type Session } from '../editor/session.ts';
import { demoWorld } from '../github/demo.ts';
import { type GitHub, startGitHub } from '../github/server.ts';
import { keepPicture, runCommand } from './going.ts';

/** for an extension host to start on a busy machine */
const START_MS = 150_000;
const DIALOG = '.monaco-dialog-box';
const ROW = '.pane-body .monaco-list-row';

describe('signing in, from outside', () => {
  let github: GitHub;
  let cache: string;
  let session: Session | undefined;

  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'lastmile-sign-in-'));
    github = await startGitHub(demoWorld(Date.now()), { enterprise: true });
    session = await openEditor({
      settings: { 'github-enterprise.uri': github.url },
      env: { XDG_CACHE_HOME: cache },
    });
  });
  afterEach(async function () {
    if (session && this.currentTest?.state !== 'passed')
      await keepPicture(session, this.currentTest!.fullTitle());
    await session?.dispose();
    await github.stop();
    await rm(cache, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  it('asks where, then the editor asks for consent and for the code, then there are pull requests', async () => {
    const { window } = session!;
    const { screen, keys, mouse } = window;
    const host = new URL(github.url).host;
    await screen.waitFor('.statusbar-item[aria-label^="Lastmile"]', { timeoutMs: START_MS });
    await runCommand(window, 'Lastmile: Sign In to GitHub');
    await screen.waitFor('.quick-input-widget input[placeholder^="Which GitHub"]:focus');
    await keys.type(host);
    await screen.waitFor('.quick-input-list .monaco-list-row.focused', { text: host });
    await keys.press('Enter');

    await screen.waitFor(DIALOG, { text: `wants to sign in using ${host}` });
    assert.equal(github.log.length, 0, 'nobody is asked before the user has agreed');
    await mouse.click(`${DIALOG} .monaco-button:has-text("Allow")`);
    await screen.waitFor(DIALOG, { text: 'Your Code: WDJB-MJHT' });
    await mouse.click(`${DIALOG} .monaco-button:has-text("Copy & Continue")`);

    await runCommand(window, 'Lastmile: Focus on My Pull Requests View');
    await screen.waitFor(`${ROW}[aria-label^="Validate addresses, "]`);
    assert.equal(await screen.count(`${ROW}[aria-label*="not signed in"]`), 0);
    assert.ok(github.log.some(({ path }) => path.startsWith('/api/graphql')));
  });
});
