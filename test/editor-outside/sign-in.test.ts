/**
 * Signing in as a user does: through the editor's own GitHub extension, which asks for a code to be typed in at a GitHub
 * Enterprise Server, here one on this machine.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Session } from '../editor/session.ts';
import { besideGitHub } from './beside-github.ts';
import { runCommand } from './going.ts';

/** for an extension host to start on a busy machine */
const START_MS = 150_000;
/** for an answer of GitHub to be on the screen of a busy machine */
const GONE_MS = 60_000;
const DIALOG = '.monaco-dialog-box';
const ROW = '.pane-body .monaco-list-row';
/** Nobody can open them here: the editor asks before it opens an address that is not of this machine. */
const PAGES = 'https://ghe.example.com';
const MINE = `${ROW}[aria-label^="Validate addresses, "]`;

describe('signing in, from outside', () => {
  const both = besideGitHub(
    {
      enterprise: true,
      pages: PAGES,
      tokens: {
        'token-without-teams': { login: 'dana', scopes: ['repo'] },
        'token-with-teams': { login: 'dana', scopes: ['read:org', 'repo'] },
      },
    },
    ({ url }) => ({ settings: { 'github-enterprise.uri': url } }),
  );
  let signedIn: Session | undefined;

  async function press(button: string): Promise<void> {
    await both().session.window.mouse.click(`${DIALOG} .monaco-button:has-text("${button}")`);
  }

  /** The way of the editor: it asks for consent, then shows the code, which is typed in elsewhere. */
  async function consent(): Promise<void> {
    const { github, session } = both();
    const { screen } = session.window;
    const begun = () => github.log.filter(({ path }) => path.startsWith('/login/')).length;
    const before = begun();
    await screen.waitFor(DIALOG, { text: `wants to sign in using ${new URL(github.url).host}` });
    assert.equal(begun(), before, 'nothing is begun before the user has agreed');
    await press('Allow');
    await screen.waitFor(DIALOG, { text: 'Your Code: WDJB-MJHT' });
    await press('Copy & Continue');
  }

  async function signIn(): Promise<void> {
    const { github, session } = both();
    if (signedIn === session) return;
    const { window } = session;
    const { screen, keys } = window;
    const host = new URL(github.url).host;
    await screen.waitFor('.statusbar-item[aria-label^="Lastmile"]', { timeoutMs: START_MS });
    await runCommand(window, 'Lastmile: Sign In to GitHub');
    await screen.waitFor('.quick-input-widget input[placeholder^="Which GitHub"]:focus');
    await keys.type(host);
    await screen.waitFor('.quick-input-list .monaco-list-row.focused', { text: host });
    await keys.press('Enter');
    await consent();
    await runCommand(window, 'Lastmile: Focus on My Pull Requests View');
    await screen.waitFor(MINE);
    signedIn = session;
  }

  const isGone = (selector: string) =>
    both().session.page.locator(selector).first().waitFor({ state: 'detached', timeout: GONE_MS });

  it('asks where, then the editor asks for consent and for the code, then there are pull requests', async () => {
    await signIn();
    const { github, session } = both();
    assert.equal(await session.window.screen.count(`${ROW}[aria-label*="not signed in"]`), 0);
    assert.ok(github.log.some(({ path }) => path.startsWith('/api/graphql')));
  });

  it('leads to the single sign-on that an organisation asks for; after it its pull requests are there', async () => {
    await signIn();
    const { world, github, session } = both();
    const { window } = session;
    const asks = `${ROW}[aria-label*="acme asks for single sign-on, as of "]`;
    const fresh = `${ROW}[aria-label^="Count the beans, "]`;
    github.withheld.add('acme');
    world
      .repository('acme/shop')
      .pullRequest({ by: 'dana', title: 'Count the beans' })
      .check('build', 'failure');
    await runCommand(window, 'Lastmile: Refresh Pull Requests');
    await window.screen.waitFor(asks);
    assert.equal(await window.screen.count(fresh), 0);
    assert.equal(await window.screen.count(MINE), 1, 'what was seen before stays');

    await window.mouse.click(asks);
    // The editor shows the ends of a long address.
    await window.screen.waitFor(DIALOG, { text: `${PAGES}/orgs/acme/sso?` });
    await press('Cancel');

    github.withheld.delete('acme');
    await runCommand(window, 'Lastmile: Refresh Pull Requests');
    await isGone(asks);
    await window.screen.waitFor(fresh);
  });

  it('asks for the permission that teams need, once teams are to be shown', async () => {
    await signIn();
    const { session } = both();
    const { screen, mouse } = session.window;
    const missing = `${ROW}[aria-label*="permission missing: read:org"]`;
    await mkdir(join(session.folder, '.vscode'), { recursive: true });
    const settings = { 'lastmile.pullRequests.teams': ['acme/reviewers'] };
    await writeFile(join(session.folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    await screen.waitFor(missing);
    await mouse.click(missing);
    await consent();
    await isGone(missing);
    await runCommand(session.window, 'Lastmile: Focus on Team View');
    await screen.waitFor(`${ROW}[aria-label^="alice, "]`);
  });
});
