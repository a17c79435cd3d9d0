/**
 * Signing in as a user does: through the editor's own GitHub extension, which asks for a code to be typed in at a GitHub
 * Enterprise Server, here one on this machine.
 */
import assert from 'node:assert/strict';
import { besideGitHub } from './beside-github.ts';
import { runCommand } from './going.ts';

/** for an extension host to start on a busy machine */
const START_MS = 150_000;
const DIALOG = '.monaco-dialog-box';
const ROW = '.pane-body .monaco-list-row';

describe('signing in, from outside', () => {
  const both = besideGitHub(true, ({ url }) => ({ settings: { 'github-enterprise.uri': url } }));

  it('asks where, then the editor asks for consent and for the code, then there are pull requests', async () => {
    const { github, session } = both();
    const { window } = session;
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
