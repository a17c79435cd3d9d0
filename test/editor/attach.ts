/** From an editor's `--remote-debugging-port` to the page of its window. The same for both kinds of editor. */
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';

export interface Attached {
  readonly page: Page;
  /** the window stays */
  detach(): Promise<void>;
}

/** Waits until the window is there and shows its workbench. */
export async function attach(port: number, timeoutMs: number): Promise<Attached> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    let browser: Browser | undefined;
    try {
      browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: 10_000 });
      const page = await workbench(browser, endMs);
      return { page, detach: () => browser!.close() };
    } catch (error) {
      await browser?.close().catch(() => {});
      if (Date.now() > endMs) throw new Error('the editor window did not come up', { cause: error });
      await sleep(200);
    }
  }
}

async function workbench(browser: Browser, endMs: number): Promise<Page> {
  while (Date.now() < endMs) {
    for (const page of browser.contexts().flatMap((it) => it.pages())) {
      const found = await page
        .locator('.monaco-workbench .statusbar')
        .count()
        .catch(() => 0);
      if (found > 0) return page;
    }
    await sleep(100);
  }
  throw new Error('no page shows a workbench');
}

/** Free a moment ago, which is the most that can be said. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(address)));
    });
  });
}
