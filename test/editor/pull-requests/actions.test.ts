/** What is done about a pull request, and what is told of it, in a real editor: as a GitHub and a Git on this machine see it. */
import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { keys, screen } from '../driver.ts';
import { answer, BOX, notifications, notified, setting } from '../workbench.ts';
import {
  api,
  atRest,
  begin,
  board,
  choose,
  describePullRequests,
  filterBy,
  github,
  isGone,
  lookAtDemo,
  pullRequestNamed,
  refresh,
  refreshUntil,
  rowNamed,
  until,
} from './lists.ts';

const run = promisify(execFile);
/** What the editor says at the bottom when something is done. */
const said = (text: string) => screen.waitFor('.statusbar-item', { text });

describePullRequests('actions', () => {
  before(lookAtDemo);
  // What an action has changed is looked at before the next one begins, and that in another second: two changes in one
  // cannot be told apart.
  afterEach(async () => {
    await atRest();
    await github!.ask('wait');
  });

  it('label nothing unasked', async () => {
    assert.ok(board().state.rows.some(({ ai, lists }) => ai?.level === 'heavy' && lists.includes('mine')));
    assert.equal(await github!.asked(/label/i), 0);
  });

  it('put aside what is snoozed until it changes, and take it back', async () => {
    await filterBy('addresses');
    begin('lastmile.snoozeUntilChanged');
    await choose('Validate');
    await screen.waitFor(rowNamed('Snoozed, 1 pull request'));
    begin('lastmile.unsnooze');
    await choose('Validate');
    await isGone('Snoozed, ');
  });

  it('copy the link', async () => {
    // Under test, the editor keeps a clipboard of its own for extensions.
    const { clipboard } = vscode.env;
    await clipboard.writeText('nothing yet');
    begin('lastmile.copyPullRequestLink');
    await choose('Validate');
    await until(async () => /\/acme\/shop\/pull\/\d+$/.test(await clipboard.readText()), 'the link');
  });

  it('nudge with one comment, after it has been seen and agreed to', async () => {
    const before = await github!.asked(/comment/i);
    begin('lastmile.nudge');
    await choose('Cache pr');
    await screen.waitFor('.quick-input-widget .quick-input-title', { text: 'Nudge on #' });
    await screen.waitFor(BOX);
    assert.equal(await github!.asked(/comment/i), before, 'nothing is posted before Enter');
    await keys.press('Enter');
    await said('Commented on #');
    assert.equal(await github!.asked(/comment/i), before + 1);
  });

  it('run failed checks again', async () => {
    const before = await github!.asked(/rerequest|rerun/i);
    begin('lastmile.rerunFailedChecks');
    await choose('Round taxes');
    await said(`The failed checks of #${pullRequestNamed('Round taxes').number} are running again.`);
    assert.ok((await github!.asked(/rerequest|rerun/i)) > before);
  });

  it('check out its branch from the remote', async () => {
    const root = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    const git = async (...args: string[]) => (await run('git', args, { cwd: root })).stdout.trimEnd();
    const remote = await mkdtemp(join(tmpdir(), 'lastmile-remote-'));
    const { head } = pullRequestNamed('Validate addresses');
    const url = `${github!.url}/acme/shop.git`;
    await git('init', '-q');
    await git('commit', '-q', '--allow-empty', '-m', 'Begin');
    const before = await git('symbolic-ref', '--short', 'HEAD');
    try {
      await run('git', ['init', '-q', '--bare', remote]);
      await git('remote', 'add', 'shop', url);
      await git('config', `url.${remote}.insteadOf`, url);
      await git('switch', '-q', '-c', head);
      await writeFile(join(root, 'address.txt'), 'checked\n');
      await git('add', 'address.txt');
      await git('commit', '-qm', 'Validate addresses');
      const tip = await git('rev-parse', 'HEAD');
      await git('push', '-q', 'shop', head);
      await git('switch', '-q', before);
      await git('branch', '-D', head);
      await git('update-ref', '-d', `refs/remotes/shop/${head}`);
      await remoteIsKnown(url);

      begin('lastmile.checkOutPullRequest');
      await choose('Validate');
      await said(`On ${head}`);
      assert.equal(await git('symbolic-ref', '--short', 'HEAD'), head);
      assert.equal(await git('rev-parse', 'HEAD'), tip);
      assert.equal(await git('rev-parse', '--abbrev-ref', '@{upstream}'), `shop/${head}`);
    } finally {
      await git('switch', '-q', before);
      await git('branch', '-D', head).catch(() => {});
      await git('remote', 'remove', 'shop').catch(() => {});
      await git('config', '--unset', `url.${remote}.insteadOf`).catch(() => {});
      await rm(remote, { recursive: true, force: true });
    }
  });

  it('show what other rules would move before anybody saves them', async () => {
    const root = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    const file = join(root, '.lastmile.json');
    const shown = (path: string) => () => vscode.window.activeTextEditor?.document.uri.path.endsWith(path);
    await run('git', ['init', '-q'], { cwd: root });
    await api().refresh();
    await until(() => api().status().snapshot.kind === 'ready', 'the repository');
    try {
      // Without a file there is nothing to try out yet: the way to it is one button.
      begin('lastmile.tryRules');
      await notified('has no .lastmile.json yet');
      await answer('Create File');
      await until(shown('/.lastmile.json'), 'the file of rules');
      const { document } = vscode.window.activeTextEditor!;
      const edit = new vscode.WorkspaceEdit();
      const all = new vscode.Range(0, 0, document.lineCount, 0);
      edit.replace(document.uri, all, '{ "sla": { "yourTurn": null, "revue": 1 } }');
      await vscode.workspace.applyEdit(edit);
      assert.ok(document.isDirty);
      begin('lastmile.tryRules');
      await until(shown('/Stage Rules Preview'), 'the preview');
      const text = vscode.window.activeTextEditor!.document.getText();
      assert.match(text, /^[1-9]\d* of \d+ pull requests would change\.$/m);
      assert.match(text, /sla\.revue: unknown key/);
      assert.match(text, /^acme\/shop#\d+ Validate addresses: SLA breached → –$/m);
    } finally {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await rm(file, { force: true });
    }
  });

  it('tell once that it has become my turn', async () => {
    const isTold = `Your turn: acme/shop#${pullRequestNamed('Cache product pictures').number} Cache product pictures`;
    await github!.ask('send-back Cache product pictures');
    const isMyTurn = () =>
      board().state.rows.some((row) => row.isMyTurn && row.pullRequest.title === 'Cache product pictures');
    await refreshUntil(isMyTurn, 'my turn');
    await notified(isTold);
    await refresh();
    const told = (await notifications()).filter((it) => it.includes(isTold));
    assert.equal(told.length, 1, told.join('\n'));
  });

  it('label what is AI-heavy once somebody has turned that on', async () => {
    const heavy = board().state.rows.filter(
      ({ ai, lists, pullRequest: { state, labels } }) =>
        ai?.level === 'heavy' && lists.includes('mine') && state === 'open' && !labels.includes('ai-heavy'),
    );
    const wanted = (await github!.asked(/label/i)) + heavy.length;
    await setting('lastmile', 'pullRequests.labelAutomatically', true);
    try {
      await refresh();
      await until(async () => (await github!.asked(/label/i)) >= wanted, 'the labels');
      const labelled = () => heavy.map(({ pullRequest: { title } }) => pullRequestNamed(title).labels);
      await refreshUntil(() => labelled().every((labels) => labels.includes('ai-heavy')), 'labelled');
      assert.equal(await github!.asked(/label/i), wanted, 'each once');
    } finally {
      await setting('lastmile', 'pullRequests.labelAutomatically', undefined);
    }
  });
});

/** The editor's Git support has the repository and has read its remotes; it does not look when only they have changed. */
async function remoteIsKnown(url: string): Promise<void> {
  interface Repository {
    readonly state: { readonly remotes: readonly { readonly fetchUrl?: string }[] };
    status(): Promise<void>;
  }
  const extension = vscode.extensions.getExtension<{
    getAPI(version: 1): { readonly repositories: readonly Repository[] };
  }>('vscode.git')!;
  const git = (await extension.activate()).getAPI(1);
  await until(async () => {
    const { repositories } = git; // those of now
    for (const repository of repositories) await repository.status();
    return repositories.some(({ state }) => state.remotes.some(({ fetchUrl }) => fetchUrl === url));
  }, 'the remote is known');
}
