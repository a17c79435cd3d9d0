/** The dashboard's page: what it draws for a report, what it says to its panel, and whether everybody can use it. */

import * as assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium } from 'playwright-core';
import type { Report } from '../../src/domain/retention/report.ts';
import { visible } from '../../src/domain/visible-text.ts';
import { printDocument } from '../../src/views/dashboard/print.ts';
import { DEFAULT_CHOICE } from '../../src/webview/protocol.ts';
import { ensureBrowser } from '../editor/edition/browser.ts';
import {
  emptyReport,
  HOSTILE,
  hostileReport,
  onePointReport,
  richDelivery,
  richReport,
} from '../fixtures/report.ts';
import { type DashboardPage, holds, openDashboardPage } from './dashboard-page.ts';
import { THEMES, type Theme } from './themes.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const WIDTHS = [400, 900, 1600];
const CAUSES = {
  kept: 100,
  'rewritten-by-me': 40,
  'rewritten-by-ai': 30,
  'rewritten-by-others': 20,
  deleted: 10,
  undone: 0,
};

describe('the dashboard page', () => {
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

  async function open(options?: Parameters<typeof openDashboardPage>[1]): Promise<void> {
    await dashboard?.page.context().close();
    dashboard = await openDashboardPage(browser, options);
  }

  async function tell(report: Report): Promise<void> {
    await dashboard.tell({ type: 'report', report, choice: DEFAULT_CHOICE, isStale: false });
    await dashboard.tell({ type: 'delivery', state: richDelivery });
    await dashboard.page.getByText('as of').waitFor();
  }

  async function fits(): Promise<void> {
    const overflow = await dashboard.page.evaluate(
      'document.documentElement.scrollWidth - window.innerWidth',
    );
    assert.ok((overflow as number) <= 0, `${overflow} px too wide`);
  }

  it('says that it is ready, and paints before any figure is there', async () => {
    await open();
    assert.deepEqual(await dashboard.said(), [{ type: 'ready', choice: null }]);
    await dashboard.page.getByRole('heading', { name: 'What became of my AI code' }).waitFor();
    await dashboard.page.getByText('Reading the records').waitFor();
  });

  it('shows each headline with numerator, denominator, sample and coverage', async () => {
    await open();
    await tell(richReport);
    const tile = dashboard.page.locator('#acceptance');
    assert.equal(await tile.locator('.value').innerText(), '78%');
    assert.equal(
      await tile.locator('.basis').innerText(),
      '37,604 of 48,210 characters · 412 AI edits · origin known for 92% of added text',
    );
  });

  it('says "no data" and never 0 where nothing is known', async () => {
    await open();
    await tell(onePointReport);
    assert.equal(await dashboard.page.locator('#survival .value').innerText(), 'no data');
    const nothing = { ...onePointReport.acceptance, numerator: 0, denominator: 0, edits: 0 };
    await tell({ ...onePointReport, acceptance: nothing });
    await dashboard.page.getByText('no AI edit has been committed yet').waitFor();
    assert.equal(await dashboard.page.locator('#acceptance .value').innerText(), 'no data');
    assert.equal(await dashboard.page.locator('#realization .value').innerText(), 'no data');
  });

  it('draws one point, and says so where there is none', async () => {
    await open();
    await tell(onePointReport);
    assert.equal(await dashboard.page.locator('#weeks svg circle').count(), 2);
    await tell({ ...onePointReport, weeks: [], survival: [] });
    assert.equal(await dashboard.page.locator('#weeks .empty').innerText(), 'No data in this window');
  });

  it('tells a newcomer how figures come about', async () => {
    await open();
    await tell(emptyReport);
    await dashboard.page.getByRole('heading', { name: 'Nothing yet in this window' }).waitFor();
    assert.equal(await dashboard.page.locator('chart-card').count(), 0);
  });

  it('has the figures of every chart in a table at a key', async () => {
    await open();
    await tell(richReport);
    const cards = await dashboard.page.locator('chart-card').all();
    assert.equal(cards.length, 5);
    for (const card of cards) {
      await card.getByRole('button', { name: /^Table/ }).focus();
      await dashboard.page.keyboard.press('Enter');
      assert.ok((await card.locator('tbody tr').count()) > 0);
      assert.ok((await card.locator('caption').innerText()).length > 0);
    }
  });

  it('asks its panel for what is chosen, and only that', async () => {
    await open();
    await tell(richReport);
    const { page } = dashboard;
    await page.locator('#window').selectOption('Last 7 days');
    await page.locator('#tool').selectOption('copilot');
    await page.getByRole('checkbox', { name: /reverted/ }).uncheck();
    await page.getByRole('button', { name: 'CSV' }).click();
    await page.getByRole('button', { name: 'src/checkout/discounts.ts:18' }).first().click();
    const choice = { ...DEFAULT_CHOICE, days: 7 as const };
    assert.deepEqual(await dashboard.said(), [
      { type: 'ready', choice: null },
      { type: 'choose', choice },
      { type: 'choose', choice: { ...choice, tool: 'copilot' } },
      {
        type: 'choose',
        choice: { ...choice, tool: 'copilot', incidentRules: ['fix-names-it', 'line-in-incident-commit'] },
      },
      { type: 'export', format: 'csv' },
      { type: 'open', list: 'files', index: 0 },
    ]);
  });

  it('hands over what is to be printed: every chart with its table, and nothing that runs', async () => {
    await open();
    await tell(hostileReport);
    await dashboard.page.getByRole('button', { name: 'Print' }).click();
    const message = (await dashboard.said()).at(-1);
    assert.equal(message?.type, 'print');
    const paper = await dashboard.page.context().newPage();
    await paper.setContent(
      printDocument(message.markup, await readFile('media/dashboard.css', 'utf8'), 'en'),
    );
    assert.equal(await paper.locator('chart-card table').count(), 5);
    assert.equal(await paper.locator('chart-card .drawing svg').count(), 5);
    assert.equal(await paper.locator('script, button, select, img').count(), 0);
    assert.ok(
      (await paper
        .locator('td, th')
        .filter({ hasText: visible(HOSTILE) })
        .count()) > 0,
    );
    assert.doesNotMatch(await paper.locator('body').innerText(), /[\p{Cf}]/u);
    await paper.screenshot({ path: 'out/screenshots/dashboard-printed.png', fullPage: true });
  });

  it('goes from one breakdown to the next with the arrow keys', async () => {
    await open();
    await tell(richReport);
    await dashboard.page.getByRole('tab', { name: 'Tool' }).focus();
    await dashboard.page.keyboard.press('ArrowLeft');
    await dashboard.page.locator('#by-cause:focus').waitFor();
    await dashboard.page.getByRole('heading', { name: 'By outcome' }).waitFor();
  });

  it('shows what strangers named as the text that it is', async () => {
    await open();
    await tell(hostileReport);
    await dashboard.page
      .locator('#files .path', { hasText: visible(HOSTILE) })
      .first()
      .waitFor();
    assert.doesNotMatch(await dashboard.page.locator('body').innerText(), /\p{Cf}/u);
    // It is chosen by what it is called, not by what is shown.
    await dashboard.page.locator('#tool').selectOption({ label: visible(HOSTILE) });
    const said = (await dashboard.said()).at(-1);
    assert.equal(said?.type === 'choose' && said.choice.tool, HOSTILE);
    await dashboard.page.setViewportSize({ width: 400, height: 1200 });
    await fits();
    assert.equal(await dashboard.page.locator('img').count(), 0);
    assert.equal(await dashboard.page.title(), 'Lastmile');
  });

  it('takes nothing that is no message of its panel', async () => {
    await open();
    await tell(richReport);
    for (const stranger of [{ type: 'report', report: {} }, { type: 'failed' }, 'failed', null])
      await dashboard.tell(stranger as never);
    assert.equal(await dashboard.page.locator('#acceptance .value').innerText(), '78%');
    assert.equal(await dashboard.page.locator('.failure').count(), 0);
  });

  it('asks for what was chosen before it was hidden, once', async () => {
    const remembered = { ...DEFAULT_CHOICE, days: 7 as const };
    await open({ remembered });
    assert.deepEqual(await dashboard.said(), [{ type: 'ready', choice: remembered }]);
    assert.equal(await dashboard.page.locator('#window').inputValue(), '7');
  });

  it('says that it is being brought up to date when what is on record has changed', async () => {
    await open();
    await tell(richReport);
    await dashboard.tell({ type: 'outdated' });
    await dashboard.page.getByRole('status').filter({ hasText: 'updating' }).waitFor();
    await tell(richReport);
  });

  it('folds what it has to say about many repositories', async () => {
    await open();
    const remarks = ['a', 'b', 'c', 'd'].map((name) => `${name}: its folder is gone`);
    await tell({ ...onePointReport, remarks });
    const folded = dashboard.page.locator('#remarks');
    assert.equal(await folded.innerText(), '4 repositories are left out of the figures');
    await folded.locator('summary').click();
    await dashboard.page.getByText('d: its folder is gone').waitFor();
    await tell({ ...onePointReport, remarks: remarks.slice(1) });
    await dashboard.page.getByText('d: its folder is gone').waitFor();
    assert.equal(await folded.count(), 0);
  });

  it('breaks down by cause, with shares of all that was inserted', async () => {
    await open();
    await tell(onePointReport);
    const now = { ...onePointReport.fates[0]!, characters: CAUSES, edits: 4 };
    await tell({ ...onePointReport, fates: [now] });
    await dashboard.page.getByRole('tab', { name: 'Outcome' }).click();
    await dashboard.page.getByRole('button', { name: 'Table of By outcome' }).click();
    assert.deepEqual(await dashboard.page.locator('#slices tbody tr').allInnerTexts(), [
      'Kept\t50%\t100',
      'Rewritten by me\t20%\t40',
      'Rewritten by AI\t15%\t30',
      'Rewritten by others\t10%\t20',
      'Deleted\t5%\t10',
      'Undone\t0%\t0',
    ]);
  });

  it('shows published figures as published, each with its source', async () => {
    await open();
    await tell(richReport);
    const texts = await dashboard.page.locator('.published').allInnerTexts();
    for (const figure of [
      '90%',
      '70.8%',
      '59%',
      '15.2%',
      '6.8%',
      '91%',
      '35%',
      '11%',
      '1.7×',
      '5–7',
      '25–30',
    ])
      assert.ok(
        texts.some((it) => it.includes(figure)),
        figure,
      );
    for (const text of texts) assert.match(text, /^Published: .+ — \S+/);
  });

  it('draws what was rewritten as clearly as the rest, also where the theme has a see-through colour for it', async () => {
    await open({ theme: 'vscode-light' });
    await tell(richReport);
    const bar = dashboard.page.locator('#fates rect[fill="var(--lm-rewritten)"]').first();
    const fill = await bar.evaluate((it) => getComputedStyle(it).fill);
    assert.match(fill, /^(rgb\(|color\(srgb [^/]+\)$)/);
  });

  describe('in every theme and width', () => {
    before(async () => {
      await open();
      await tell(richReport);
      // The policy of the page lets no script in; the checker comes in by the debugger.
      await dashboard.page.evaluate(`${await readFile(AXE, 'utf8')};0`);
      await mkdir('out/screenshots', { recursive: true });
    });

    for (const theme of Object.keys(THEMES) as Theme[])
      for (const width of WIDTHS)
        it(`has no accessibility violation in ${theme} at ${width} px, and nothing beyond its edge`, async () => {
          const { page } = dashboard;
          await page.setViewportSize({ width, height: 1200 });
          await dashboard.wear(theme);
          await holds(
            page,
            `[...document.querySelectorAll('.drawing')].every((it) => it.firstElementChild.clientWidth === it.clientWidth)`,
          );
          await page.screenshot({ path: `out/screenshots/dashboard-${theme}-${width}.png`, fullPage: true });
          const { violations } = (await page.evaluate('axe.run()')) as {
            violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
          };
          assert.deepEqual(
            violations.map(
              ({ id, nodes }) =>
                `${id}: ${nodes.map((it) => `${it.html.slice(0, 100)} ${it.failureSummary}`).join(' | ')}`,
            ),
            [],
          );
          await fits();
        });
  });
});
