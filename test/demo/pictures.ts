/**
 * The pictures of the README, taken of the extension in a real editor on the demo repository:
 *   node test/demo/pictures.ts
 */
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import UPNG from 'upng-js';
import { installEdition } from '../editor/edition/install.ts';
import { openEditor } from '../editor/session.ts';
import { command } from '../run/processes.ts';
import { createDemoForge } from './forge.ts';
import { createDemoRepository } from './repository.ts';

const temporary = await realpath(await mkdtemp(join(tmpdir(), 'lastmile-pictures-')));
const folder = join(temporary, 'small-shop');
// The dashboard is about all repositories of a user: here, of one who has only this.
process.env.XDG_DATA_HOME = join(temporary, 'data');
const forge = await createDemoForge();
const picture = (name: string) => resolve('media', `${name}.png`);

try {
  await command(process.execPath, ['esbuild.mjs', '--production']);
  await installEdition('newest', console.log);
  await createDemoRepository(folder, { remote: forge.remote });
  await using session = await openEditor({
    folder,
    files: [join(folder, 'src/discount.ts')],
    env: forge.env,
    settings: {
      'workbench.colorTheme': 'Default Light Modern',
      'lastmile.lineAttribution.enabled': true,
      'editor.minimap.enabled': false,
      'breadcrumbs.enabled': false,
    },
  });
  const { page, window } = session;
  await page.setViewportSize({ width: 1180, height: 900 });
  const status = page.locator('.statusbar-item[aria-label^="Lastmile"]').filter({ hasText: /%/ });
  await status.waitFor({ timeout: 120_000 });
  await page.locator('.activitybar .action-label[aria-label*="Lastmile"]').first().click();
  await page.locator('.pane-body .monaco-list-row[aria-label*=" in acme/"]').first().waitFor();
  await status.click();
  const tree = page.locator('.pane-body .monaco-list-row');
  await tree.first().waitFor();
  await page.locator('.monaco-editor .cgmr').first().waitFor({ timeout: 60_000 });
  await page.mouse.move(700, 650);
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: picture('overview') });

  await window.mouse.move({ text: 'never pays' });
  await page.locator('.monaco-hover', { hasText: 'AI' }).first().waitFor();
  await page.waitForTimeout(500);
  await page.locator('.part.editor').screenshot({ path: picture('attribution') });
  await page.mouse.move(700, 650);

  const file = tree.filter({ hasText: 'discount.ts' });
  await file.click();
  await window.keys.press('ArrowRight');
  await page.locator('.pane-body .monaco-list-row[aria-label^="Line"]').first().waitFor();
  await page.waitForTimeout(500);
  await page.locator('.part.sidebar').screenshot({ path: picture('lines') });

  await page.keyboard.press('Control+Shift+P');
  await page.locator('.quick-input-widget input').waitFor();
  await page.keyboard.type('Lastmile: Open Dashboard');
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Open Dashboard' }).waitFor();
  await page.keyboard.press('Enter');
  await window.webview.waitFor('[role=status]', { text: 'as of' });
  await window.webview.waitFor('#weeks svg');
  await page.waitForTimeout(1_000);
  await page.locator('.part.editor').screenshot({ path: picture('dashboard') });
} finally {
  await forge.stop();
  await rm(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** They travel with the extension, so each has a palette of its own: a third of the size, and nobody sees it. */
for (const name of ['overview', 'attribution', 'lines', 'dashboard']) {
  const bytes = await readFile(picture(name));
  const image = UPNG.decode(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const [frame] = UPNG.toRGBA8(image);
  if (frame)
    await writeFile(picture(name), Buffer.from(UPNG.encode([frame], image.width, image.height, 128)));
}
