/**
 * npm start [-- PATH]            opens an editor with the extension: on a demo repository, or on yours
 * npm start -- --once            the same without a screen: is it there, does it show the share? Exit code 0 or 1
 *            [--screenshot FILE] default: out/start.png
 */
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { ensureBrowser, findBrowser, openInUsersBrowser } from '../editor/edition/browser.ts';
import { installEdition } from '../editor/edition/install.ts';
import { startServer } from '../editor/edition/server.ts';
import { writeSettings } from '../editor/profile.ts';
import { openEditor } from '../editor/session.ts';
import { placeExtension } from '../package/files.ts';
import { onEnd } from '../run/ending.ts';
import { command } from '../run/processes.ts';
import { findDesktop, openDesktop } from './desktop.ts';
import { createDemoForge } from './forge.ts';
import { createDemoRepository, lastTrailers } from './repository.ts';

const SHARE = '.statusbar-item[id*="lastmile.share" i]';
const LASTMILE = '.activitybar .action-label[aria-label*="Lastmile"]';
const PULL_REQUESTS = '.pane-body .monaco-list-row[aria-label*=" in acme/"]';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { once: { type: 'boolean' }, screenshot: { type: 'string' } },
});

const started = Date.now();
const say = (line: string) =>
  console.log(`[${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s] ${line}`);

const temporary = await realpath(await mkdtemp(join(tmpdir(), 'lastmile-start-')));
/** What the editor is told of the local forge; without one, nothing. */
let forge: Awaited<ReturnType<typeof createDemoForge>> | undefined;
const told = new Promise<void>((finish) => onEnd(() => finish()));

let code = 0;
try {
  // npm runs in the project's folder; INIT_CWD is where the user typed it
  const own = positionals[0] && resolve(process.env.INIT_CWD ?? '.', positionals[0]);
  if (own && !existsSync(own)) throw new Error(`there is no ${own}`);
  say('building the extension');
  await command(process.execPath, ['esbuild.mjs', '--production']);
  const folder = own || join(temporary, 'small-shop');
  if (!own) {
    say('making a demo repository');
    // The dashboard of the demo is about the demo alone, and that of the user never hears of it.
    process.env.XDG_DATA_HOME = join(temporary, 'data');
    forge = await createDemoForge();
    await createDemoRepository(folder, { remote: forge.remote });
  }
  await (values.once ? once(folder, own === undefined) : open(folder, own === undefined));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  code = 1;
} finally {
  await forge?.stop();
  await rm(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }).catch(() => {});
}
process.exit(code);

async function once(folder: string, demo: boolean): Promise<void> {
  await ensureBrowser(say);
  await installEdition('newest', say);
  if (demo) {
    const trailers = await lastTrailers(folder);
    if (!/^AI-Contribution: /m.test(trailers))
      throw new Error('the last commit of the demo carries no trailer');
    say(`its last commit says:\n${trailers.replaceAll(/^/gm, '            ')}`);
  }
  say('opening the editor');
  await using session = await openEditor({
    folder,
    files: demo ? [join(folder, 'src/cart.ts')] : [],
    ...(forge && { env: forge.env }),
  });
  const { screen } = session.window;
  const screenshot = resolve(values.screenshot ?? 'out/start.png');
  try {
    await session.page
      .locator(SHARE)
      .filter({ hasText: /\d\s*%/ })
      .first()
      .waitFor({ timeout: 120_000 });
    say(`the status bar shows: ${(await screen.texts(SHARE)).join(', ')}`);
    if (demo) await showPullRequests(session.page);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('the side bar')) throw error;
    const items = await screen.texts('.statusbar-item');
    throw new Error(`the status bar shows no share. It has: ${items.filter((it) => it.trim()).join(' | ')}`);
  } finally {
    await screen.screenshot(screenshot).catch(() => {});
    say(`screenshot: ${screenshot}`);
  }
}

/** The lists in the side bar, from the forge on this machine. */
async function showPullRequests(page: Page): Promise<void> {
  const rows = page.locator(PULL_REQUESTS);
  try {
    await page.locator(LASTMILE).first().click();
    await rows.first().waitFor({ timeout: 120_000 });
  } catch (error) {
    throw new Error('the side bar shows no pull request', { cause: error });
  }
  say(
    `the side bar shows ${await rows.count()} pull requests, the first: ${await rows.first().getAttribute('aria-label')}`,
  );
}

async function open(folder: string, demo: boolean): Promise<void> {
  const profile = {
    userDataDir: join(temporary, 'user-data'),
    extensionsDir: join(temporary, 'extensions'),
  };
  await writeSettings(profile.userDataDir, {});
  await placeExtension(profile.extensionsDir);

  say('looking for the desktop edition of VS Code');
  const desktop = await findDesktop();
  if (desktop) {
    say(`opening ${desktop}; close its window, or press Ctrl+C here, to end`);
    const window = openDesktop(desktop, profile, folder, forge?.env);
    const closed = new Promise<boolean>((finish) => {
      window.once('error', () => finish(false));
      window.once('exit', (code) => finish(code === 0));
    });
    const asked = told.then(() => true);
    const fine = await Promise.race([closed, asked]);
    window.kill();
    if (fine) return;
    say('it did not start');
  }

  say('using the server edition of VS Code');
  const edition = await installEdition('newest', say);
  const server = await startServer(edition, {
    ...profile,
    workspaceTrust: !demo,
    withToken: true,
    ...(forge && { extraEnv: forge.env }),
  });
  try {
    const url = `${server.url}&folder=${encodeURIComponent(folder)}`;
    say('open this address in a browser, press Ctrl+C here to end');
    console.log(`\n  ${url}\n`);
    if (!openInUsersBrowser(url) && !findBrowser()) say('(there seems to be no browser on this machine)');
    await Promise.race([told, server.ended]);
  } finally {
    await server.stop();
  }
}
