/** The dashboard's page in other languages than English: nothing on it is left behind, and figures follow as well. */

import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { deliveryOf } from '../../src/domain/delivery/figures.ts';
import { DEFAULT_RULES } from '../../src/domain/pull-requests/rules.ts';
import { type Bundle, DEFAULT_CHOICE, type DeliveryState } from '../../src/webview/protocol.ts';
import { ensureBrowser } from '../editor/edition/browser.ts';
import { emptyReport, onePointReport, richDelivery, richReport } from '../fixtures/report.ts';
import { type DashboardPage, openDashboardPage } from './dashboard-page.ts';

const read = (path: string): Bundle => JSON.parse(readFileSync(path, 'utf8'));
const ENGLISH = read('l10n/bundle.l10n.json');
const GERMAN = read('l10n/bundle.l10n.de.json');
/** Each text marked, so that one that did not go through the bundle shows. */
const MARKED: Bundle = Object.fromEntries(Object.keys(ENGLISH).map((text) => [text, `⟦${text}⟧`]));

/** With the words of the domain itself, once with figures and once with the reasons why there are none. */
const none = deliveryOf(
  { fromMs: 0, toMs: 86_400_000, merged: [], runs: 'no-access', deployments: 'none', alerts: 'none' },
  DEFAULT_RULES,
  () => true,
);
const some = [...none.cycle, ...none.figures].map((it) => ({ ...it, value: 2, sample: 3, isProxy: true }));
const DELIVERIES: readonly DeliveryState[] = [
  { kind: 'loading' },
  { kind: 'ready', delivery: none },
  { kind: 'ready', delivery: { ...none, figures: some } },
];

/** Every text of the page and every name that only a screen reader says, in the order of the document. */
const TEXTS = `[...document.querySelectorAll('#root, #root *')].flatMap((it) => [
  ...[...it.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data),
  ...['aria-label', 'title', 'alt', 'placeholder'].map((name) => it.getAttribute(name) ?? ''),
]).map((it) => it.trim()).filter(Boolean)`;

describe('the dashboard page in another language', () => {
  let browser: Browser;
  let dashboard: DashboardPage;

  before(async function () {
    this.timeout(300_000);
    browser = await chromium.launch({
      executablePath: await ensureBrowser(console.log),
      args: ['--no-sandbox'],
    });
  });
  after(() => browser?.close());
  afterEach(() => assert.deepEqual(dashboard.complaints, []));

  async function open(language: string, bundle: Bundle): Promise<void> {
    await dashboard?.page.context().close();
    dashboard = await openDashboardPage(browser, { language, bundle });
  }
  const tell = (report: typeof richReport) =>
    dashboard.tell({ type: 'report', report, choice: DEFAULT_CHOICE, isStale: false });
  const texts = () => dashboard.page.evaluate<string[]>(TEXTS);

  /** What the page says in each of its states, tables opened and breakdowns gone through. */
  async function everything(): Promise<string[]> {
    const said = await texts();
    for (const report of [
      emptyReport,
      onePointReport,
      { ...richReport, offered: 7, filter: { ...richReport.filter, fromMs: 0 } },
    ])
      for (const state of DELIVERIES) {
        await tell(report);
        await dashboard.tell({ type: 'delivery', state });
        said.push(...(await texts()));
      }
    await dashboard.tell({ type: 'outdated' });
    for (const button of await dashboard.page.locator('chart-card button.link').all()) await button.click();
    for (const tab of await dashboard.page.getByRole('tab').all()) {
      await tab.click();
      said.push(...(await texts()));
    }
    return said;
  }

  it('has German headings from the first paint on, and no English ones', async () => {
    await open('de', GERMAN);
    const heading = dashboard.page.locator('h1');
    assert.equal(await heading.innerText(), 'Was aus meinem KI-Code geworden ist');
    await tell(richReport);
    await dashboard.tell({ type: 'delivery', state: richDelivery });
    await dashboard.page.getByRole('heading', { name: 'Durchlaufzeit nach Phase' }).waitFor();
    const headings = await dashboard.page.locator('h1, h2, h3, h4').allInnerTexts();
    assert.ok(headings.length > 20, `${headings.length} headings`);
    for (const title of [
      'Übernahme',
      'Nacharbeit',
      'Im Zeitverlauf',
      'Nach Tool',
      'Auslieferung aus meiner Sicht',
    ])
      assert.ok(headings.includes(title), title);
    assert.deepEqual(
      headings.filter((it) => it in ENGLISH && GERMAN[it] !== it),
      [],
    );
    await dashboard.page.screenshot({ path: 'out/screenshots/dashboard-german.png', fullPage: true });
  });

  it('leaves nothing in English', async () => {
    await open('de', GERMAN);
    const left = (await everything()).filter((it) => it in ENGLISH && GERMAN[it] !== it);
    assert.deepEqual([...new Set(left)], []);
  });

  it('says nothing of its own past the translation', async () => {
    // A language whose dates and figures have no Latin letters.
    await open('ja', MARKED);
    const data = JSON.stringify([richReport, onePointReport, none]);
    const places = /\.(ts|sql|js):\d+$/;
    const sources = /^(CircleCI|Faros|CodeRabbit)/;
    const left = (await everything())
      .filter((it) => /[a-z]{2}/i.test(it.replaceAll(/⟦.*⟧/gs, '')))
      .filter((it) => !data.includes(JSON.stringify(it)) && !places.test(it) && !sources.test(it));
    assert.deepEqual([...new Set(left)].sort(), ['CSV', 'JSON']);
  });

  it('writes figures and dates as the language of the editor does, not as that of the browser', async () => {
    await open('de', GERMAN);
    await tell(richReport);
    await dashboard.page.getByText('Stand:').waitFor();
    const { page } = dashboard;
    assert.equal(await page.locator('#acceptance .value').innerText(), '78\u00a0%');
    assert.match(await page.locator('#acceptance .basis').innerText(), /^37\.604 von 48\.210 Zeichen/);
    assert.match(await page.locator('[role=status]').first().innerText(), /1\. Aug\. 2026 – 30\. Okt\. 2026/);
    assert.ok((await page.locator('#weeks svg text').allTextContents()).some((it) => it.includes('Sept')));
  });

  it('fits where words are longer', async () => {
    await open('de', GERMAN);
    await tell(richReport);
    await dashboard.tell({ type: 'delivery', state: richDelivery });
    for (const width of [400, 900]) {
      await dashboard.page.setViewportSize({ width, height: 1200 });
      const overflow = 'document.documentElement.scrollWidth - window.innerWidth';
      assert.ok((await dashboard.page.evaluate<number>(overflow)) <= 0, `${width} px`);
    }
  });

  it('takes a translation for text, whatever is in it', async () => {
    const evil = '</script><img src=x onerror=alert(1)><!--';
    await open('de', { 'What became of my AI code': evil, 'Delivery, my own view': evil });
    assert.equal(await dashboard.page.locator('h1').innerText(), evil);
    assert.equal(await dashboard.page.locator('#delivery h2').innerText(), evil);
    assert.equal(await dashboard.page.locator('img').count(), 0);
  });

  it('stays in English where what it is given is no translation', async () => {
    await open('de', { 'Delivery, my own view': 7 } as never);
    assert.equal(await dashboard.page.locator('#delivery h2').innerText(), 'Delivery, my own view');
  });
});
