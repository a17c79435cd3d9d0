/**
 * An editor window as a person has it: keys, mouse, clipboard, input method, and what is on the screen.
 * Tests in the extension host get the same interface through `driver.ts`; tests outside from `session.ts`.
 * Arguments and results are plain values, because for the former they travel as JSON.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { asExpression } from './expression.ts';
import { findInEditor, readClipboard, setFocus, writeClipboard } from './page.mjs';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A CSS selector, a place on the page, or text of the active editor as it is on the screen. */
export type Target =
  | string
  | Point
  | { readonly text: string; readonly at?: 'start' | 'middle' | 'end'; readonly occurrence?: number };

export interface ClickOptions {
  readonly button?: 'left' | 'right' | 'middle';
  readonly clickCount?: number;
  readonly modifiers?: readonly ('Alt' | 'Control' | 'ControlOrMeta' | 'Meta' | 'Shift')[];
}

export interface EditorWindow {
  readonly keys: {
    /** `Control+V`, `Enter`, `Shift+ArrowDown`; `ControlOrMeta` for what is Command on macOS */
    press(chord: string, options?: { readonly times?: number; readonly delayMs?: number }): Promise<void>;
    /** one key after the other, as typed */
    type(text: string, options?: { readonly delayMs?: number }): Promise<void>;
  };
  readonly mouse: {
    click(target: Target, options?: ClickOptions): Promise<void>;
    move(target: Target): Promise<void>;
    /** press at the first, move in steps, release at the second; with modifiers held from start to end */
    drag(from: Target, to: Target, options?: { readonly modifiers?: readonly string[] }): Promise<void>;
  };
  /** the system's clipboard */
  readonly clipboard: {
    read(): Promise<string>;
    write(text: string): Promise<void>;
  };
  /** an input method: `compose` replaces what is being composed, `commit` ends it with this text */
  readonly ime: {
    compose(text: string): Promise<void>;
    commit(text: string): Promise<void>;
  };
  /** Another program comes to the front, or goes away. Simulated: the page sees its events, the system does not. */
  readonly focus: {
    blur(): Promise<void>;
    restore(): Promise<void>;
  };
  readonly screen: {
    /** Until one can be seen: the editor keeps what it will show again, such as the box of the command palette. */
    waitFor(
      selector: string,
      options?: { readonly text?: string; readonly timeoutMs?: number },
    ): Promise<void>;
    count(selector: string): Promise<number>;
    texts(selector: string): Promise<string[]>;
    /** of the first match; null: no such attribute */
    attribute(selector: string, name: string): Promise<string | null>;
    /** the accessibility tree below the first match, as YAML */
    aria(selector?: string): Promise<string>;
    /** runs in the page: closes over nothing; argument and result are values that JSON can hold */
    evaluate<A, R>(fn: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
    evaluate<R>(expression: string): Promise<R>;
    /** @returns the path of the PNG file, in out/screenshots unless `name` is an absolute path */
    screenshot(name: string): Promise<string>;
  };
  /** inside the page of the webview that is shown; elements are waited for until they can be acted on */
  webview: {
    waitFor(selector: string, options?: { text?: string }): Promise<void>;
    click(selector: string): Promise<void>;
    select(selector: string, label: string): Promise<void>;
    texts(selector: string): Promise<string[]>;
  };
}

/** Slow machines are slow; what does not come at all may take this long to be noticed. */
const PATIENCE_MS = 60_000;
/** What has not moved for so long is at rest. */
const REST_MS = 100;

export function windowOf(page: Page): EditorWindow {
  let cdp: Promise<CDPSession> | undefined;
  const protocol = () => {
    cdp ??= page.context().newCDPSession(page);
    return cdp;
  };
  const modified = async (modifiers: readonly string[], work: () => Promise<void>) => {
    for (const key of modifiers) await page.keyboard.down(key);
    await work();
    for (const key of modifiers.toReversed()) await page.keyboard.up(key);
  };

  return {
    keys: {
      async press(chord, { times = 1, delayMs = 0 } = {}) {
        for (let i = 0; i < times; i++) {
          if (i > 0 && delayMs > 0) await page.waitForTimeout(delayMs);
          await page.keyboard.press(chord);
        }
      },
      type: (text, { delayMs = 0 } = {}) => page.keyboard.type(text, { delay: delayMs }),
    },
    mouse: {
      async click(target, { button = 'left', clickCount = 1, modifiers = [] } = {}) {
        const { x, y } = await place(page, target);
        await modified(modifiers, () => page.mouse.click(x, y, { button, clickCount }));
      },
      async move(target) {
        const { x, y } = await place(page, target);
        await page.mouse.move(x, y);
      },
      async drag(from, to, { modifiers = [] } = {}) {
        const start = await place(page, from);
        const end = await place(page, to);
        await page.mouse.move(start.x, start.y);
        await modified(modifiers, async () => {
          await page.mouse.down();
          await page.mouse.move(end.x, end.y, { steps: 12 });
          await page.mouse.move(end.x, end.y);
          await page.mouse.up();
        });
      },
    },
    clipboard: {
      read: () => page.evaluate(readClipboard),
      write: (text) => page.evaluate(writeClipboard, text),
    },
    ime: {
      async compose(text) {
        const position = { selectionStart: text.length, selectionEnd: text.length };
        await (await protocol()).send('Input.imeSetComposition', { text, ...position });
      },
      async commit(text) {
        await (await protocol()).send('Input.insertText', { text });
      },
    },
    focus: {
      blur: () => page.evaluate(setFocus, false),
      restore: () => page.evaluate(setFocus, true),
    },
    screen: {
      async waitFor(selector, { text, timeoutMs = PATIENCE_MS } = {}) {
        const found = page.locator(selector, text === undefined ? {} : { hasText: text });
        await found.filter({ visible: true }).first().waitFor({ timeout: timeoutMs });
      },
      count: (selector) => page.locator(selector).count(),
      texts: (selector) => page.locator(selector).allInnerTexts(),
      attribute: (selector, name) => page.locator(selector).first().getAttribute(name),
      aria: (selector = 'body') => page.locator(selector).first().ariaSnapshot(),
      evaluate: (code: unknown, argument?: unknown) =>
        page.evaluate(asExpression(code, argument)) as Promise<never>,
      async screenshot(name) {
        const path = resolve('out', 'screenshots', name.endsWith('.png') ? name : `${name}.png`);
        await mkdir(join(path, '..'), { recursive: true });
        await page.screenshot({ path });
        return path;
      },
    },
    webview: {
      waitFor: (selector, { text } = {}) =>
        inWebview(page, selector, text).waitFor({ state: 'visible', timeout: PATIENCE_MS }),
      click: (selector) => inWebview(page, selector).click({ timeout: PATIENCE_MS }),
      async select(selector, label) {
        await inWebview(page, selector).selectOption(label, { timeout: PATIENCE_MS });
      },
      texts: (selector) => webviewOf(page).locator(selector).allInnerTexts(),
    },
  };
}

/** The editor puts a page of an extension into a frame within a frame of its own. */
const webviewOf = (page: Page) =>
  page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');

const inWebview = (page: Page, selector: string, text?: string) =>
  webviewOf(page)
    .locator(selector, text === undefined ? {} : { hasText: text })
    .first();

/** Where a target is once it is there and has come to rest: a window that has just changed still moves its parts. */
async function place(page: Page, target: Target): Promise<Point> {
  if (typeof target !== 'string' && 'x' in target) return target;
  let last: Point | undefined;
  for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs; await page.waitForTimeout(REST_MS)) {
    const now = await pointOf(page, target);
    if (now && now.x === last?.x && now.y === last.y) return now;
    last = now;
  }
  throw new Error(
    `${typeof target === 'string' ? target : JSON.stringify(target)} is not at rest on the screen`,
  );
}

async function pointOf(page: Page, target: Exclude<Target, Point>): Promise<Point | undefined> {
  if (typeof target !== 'string') {
    const { text, at = 'middle', occurrence = 1 } = target;
    return page.evaluate(findInEditor, { text, at, occurrence });
  }
  const locator = page.locator(target).filter({ visible: true }).first();
  if ((await locator.count()) === 0) return undefined;
  await locator.scrollIntoViewIfNeeded({ timeout: 5_000 }).catch(() => {});
  const box = await locator.boundingBox({ timeout: 5_000 }).catch(() => null);
  return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : undefined;
}
