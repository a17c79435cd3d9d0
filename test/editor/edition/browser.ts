/** A Chromium-based browser: found, or installed by apt-get, and started headless for the server edition. */
import { execFile, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type BrowserContext, chromium } from 'playwright-core';

const run = promisify(execFile);

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'msedge',
];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  `${process.env.PROGRAMFILES}\\Google\\Chrome\\Application\\chrome.exe`,
  `${process.env['PROGRAMFILES(X86)']}\\Microsoft\\Edge\\Application\\msedge.exe`,
];

/** `LASTMILE_BROWSER`, else the first one that is on the PATH or where installers put it */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env.LASTMILE_BROWSER, ...onPath, ...ELSEWHERE].find((it) => it && isExecutable(it));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The browser's path; installs Debian's chromium where there is none and we may. */
export async function ensureBrowser(progress: (line: string) => void = () => {}): Promise<string> {
  const found = findBrowser();
  if (found) return found;
  const asRoot = await aptGetPrefix();
  if (asRoot) {
    progress('installing chromium with apt-get');
    const [command, ...prefix] = [...asRoot, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=600'];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const packages = ['chromium', 'fonts-liberation'];
    try {
      await run(command!, [...prefix, 'update'], { env, maxBuffer: 1 << 26 });
      const install = ['install', '-y', '--no-install-recommends', ...packages];
      await run(command!, [...prefix, ...install], { env, maxBuffer: 1 << 26 });
    } catch (error) {
      progress(`apt-get failed: ${(error as Error).message}`);
    }
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Error(
    'No Chromium-based browser found, and it could not be installed. Install chromium, Google Chrome or ' +
      'Microsoft Edge, or set LASTMILE_BROWSER to the path of one.',
  );
}

/** how to become root here without being asked; undefined: not at all, or no apt-get */
async function aptGetPrefix(): Promise<string[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  const works = (command: string, args: string[]) =>
    run(command, args).then(
      () => true,
      () => false,
    );
  if (!(await works('apt-get', ['--version']))) return undefined;
  if (process.getuid?.() === 0) return [];
  return (await works('sudo', ['-n', 'true'])) ? ['sudo', '-n'] : undefined;
}

export interface BrowserOptions {
  readonly profile: string;
  /** another process may drive the same window through it */
  readonly debuggingPort: number | undefined;
}

export async function launchBrowser({ profile, debuggingPort }: BrowserOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: await ensureBrowser(),
    headless: true,
    viewport: { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // The workbench would ask galleries and experiment services; tests talk to this machine only.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
      ...(debuggingPort === undefined ? [] : [`--remote-debugging-port=${debuggingPort}`]),
    ],
    // ending is the caller's, in order: the window before the server
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** Opens an address in the user's own browser; false when there is no obvious way. */
export function openInUsersBrowser(url: string): boolean {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open';
  spawn(opener, [url], { detached: true, stdio: 'ignore' })
    .on('error', () => {})
    .unref();
  return true;
}
