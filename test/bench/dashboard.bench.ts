/** How soon the dashboard's page is painted, and its charts once there is a report: in a real browser, without the editor. */

import { type Browser, chromium, type Page } from 'playwright-core';
import { DEFAULT_CHOICE, type ToPage } from '../../src/webview/protocol.ts';
import { ensureBrowser } from '../editor/edition/browser.ts';
import { richReport } from '../fixtures/report.ts';
import { holds, PAGE, serve } from '../webview/dashboard-page.ts';
import { inTurn } from './measure.ts';
import { builtProduct } from './product.ts';
import { type Benchmark, milliseconds, times } from './report.ts';

const ROUNDS = 9;
const BASELINE = 'the heading and the style sheet alone: first paint';
const FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0";

/** In a context of its own: nothing of an earlier page is in a cache. */
async function inNewPage<T>(
  browser: Browser,
  withScript: boolean,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 900, height: 1200 } });
  try {
    const page = await context.newPage();
    await serve(page, { withScript });
    await page.goto(PAGE);
    return await work(page);
  } finally {
    await context.close();
  }
}

/** Milliseconds from the start of the navigation. */
async function firstPaint(page: Page): Promise<number> {
  await holds(page, `(${FIRST_PAINT}) > 0`);
  return page.evaluate<number>(FIRST_PAINT);
}

/** Milliseconds from the page's being told of a report to the frame after the one with all charts in it. */
async function chartsAfterReport(page: Page): Promise<number> {
  await holds(page, 'said.length > 0');
  const told: ToPage = { type: 'report', report: richReport, choice: DEFAULT_CHOICE, isStale: false };
  return page.evaluate(
    (message) =>
      new Promise<number>((resolve) => {
        const startMs = performance.now();
        const look = () => {
          const cards = [...document.querySelectorAll('chart-card')];
          const isDrawn = cards.length > 0 && cards.every((card) => card.querySelector('svg'));
          requestAnimationFrame(isDrawn ? () => resolve(performance.now() - startMs) : look);
        };
        window.postMessage(message, '*');
        look();
      }),
    told as object,
  );
}

export const dashboard: Benchmark = {
  name: 'dashboard',
  about:
    'the first paint of the dashboard, and its charts once there is a report, against a page without a script',
  async run() {
    builtProduct();
    const executablePath = await ensureBrowser(console.log);
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
      const timings = await inTurn(
        [
          { name: BASELINE, round: () => inNewPage(browser, false, firstPaint) },
          { name: 'the dashboard: first paint', round: () => inNewPage(browser, true, firstPaint) },
          {
            name: 'the dashboard: from a report to its charts',
            round: () => inNewPage(browser, true, chartsAfterReport),
          },
        ],
        BASELINE,
        ROUNDS,
      );
      const rows = timings.map(({ name, ms, ratio }) => [name, milliseconds(ms), times(ratio)]);
      const header = ['', 'time', 'time / without a script'];
      return { kind: 'measured', tables: [{ title: 'The page in a browser', header, rows }] };
    } finally {
      await browser.close();
    }
  },
};
