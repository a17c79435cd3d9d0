/** The dashboard's page in a real browser: the built script and style sheet under the page's own security policy. */

import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { pageHtml } from '../../src/views/dashboard/html.ts';
import type { Bundle, Choice, FromPage, ToPage } from '../../src/webview/protocol.ts';
import { THEMES, type Theme } from './themes.ts';

const ORIGIN = 'https://page.test';
const HEADING = 'What became of my AI code';
export const PAGE = `${ORIGIN}/`;

export interface DashboardPage {
  readonly page: Page;
  /** what the page has said to its panel, oldest first */
  said(): Promise<FromPage[]>;
  tell(message: ToPage): Promise<void>;
  /** the person changes the theme of the editor */
  wear(theme: Theme): Promise<void>;
  /** what the browser complained of: blocked by the policy, errors */
  readonly complaints: string[];
}

/** @param height of the window, CSS pixels; the page scrolls below it */
export async function openDashboardPage(
  browser: Browser,
  {
    theme = 'vscode-dark' as Theme,
    width = 900,
    height = 1200,
    remembered = null as Choice | null,
    language = 'en',
    bundle = undefined as Bundle | undefined,
  } = {},
): Promise<DashboardPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'en-US',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (it) => {
    if (it.type() === 'error') complaints.push(it.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(ORIGIN)) complaints.push(`asked for ${request.url()}`);
  });
  await serve(page, { remembered, language, bundle });
  const wear = (theme: Theme) =>
    page.evaluate(
      ([theme, colours]) => {
        document.body.className = theme;
        document.documentElement.removeAttribute('style');
        for (const [name, value] of Object.entries(colours))
          document.documentElement.style.setProperty(`--vscode-${name}`, value);
      },
      [theme, THEMES[theme]] as const,
    );
  await page.goto(PAGE);
  await holds(page, 'said.length > 0');
  await wear(theme);
  return {
    page,
    complaints,
    wear,
    said: () => page.evaluate('said'),
    tell: (message) => page.evaluate((it) => window.postMessage(it, '*'), message as object),
  };
}

/**
 * Has a browser's page find the dashboard at `PAGE`, and around it what an editor has for it.
 * @param withScript whether the page's script is found as well
 * @param language of the editor
 * @param bundle what it has of our texts in that language
 */
export async function serve(
  page: Page,
  {
    withScript = true,
    remembered = null as Choice | null,
    language = 'en',
    bundle = undefined as Bundle | undefined,
  } = {},
): Promise<void> {
  const files: Record<string, readonly [path: string, type: string]> = {
    ...(withScript && { '/main.js': ['dist/webview/main.js', 'text/javascript'] }),
    '/dashboard.css': ['media/dashboard.css', 'text/css'],
  };
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const file = files[pathname];
    if (file) return route.fulfill({ contentType: file[1], body: await readFile(file[0]) });
    if (pathname !== '/') return route.fulfill({ status: 404 });
    const body = pageHtml({
      cspSource: ORIGIN,
      script: `${ORIGIN}/main.js`,
      style: `${ORIGIN}/dashboard.css`,
      language,
      heading: bundle?.[HEADING] ?? HEADING,
      bundle,
    });
    return route.fulfill({ contentType: 'text/html', body });
  });
  // What the editor does before the page's own script runs: its interface.
  await page.addInitScript(
    ([remembered]) => {
      const said: unknown[] = [];
      let state: unknown = remembered ?? undefined;
      Object.assign(globalThis, {
        said,
        acquireVsCodeApi: () => ({
          postMessage: (message: unknown) => said.push(structuredClone(message)),
          getState: () => state,
          setState: (next: unknown) => {
            state = next;
          },
        }),
      });
    },
    [remembered] as const,
  );
}

/**
 * Waits until an expression is true in the page. Asked from outside each time: what the browser asks by itself is
 * evaluated as the page's own script would be, and the page's policy forbids that.
 */
export async function holds(page: Page, expression: string): Promise<void> {
  for (const endMs = Date.now() + 30_000; Date.now() < endMs; ) {
    if (await page.evaluate(expression)) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`never: ${expression}`);
}
