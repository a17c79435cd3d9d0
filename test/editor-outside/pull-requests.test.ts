/** What is done about a pull request only after a question that a test inside the extension host is never asked, and what is there the next day. */
import assert from 'node:assert/strict';
import type { EditorWindow } from '../editor/window.ts';
import { besideGitHub } from './beside-github.ts';
import { runCommand } from './going.ts';

/** for an extension host to start on a busy machine */
const START_MS = 150_000;
const DIALOG = '.monaco-dialog-box';
const row = (label: string) => `.pane-body .monaco-list-row[aria-label*="${label}"]`;

async function showMine(window: EditorWindow): Promise<void> {
  await window.screen.waitFor('.statusbar-item[aria-label^="Lastmile"]', { timeoutMs: START_MS });
  await runCommand(window, 'Lastmile: Focus on My Pull Requests View');
}

describe('a pull request, from outside', () => {
  const both = besideGitHub({}, ({ restUrl, graphqlUrl }) => ({
    env: { GITHUB_API_URL: restUrl, GITHUB_GRAPHQL_URL: graphqlUrl, GH_TOKEN: 'token-of-dana' },
    // Otherwise there is a look before anybody opens a list.
    settings: { 'lastmile.pullRequests.statusBar': false },
  }));

  it('comes into a list that has the focus, and it stays there', async () => {
    const { github, session } = both();
    const { screen } = session.window;
    let answer = () => {};
    const until = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const end = github.faults.add({ kind: 'held', until });
    await showMine(session.window);
    const focused = '.pane-body .monaco-list:focus-within .monaco-list-row';
    await screen.waitFor(`${focused}[aria-label="Loading pull requests…"]`);
    end();
    answer();
    await screen.waitFor(`${focused}[aria-label^="Your turn, "]`);
  });

  it('is up for review again once the question has been answered, and not before', async () => {
    const { github, session } = both();
    const { window, page } = session;
    const requests = () =>
      github.log.filter(({ method, path, operation }) =>
        /requestReviews|POST .*requested_reviewers/.test(`${operation} ${method} ${path}`),
      ).length;
    const ask = async () => {
      await runCommand(window, 'Lastmile: Re-request Review');
      await window.screen.waitFor('.quick-input-widget input[placeholder="Which pull request?"]:focus');
      await window.keys.type('Validate');
      await window.screen.waitFor('.quick-input-list .monaco-list-row.focused', { text: 'Validate' });
      await window.keys.press('Enter');
      await window.screen.waitFor(DIALOG, { text: 'from @alice again?' });
    };
    await showMine(window);
    await window.screen.waitFor(row('Your turn, '));

    await ask();
    await window.keys.press('Escape');
    await page.locator(DIALOG).waitFor({ state: 'detached' });
    assert.equal(requests(), 0);

    await ask();
    await window.mouse.click(`${DIALOG} .monaco-button:has-text("Request Review")`);
    await window.screen.waitFor('.statusbar-item', { text: 'Requested a review of #' });
    assert.equal(requests(), 1);
  });

  it('is there the next day while GitHub cannot be reached, and says how old that is', async () => {
    const { github, session } = both();
    await showMine(session.window);
    await session.window.screen.waitFor(row('Your turn, '));
    await session.close();
    await github.refuse();
    await session.reopen();
    await showMine(session.window);
    await session.window.screen.waitFor(row('Your turn, '));
    await runCommand(session.window, 'Lastmile: Refresh Pull Requests');
    await session.window.screen.waitFor(row(': offline, as of '));
    await session.window.screen.waitFor(row('Your turn, '));
    await github.listen();
  });
});
