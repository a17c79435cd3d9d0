/**
 * An editor driven from outside, for what a test inside the extension host cannot live through: its death,
 * a reload, a second window, closing and opening again. See `test/editor-outside` for how it is used.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { placeExtension } from '../package/files.ts';
import { type Attached, attach, freePort } from './attach.ts';
import type { EditionName } from './edition/install.ts';
import { extensionHostsOf } from './extension-hosts.ts';
import { allowDevelopmentOptions } from './page.mjs';
import { createProfile, type Profile, writeSettings } from './profile.ts';
import { type EditorWindow, windowOf } from './window.ts';

const WINDOW_MS = 180_000;
/** an extension host gives its extensions 5 s to end */
const GOODBYE_MS = 10_000;

export interface SessionOptions {
  /** default: `profile.workspace`, an empty folder */
  readonly folder?: string;
  /** to open in it, absolute */
  readonly files?: readonly string[];
  readonly edition?: EditionName;
  /** on top of those that keep the editor quiet */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** for the editor and its extension host */
  readonly env?: Readonly<Record<string, string>>;
  /** true: folders are not trusted until the user says so, as for every user; false: the question is off */
  readonly workspaceTrust?: boolean;
  /**
   * `installed` (default): as users have it. `development`: with everything an extension under development
   * is spared, such as a restart after a crash. `none`: to compare.
   */
  readonly extension?: 'installed' | 'development' | 'none';
}

export interface Session extends AsyncDisposable {
  readonly profile: Profile;
  readonly folder: string;
  /** of the window that was opened first; another object after `reopen` */
  readonly window: EditorWindow;
  /** the same for what `window` does not have */
  readonly page: Page;
  /** another window of the same editor on the same folder, with an extension host of its own */
  openWindow(): Promise<{ window: EditorWindow; page: Page; close(): Promise<void> }>;
  /** process ids, oldest first */
  extensionHosts(): Promise<number[]>;
  /** with SIGKILL, as in a crash; the workbench then starts another. @returns the process id of the new one */
  killExtensionHost(pid?: number): Promise<number>;
  reloadWindow(): Promise<void>;
  writeSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** everything ends, the profile stays */
  close(): Promise<void>;
  /** with the same profile, as the user's next day */
  reopen(): Promise<void>;
  /** closes and removes the profile */
  dispose(): Promise<void>;
}

export async function openEditor(options: SessionOptions = {}): Promise<Session> {
  const {
    edition = 'newest',
    settings = {},
    env = {},
    workspaceTrust = false,
    extension = 'installed',
  } = options;
  const profile = await createProfile({ edition, settings });
  const folder = options.folder ?? profile.workspace;
  let current:
    | { child: ChildProcess; ended: Promise<unknown>; attached: Attached; window: EditorWindow }
    | undefined;

  const open = async () => {
    const port = await freePort();
    const args = [
      folder,
      ...(options.files ?? []),
      `--user-data-dir=${profile.userDataDir}`,
      `--extensions-dir=${profile.extensionsDir}`,
      `--remote-debugging-port=${port}`,
      ...(extension === 'development' ? [`--extensionDevelopmentPath=${resolve('.')}`] : []),
      ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    ];
    const child = spawn(resolve('test/editor/server-edition'), args, {
      env: { ...profile.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(join(profile.root, 'editor.log'), { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        said = (said + data.toString()).slice(-10_000);
      });
    }
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const failed = ended.then((code) => {
      throw new Error(`the editor ended with ${code}\n${said}`);
    });
    failed.catch(() => {}); // matters only until the window is there
    const attached = await Promise.race([attach(port, WINDOW_MS), failed]);
    current = { child, ended, attached, window: windowOf(attached.page) };
  };

  const close = async () => {
    if (!current) return;
    const { child, ended, attached } = current;
    current = undefined;
    // The windows first: each tells its extension host to end, which lets the extension write what it has to.
    for (const page of attached.page.context().pages()) await page.goto('about:blank').catch(() => {});
    for (const endMs = Date.now() + GOODBYE_MS; Date.now() < endMs; await sleep(50)) {
      if ((await extensionHostsOf(child.pid!)).length === 0) break;
    }
    await attached.detach().catch(() => {});
    child.kill('SIGTERM');
    await ended;
  };

  const opened = () => {
    if (!current) throw new Error('the editor is closed');
    return current;
  };

  const session: Session = {
    profile,
    folder,
    get window() {
      return opened().window;
    },
    get page() {
      return opened().attached.page;
    },
    async openWindow() {
      const { page: first } = opened().attached;
      const page = await first.context().newPage();
      await page.addInitScript(allowDevelopmentOptions);
      await page.goto(first.url(), { waitUntil: 'commit' });
      await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: WINDOW_MS });
      const closeWindow = async () => {
        await page.goto('about:blank');
        await page.close();
        // The browser would do it too, some time later, and the focus would jump under the next keys.
        await first.bringToFront();
      };
      return { page, window: windowOf(page), close: closeWindow };
    },
    extensionHosts: () => extensionHostsOf(opened().child.pid!),
    async killExtensionHost(pid) {
      const before = await session.extensionHosts();
      const victim = pid ?? before[0];
      if (victim === undefined) throw new Error('there is no extension host');
      process.kill(victim, 'SIGKILL');
      return newHost(session, new Set(before));
    },
    async reloadWindow() {
      const before = new Set(await session.extensionHosts());
      const { page } = opened().attached;
      await page.reload({ waitUntil: 'commit' });
      await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: WINDOW_MS });
      await newHost(session, before);
    },
    writeSettings: (it) => writeSettings(profile.userDataDir, { ...settings, ...it }),
    close,
    reopen: open,
    async dispose() {
      await close();
      await profile.remove();
    },
    [Symbol.asyncDispose]: () => session.dispose(),
  };

  try {
    if (extension === 'installed') await placeExtension(profile.extensionsDir);
    await open();
  } catch (error) {
    await profile.remove().catch(() => {});
    throw error;
  }
  return session;
}

async function newHost(session: Session, before: ReadonlySet<number>): Promise<number> {
  for (const endMs = Date.now() + WINDOW_MS; Date.now() < endMs; await sleep(200)) {
    const found = (await session.extensionHosts()).find((it) => !before.has(it));
    if (found !== undefined) return found;
  }
  throw new Error('no other extension host has started');
}
