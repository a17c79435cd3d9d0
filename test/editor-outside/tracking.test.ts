/** What is on record when the extension host dies, when the editor is closed with unsaved text, and from two windows. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openGit } from '../../src/adapters/git/git.ts';
import { openLedger } from '../../src/adapters/ledger/open.ts';
import type { SeenState } from '../../src/services/ports.ts';
import { openEditor, type Session } from '../editor/session.ts';
import type { EditorWindow } from '../editor/window.ts';
import { lettersOf } from '../fixtures/letters.ts';
import { createRepository, type Repository } from '../fixtures/repository.ts';

const FILE = 'notes.txt';
const STATUS = '.statusbar-item[aria-label^="Lastmile"]';
const clock = { nowMs: () => Date.now() };
const log = { info() {}, warn() {} };

describe('tracking, from outside', () => {
  let repository: Repository;
  let session: Session;

  beforeEach(async () => {
    repository = await createRepository();
    await repository.write(FILE, 'one\n');
    await repository.commitAll('a commit');
    session = await openEditor({
      folder: repository.root,
      settings: { 'files.autoSave': 'off', 'lastmile.askToInstallHooks': false },
    });
    await openFile(session.window);
  });
  afterEach(async () => {
    await session?.dispose();
    await repository.dispose();
  });

  async function openFile({ keys, screen }: EditorWindow): Promise<void> {
    await screen.waitFor(STATUS);
    await keys.press('ControlOrMeta+P');
    await screen.waitFor('.quick-input-widget input');
    await keys.type(FILE);
    await screen.waitFor('.quick-input-list .monaco-list-row', { text: FILE });
    await keys.press('Enter');
    await screen.waitFor('.editor-instance .view-line', { text: 'one' });
    await screen.waitFor('.editor-instance .monaco-editor.focused');
    await keys.press('ControlOrMeta+End');
    await until(async () => (await recorded('disk')) !== 'no ledger', 'a ledger');
    await sleep(1_000);
  }

  /** Text and origins as another process finds them. */
  async function recorded(state: SeenState): Promise<string | undefined> {
    const opened = await openGit(repository.root, { env: repository.env });
    assert.equal(opened.kind, 'ok');
    const { git } = opened as Extract<typeof opened, { kind: 'ok' }>;
    const ledger = openLedger({ commonDir: git.commonDir, clock, log, readOnly: true });
    if (ledger.kind !== 'ok') return 'no ledger';
    try {
      const seen = ledger.ledger.seen(git.worktree, FILE, state);
      return seen ? `${seen.text}|${lettersOf(seen)}` : undefined;
    } finally {
      ledger.ledger.close();
    }
  }

  async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
    for (const endMs = Date.now() + 30_000; Date.now() < endMs; await sleep(100))
      if (await condition()) return;
    assert.fail(`never: ${what}; ${await recorded('buffer')}; ${await recorded('disk')}`);
  }

  const save = async (window: EditorWindow, text: string) => {
    await window.keys.press('ControlOrMeta+S');
    const file = join(repository.root, FILE);
    await until(async () => (await readFile(file, 'utf8')) === text, `saved ${JSON.stringify(text)}`);
  };

  it('loses at most the last two seconds when the extension host dies', async () => {
    await session.window.keys.type('kept', { delayMs: 20 });
    await sleep(2_000);
    assert.equal(await recorded('buffer'), 'one\nkept|bbb\nhhhh');
    await session.window.keys.type('x');
    await session.killExtensionHost();
    await sleep(3_000);
    await session.window.keys.type('after', { delayMs: 20 });
    await save(session.window, 'one\nkeptxafter');
    await until(
      async () => /^one\nkeptxafter\|bbb\nhhhh[hx]h+$/.test((await recorded('disk')) ?? ''),
      'on record',
    );
  });

  it('knows unsaved text again on the next day', async () => {
    await session.window.keys.type('kept', { delayMs: 20 });
    await until(async () => (await recorded('buffer')) === 'one\nkept|bbb\nhhhh', 'the buffer on record');
    await sleep(3_000); // for the editor to back up what is not saved
    await session.close();
    await session.reopen();
    await session.window.screen.waitFor('.editor-instance .view-line', { text: 'kept' });
    await session.window.screen.waitFor(STATUS);
    await sleep(3_000);
    await session.window.mouse.click({ text: 'kept', at: 'end' });
    await session.window.keys.press('ControlOrMeta+End');
    await session.window.keys.type('!');
    await save(session.window, 'one\nkept!');
    await until(async () => (await recorded('disk')) === 'one\nkept!|bbb\nhhhhh', 'all of it on record');
  });

  it('follows one file in two windows', async () => {
    const other = await session.openWindow();
    await openFile(other.window);
    await session.window.keys.type('here', { delayMs: 20 });
    await save(session.window, 'one\nhere');
    await other.window.screen.waitFor('.editor-instance .view-line', { text: 'here' });
    await other.window.keys.press('ControlOrMeta+End');
    await other.window.keys.type('there', { delayMs: 20 });
    await save(other.window, 'one\nherethere');
    await until(async () => (await recorded('disk')) === 'one\nherethere|bbb\nhhhhhhhhh', 'both on record');
    await other.close();
  });
});
