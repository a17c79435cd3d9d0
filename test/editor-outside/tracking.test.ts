/**
 * What is on record when the extension host dies, when a window is reloaded or the editor closed with unsaved text, and from
 * two windows. All in one editor, each test with a file of its own.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openGit } from '../../src/adapters/git/git.ts';
import { openLedger } from '../../src/adapters/ledger/open.ts';
import type { SeenState } from '../../src/services/ports.ts';
import { openEditor, type Session } from '../editor/session.ts';
import type { EditorWindow } from '../editor/window.ts';
import { lettersOf } from '../fixtures/letters.ts';
import { createRepository, type Repository } from '../fixtures/repository.ts';
import { keepPicture, openFile } from './going.ts';

const STATUS = '.statusbar-item[aria-label^="Lastmile"]';
/** Says of the uncommitted change what is known: everything runs. `STALE` marks the item of an extension host that was ended. */
const READY = `${STATUS}[aria-label*="uncommitted"]:not([aria-label*="looking"], [data-stale])`;
const STALE = `document.querySelector('${STATUS}').dataset.stale = 'yes'`;
/** for an extension host to start on a busy machine */
const START_MS = 150_000;
const clock = { nowMs: () => Date.now() };
const log = { info() {}, warn() {} };

describe('an editor driven from outside', () => {
  let repository: Repository;
  let opened: Session | undefined;
  let files = 0;

  before(async () => {
    repository = await createRepository();
  });
  afterEach(async function () {
    // Whatever state it is in, a second attempt does not begin there.
    if (!this.currentTest || this.currentTest.state === 'passed') return;
    if (opened) await keepPicture(opened, this.currentTest.fullTitle());
    await close();
  });
  after(async () => {
    await close();
    await repository.dispose();
  });

  const start = () =>
    openEditor({
      folder: repository.root,
      settings: {
        'files.autoSave': 'off',
        'lastmile.askToInstallHooks': false,
        'workbench.colorTheme': 'Default High Contrast',
      },
    });

  async function close(): Promise<void> {
    await opened?.dispose();
    opened = undefined;
  }

  /** A new file of two lines in HEAD, the second one empty, where the cursor is. */
  async function newFile(): Promise<{ session: Session; name: string; first: string }> {
    opened ??= await start();
    const session = opened;
    const file = { name: `notes-${++files}.txt`, first: `one ${files}` };
    await repository.write(file.name, `${file.first}\n`);
    await repository.commitAll(file.name);
    await goTo(session.window, file);
    return { session, ...file };
  }

  /** Says what is wanted instead of trusting what is shown: a window that comes back may show another file. */
  async function goTo(window: EditorWindow, { name, first }: { name: string; first: string }): Promise<void> {
    await window.screen.waitFor(READY, { timeoutMs: START_MS });
    await openFile(window, join(repository.root, name), first);
  }

  /** Text and origins as another process finds them, without the first line. */
  async function recorded(name: string, state: SeenState): Promise<string | undefined> {
    const found = await openGit(repository.root, { env: repository.env });
    assert.ok(found.kind === 'ok');
    const { git } = found;
    const ledger = openLedger({ commonDir: git.commonDir, clock, log, readOnly: true });
    if (ledger.kind !== 'ok') return 'no ledger';
    try {
      const seen = ledger.ledger.seen(git.worktree, name, state);
      return seen ? `${seen.text.split('\n')[1]}|${lettersOf(seen).split('\n')[1]}` : undefined;
    } finally {
      ledger.ledger.close();
    }
  }

  async function until(condition: () => Promise<boolean>, what: () => unknown): Promise<void> {
    for (const endMs = Date.now() + 60_000; Date.now() < endMs; await sleep(100))
      if (await condition()) return;
    assert.fail(`never: ${await what()}`);
  }

  const records = (name: string, state: SeenState, expected: RegExp) =>
    until(
      async () => expected.test((await recorded(name, state)) ?? ''),
      async () => `${expected} in the ${state}; it is ${await recorded(name, state)}`,
    );

  /** The editor keeps a copy of unsaved text a moment after the last key. */
  async function backedUp({ profile }: Session, text: string): Promise<void> {
    const folder = join(profile.userDataDir, 'User', 'Backups');
    const copies = async () => {
      const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      const files = found.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name));
      return Promise.all(files.map((it) => readFile(it, 'utf8').catch(() => '')));
    };
    await until(
      async () => (await copies()).some((it) => it.includes(text)),
      () => `a copy of ${text}`,
    );
  }

  async function save(window: EditorWindow, name: string, second: string): Promise<void> {
    await window.keys.press('ControlOrMeta+S');
    const now = () => readFile(join(repository.root, name), 'utf8');
    await until(async () => (await now()).endsWith(`\n${second}`), now);
  }

  it('obeys the settings, opens, types and saves', async () => {
    const { session, name } = await newFile();
    await session.window.screen.waitFor('.monaco-workbench.hc-black');
    await session.window.keys.type('two');
    await save(session.window, name, 'two');
    await records(name, 'disk', /^two\|hhh$/);
  });

  it('follows one file in two windows, each with an extension host of its own', async () => {
    const { session, ...file } = await newFile();
    const other = await session.openWindow();
    await until(
      async () => (await session.extensionHosts()).length === 2,
      () => 'two extension hosts',
    );
    await goTo(other.window, file);
    await session.window.keys.type('here', { delayMs: 20 });
    await save(session.window, file.name, 'here');
    await records(file.name, 'disk', /^here\|hhhh$/);
    await other.window.screen.waitFor('.editor-instance .view-line', { text: 'here' });
    await other.window.keys.press('ControlOrMeta+End');
    await other.window.keys.type('there', { delayMs: 20 });
    await save(other.window, file.name, 'herethere');
    await records(file.name, 'disk', /^herethere\|h{9}$/);
    await other.close();
  });

  it('loses only the last words when the extension host dies while somebody types', async () => {
    const { session, name } = await newFile();
    const { window } = session;
    await window.keys.type('kept', { delayMs: 20 });
    await records(name, 'buffer', /^kept\|hhhh$/);
    await window.screen.evaluate(STALE);
    const typing = window.keys.type(' half a sentence ', { delayMs: 20 });
    const [host] = await session.extensionHosts();
    const next = await session.killExtensionHost(host);
    await typing;
    assert.notEqual(next, host);
    await window.screen.waitFor(READY, { timeoutMs: START_MS });
    await window.keys.type('after', { delayMs: 20 });
    await save(window, name, 'kept half a sentence after');
    await records(name, 'disk', /^kept half a sentence after\|h{4}[hx]{17}h{5}$/);
  });

  // A saved file's tab is the editor's to bring back: in a browser it notes a few seconds late which ones are open.
  const absences: [string, (session: Session) => Promise<void>][] = [
    ['after a reload', (session) => session.reloadWindow()],
    ['on the next day', (session) => session.close().then(() => session.reopen())],
  ];
  for (const [when, pass] of absences)
    it(`knows unsaved text again ${when}`, async () => {
      const { session, ...file } = await newFile();
      await session.window.keys.type('kept', { delayMs: 20 });
      await records(file.name, 'buffer', /^kept\|hhhh$/);
      await backedUp(session, `${file.first}\nkept`);
      await pass(session);
      await goTo(session.window, file);
      await session.window.screen.waitFor('.editor-instance .monaco-editor.focused .view-line', {
        text: 'kept',
      });
      await session.window.keys.type('!');
      await save(session.window, file.name, 'kept!');
      await records(file.name, 'disk', /^kept!\|hhhhh$/);
    });
});
