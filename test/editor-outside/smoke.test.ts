/** The least of what tests from outside rely on. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEditor, type Session } from '../editor/session.ts';

describe('an editor driven from outside', () => {
  let session: Session;
  before(async () => {
    session = await openEditor({ settings: { 'workbench.colorTheme': 'Default High Contrast' } });
    await writeFile(join(session.folder, 'notes.txt'), 'one\n');
  });
  after(() => session?.dispose());

  const open = async (name: string) => {
    await session.window.keys.press('ControlOrMeta+P');
    await session.window.screen.waitFor('.quick-input-widget input');
    await session.window.keys.type(name);
    await session.window.screen.waitFor('.quick-input-list .monaco-list-row', { text: name });
    await session.window.keys.press('Enter');
    await session.window.screen.waitFor('.editor-instance .view-line', { text: 'one' });
    await session.window.screen.waitFor('.editor-instance .monaco-editor.focused');
  };

  const saved = async (expected: string) => {
    for (let i = 0; i < 100; i++) {
      if ((await readFile(join(session.folder, 'notes.txt'), 'utf8')) === expected) return;
      await sleep(100);
    }
    assert.equal(await readFile(join(session.folder, 'notes.txt'), 'utf8'), expected);
  };

  it('obeys the settings, opens, types and saves', async () => {
    await session.window.screen.waitFor('.monaco-workbench.hc-black');
    await open('notes.txt');
    await session.window.keys.press('ControlOrMeta+Home');
    await session.window.keys.type('zero ');
    await session.window.keys.press('ControlOrMeta+S');
    await saved('zero one\n');
  });

  it('outlives the death of its extension host while somebody types', async () => {
    const [host] = await session.extensionHosts();
    assert.ok(host);
    const typing = session.window.keys.type('half a sentence ', { delayMs: 20 });
    await sleep(100);
    const next = await session.killExtensionHost(host);
    await typing;
    assert.notEqual(next, host);
    await session.window.keys.press('ControlOrMeta+S');
    await saved('zero half a sentence one\n');
  });

  it('has a second window with an extension host of its own', async () => {
    const second = await session.openWindow();
    for (let i = 0; (await session.extensionHosts()).length < 2; i++) {
      assert.ok(i < 300, 'never two extension hosts');
      await sleep(100);
    }
    await second.close();
  });

  it('reloads, and comes back after it was closed', async () => {
    await session.reloadWindow();
    await session.close();
    await session.reopen();
    await open('notes.txt');
    assert.ok((await session.extensionHosts()).length > 0);
  });
});

describe('a workspace that is not trusted', () => {
  it('is restricted, when trust is switched on', async () => {
    await using session = await openEditor({ workspaceTrust: true });
    await session.window.screen.waitFor('.statusbar-item', { text: 'Restricted Mode' });
  });
});
