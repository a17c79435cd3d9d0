/**
 * The server edition as one executable that is used like the desktop editor: the same arguments, a window
 * (headless), and with `--extensionTestsPath` the exit code of the tests. `@vscode/test-electron` gets it as
 * `vscodeExecutablePath`. LASTMILE_EDITION says which version (newest or oldest), LASTMILE_EDITOR_PARENT which
 * process starts it, with whom it ends.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { onEnd } from '../../run/ending.ts';
import { allowDevelopmentOptions } from '../page.mjs';
import { type EditorArguments, parseEditorArguments } from './arguments.ts';
import { launchBrowser } from './browser.ts';
import { installEdition, isEditionName } from './install.ts';
import { installExtension, startServer } from './server.ts';

// Nobody may be left to read it, which must not keep this process from cleaning up.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const log = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const args = parseEditorArguments(process.argv.slice(2));
  const name = process.env.LASTMILE_EDITION ?? 'newest';
  if (!isEditionName(name)) throw new Error(`LASTMILE_EDITION: there is no edition ${name}`);
  const edition = await installEdition(name, log);

  const temporary = await mkdtemp(join(tmpdir(), 'lastmile-editor-'));
  const userDataDir = resolve(args.userDataDir ?? join(temporary, 'user-data'));
  const options = {
    userDataDir,
    extensionsDir: resolve(args.extensionsDir ?? join(temporary, 'extensions')),
    workspaceTrust: args.workspaceTrust,
  };

  const parent = Number(process.env.LASTMILE_EDITOR_PARENT) || process.ppid;
  const told = new Promise<number>((resolve) => onEnd(() => resolve(130), parent));
  const cleanUps: (() => Promise<unknown>)[] = [() => rm(temporary, { recursive: true, force: true })];
  let code = 1;
  try {
    for (const vsix of args.installExtensions) log(await installExtension(edition, options, resolve(vsix)));
    if (args.installExtensions.length > 0 && args.folder === undefined) return 0;

    const server = await startServer(edition, options);
    cleanUps.unshift(server.stop);
    const browser = await launchBrowser({
      profile: join(userDataDir, 'browser'),
      debuggingPort: args.remoteDebuggingPort,
    });
    cleanUps.unshift(() => browser.close());

    await browser.addInitScript(allowDevelopmentOptions);
    const page = browser.pages()[0] ?? (await browser.newPage());
    const finished = runWorkbench(page, server.origin, args);
    code = await Promise.race([finished, told, server.ended.then(() => 1)]);
  } finally {
    for (const cleanUp of cleanUps) await cleanUp().catch((error: unknown) => log(String(error)));
  }
  return code;
}

/** Resolves when the tests have ended (their exit code) or the window is closed (0, or 1 with tests). */
async function runWorkbench(page: Page, origin: string, args: EditorArguments): Promise<number> {
  const testing = args.extensionTestsPath !== undefined;
  const finished = new Promise<number>((resolve) => {
    page.once('close', () => resolve(testing ? 1 : 0));
    page.once('crash', () => resolve(1));
    // Without tests there must be no such function: the workbench would call it when an extension host crashes.
    if (testing) void page.exposeFunction('codeAutomationExit', resolve);
  });
  await page.exposeFunction('codeAutomationLog', (type: string, values: unknown[]) => {
    log(`[${type}] ${values.map((it) => String(it)).join(' ')}`);
  });
  await page.goto(address(origin, args), { waitUntil: 'commit' });
  return finished;
}

function address(origin: string, args: EditorArguments): string {
  const remote = (path: string) => `vscode-remote://${new URL(origin).host}${encodeURI(resolve(path))}`;
  const payload = [
    ['skipWelcome', 'true'],
    ...args.files.map((path) => ['openFile', remote(path)]),
    ...args.extensionDevelopmentPaths.map((path) => ['extensionDevelopmentPath', remote(path)]),
    ...(args.extensionTestsPath ? [['extensionTestsPath', remote(args.extensionTestsPath)]] : []),
  ];
  const query = new URLSearchParams();
  if (args.folder === undefined) query.set('ew', 'true');
  else query.set(args.folder.endsWith('.code-workspace') ? 'workspace' : 'folder', resolve(args.folder));
  query.set('payload', JSON.stringify(payload));
  return `${origin}/?${query}`;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
