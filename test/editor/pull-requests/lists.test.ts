/** The lists of pull requests in a real editor, against a GitHub on this machine: with the mouse, with keys, in words. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { keys, mouse, screen } from '../driver.ts';
import { palette, ROWS, rowLabels, setTheme } from '../workbench.ts';
import {
  board,
  describePullRequests,
  filterBy,
  github,
  isGone,
  lookAt,
  lookAtDemo,
  refresh,
  refreshUntil,
  rowNamed,
  showAll,
  until,
  WELCOME,
} from './lists.ts';

const THEMES = ['Default Light Modern', 'Default Dark Modern', 'Default High Contrast'] as const;
const NARROW_PX = 250;

/** With the mouse at its edge. */
async function setSideBarWidth(px: number): Promise<void> {
  const { right, width, y } = await screen.evaluate<{ right: number; width: number; y: number }>(
    `(() => { const { right, width, top, height } = document.querySelector('.part.sidebar').getBoundingClientRect();
      return { right, width, y: top + height / 2 }; })()`,
  );
  await mouse.drag({ x: right, y }, { x: right - width + px, y });
}

describePullRequests('the lists', () => {
  it('ask for a sign-in before they ask a forge for anything', async () => {
    await vscode.commands.executeCommand('lastmile.mine.focus');
    await until(() => board().lists.mine === 'signed-out', 'signed out');
    await screen.waitFor(WELCOME, { text: 'Sign in to see your pull requests' });
    assert.equal(board().statusBar, undefined);
  });

  it('show mine by the stage that they wait in', async () => {
    await lookAtDemo();
    await screen.waitFor(rowNamed('Your turn, '));
    await screen.waitFor(rowNamed(', stage changes requested, your turn, for '));
    await filterBy('pictures');
    await screen.waitFor(rowNamed(', stage review, waits on alice, for '));
    await until(() => /^\$\(git-pull-request\) \d+/.test(board().statusBar ?? ''), 'the number');
  });

  it('show what strangers wrote as they wrote it, and nothing of it does anything', async () => {
    const hostile = rowNamed('**Free** [x](command:');
    await filterBy('*free');
    await screen.waitFor(hostile);
    const [text = ''] = await screen.texts(hostile);
    assert.ok(text.includes('[x](command:workbench.action.quit)'), text);
    assert.ok(!/[\u202e\u001b]/.test(text), JSON.stringify(text));
    assert.equal(await screen.count(`${hostile} :is(a[href^="command:"], img)`), 0);
    assert.equal(await screen.count(`${hostile} .codicon-trash`), 0);
  });

  it('open with keys alone, down to why a pull request is where it is, and stay there over a refresh', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.actions.treeView.lastmile.mine.collapseAll');
    await filterBy('addresses');
    await screen.waitFor(rowNamed('Your turn, 1 pull request'));
    await vscode.commands.executeCommand('lastmile.mine.focus');
    await screen.waitFor('.pane-body .monaco-list:focus-within');
    // From the group, open or not, to its first pull request, to the first of its lines.
    await keys.press('Home');
    await screen.waitFor(`${ROWS}.focused[aria-level="1"]`);
    await keys.press('ArrowRight');
    await screen.waitFor(`${ROWS}[aria-level="2"][aria-label*="Validate addresses"]`);
    await keys.press('ArrowDown');
    await screen.waitFor(`${ROWS}.focused[aria-label*="Validate addresses"]`);
    await keys.press('ArrowRight');
    await screen.waitFor(rowNamed('Why this stage: '));
    await screen.waitFor(rowNamed('Review: '));
    await keys.press('ArrowDown');
    await screen.waitFor(`${ROWS}.focused[aria-label^="Why this stage: "]`);
    await keys.press('Enter');
    await until(
      () => vscode.window.activeTextEditor?.document.uri.path === '/Why This Stage',
      'the explanation',
    );
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.match(text, /^Stage: changes-requested$/m);
    assert.match(text, /^→ \d+\. changes-requested/m);
    await screen.screenshot('pull-requests-open');

    const selected = `${ROWS}.selected[aria-label^="Why this stage: "]`;
    await screen.waitFor(selected);
    const lookedAtMs = () => board().state.forges[0]?.fetchedAtMs ?? 0;
    const beforeMs = lookedAtMs();
    await refresh();
    await until(() => lookedAtMs() > beforeMs, 'looked again');
    await screen.waitFor(selected);
  });

  it('can be filtered, and say so when nothing is left', async () => {
    const shown = () => rowLabels().then((labels) => labels.filter((label) => / in acme\//.test(label)));
    await filterBy('addresses');
    await until(async () => {
      const labels = await shown();
      return labels.length > 0 && labels.every((label) => label.startsWith('Validate addresses'));
    }, 'one');
    await filterBy('nothing like it');
    await screen.waitFor(WELCOME, { text: 'No pull request matches the filter' });
    await showAll();
    await until(async () => (await shown()).length > 3, 'all again');
  });

  it('can be grouped otherwise', async () => {
    await palette('Requests by Repo');
    await screen.waitFor(`${ROWS}[aria-level="1"][aria-label^="acme/payments, "]`);
    await vscode.commands.executeCommand('lastmile.groupByStage');
    await screen.waitFor(`${ROWS}[aria-level="1"][aria-label^="Your turn, "]`);
  });

  it('stay when the forge goes away, and say since when', async () => {
    await github!.ask('refuse');
    await refreshUntil(() => board().state.forges[0]?.state === 'offline', 'offline');
    await vscode.commands.executeCommand('lastmile.mine.focus');
    await screen.waitFor(rowNamed(': offline, as of '));
    await screen.waitFor(rowNamed('Your turn, '));
    await github!.ask('listen');
    await refreshUntil(() => board().state.forges[0]?.state === 'ok', 'back');
    await isGone(': offline');
  });

  for (const theme of THEMES)
    it(`can be read in ${theme} and ${NARROW_PX} pixels`, async () => {
      await setTheme(theme);
      await setSideBarWidth(NARROW_PX);
      await vscode.commands.executeCommand('lastmile.mine.focus');
      await screen.waitFor(rowNamed('Your turn, '));
      const width = () =>
        screen.evaluate<number>(`document.querySelector('.part.sidebar').getBoundingClientRect().width`);
      await until(async () => (await width()) <= NARROW_PX + 10, `${await width()} pixels`);
      await screen.screenshot(`pull-requests-${theme.toLowerCase().replaceAll(' ', '-')}`);
      await filterBy('pictures');
      await screen.waitFor(rowNamed('Cache product pictures'));
      // Whose turn and for how long is to be seen, whatever is cut off.
      const [text = ''] = await screen.texts(`${rowNamed('Cache product pictures')} .label-name`);
      assert.match(text, /^@alice \d+[dhm] · /);
    });

  for (const count of [5, 100, 1_000])
    it(`hold ${count} pull requests`, async () => {
      await lookAt(count);
      const mine = () => board().state.rows.filter(({ lists }) => lists.includes('mine')).length;
      await until(() => mine() >= Math.floor(count / 2) - 1, `${count} pull requests`);
      await vscode.commands.executeCommand('lastmile.mine.focus');
      // Not to be seen where the header is narrow and shows its buttons.
      const counts = () => screen.texts('.pane-header .description');
      await until(async () => (await counts()).includes(`${mine()}`), 'their number in the header');
      await screen.screenshot(`pull-requests-${count}`);
      // The number of the last one begins that of no other.
      const { number, repository } = board()
        .state.rows.filter(({ lists }) => lists.includes('mine'))
        .map(({ pullRequest }) => pullRequest)
        .reduce((a, b) => (a.number > b.number ? a : b));
      await filterBy(`${repository} #${number}`);
      // Its group: where there were many in it, it is closed and stays so.
      await screen.waitFor(`${ROWS}[aria-level="1"][aria-label$=", 1 pull request"]`);
    });
});
