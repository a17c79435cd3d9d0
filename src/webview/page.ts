/** The page from top to bottom, as it is for a state. */

import { html, nothing, type TemplateResult } from 'lit';
import './chart-card.ts';
import { FATES, type Report } from '../domain/retention/report.ts';
import { causesTable, drawCauses } from './charts/causes.ts';
import { drawFates, fatesTable } from './charts/fates.ts';
import { drawFunnel, funnelTable, stepShare } from './charts/funnel.ts';
import { patterns } from './charts/patterns.ts';
import { drawSlices, slicesTable } from './charts/slices.ts';
import { drawSurvival, survivalTable } from './charts/survival.ts';
import { ACCEPTED, FATE_COLOURS, REWRITTEN } from './charts/theme.ts';
import { drawWeeks, weeksTable } from './charts/weeks.ts';
import { type Actions as ControlActions, controls, incidentRules } from './controls.ts';
import { delivery } from './delivery.ts';
import {
  aiEdits,
  characters,
  count,
  date,
  FATE_WORDS,
  FUNNEL_WORDS,
  nameText,
  percent,
  rateText,
  time,
} from './format.ts';
import { headlineTiles } from './headline.ts';
import { l10n } from './language.ts';
import { costliestEdits, rewrittenFiles } from './places.ts';
import type { Breakdown, State } from './state.ts';
import { published, VALUE_REALIZATION } from './yardsticks.ts';

export interface Actions extends ControlActions {
  breakDown(by: Breakdown): void;
  open(list: 'files' | 'costliest', index: number): void;
  signIn(): void;
}

const MANY_REMARKS = 3;

const BREAKDOWNS: Readonly<Record<Breakdown, { readonly tab: string; readonly heading: string }>> = {
  tool: { tab: l10n.t('Tool'), heading: l10n.t('By tool') },
  model: { tab: l10n.t('Model'), heading: l10n.t('By model') },
  language: { tab: l10n.t('Language'), heading: l10n.t('By language') },
  repository: { tab: l10n.t('Repository'), heading: l10n.t('By repository') },
  cause: { tab: l10n.t('Outcome'), heading: l10n.t('By outcome') },
};

const CAPTIONS: Readonly<Record<keyof Report['by'], string>> = {
  tool: l10n.t('Acceptance and rewrite by Tool'),
  model: l10n.t('Acceptance and rewrite by Model'),
  language: l10n.t('Acceptance and rewrite by Language'),
  repository: l10n.t('Acceptance and rewrite by Repository'),
};

export const page = (state: State, actions: Actions): TemplateResult => html`
  ${patterns()}
  <header class="top">
    <div>
      <h1>${l10n.t('What became of my AI code')}</h1>
      <p class="basis" role="status" aria-live="polite">${status(state)}</p>
    </div>
    ${controls(state, actions)}
  </header>
  ${state.failure === null ? nothing : html`<p class="failure" role="alert">${state.failure}</p>`}
  ${state.report ? figures(state.report, state, actions) : nothing}
  <section class="card wide" id="delivery">
    <h2>${l10n.t('Delivery, my own view')}</h2>
    ${delivery(state.delivery, actions.signIn)}
  </section>`;

function status({ report, isStale, failure }: State): string {
  if (!report) return failure === null ? l10n.t('Reading the records…') : '';
  const { filter, edits, inserted, atMs } = report;
  const window =
    filter.fromMs === 0
      ? l10n.t('everything until {0}', date(filter.toMs))
      : `${date(filter.fromMs)} – ${date(filter.toMs)}`;
  const what = [aiEdits(edits), characters(inserted), window].join(', ');
  return `${what} · ${isStale ? l10n.t('updating…') : l10n.t('as of {0}', time(atMs))}`;
}

function figures(report: Report, state: State, actions: Actions): TemplateResult {
  if (report.edits === 0)
    return html`
      <section class="card wide" id="nothing">
        <h2>${l10n.t('Nothing yet in this window')}</h2>
        <p>${l10n.t('Accept a suggestion, or let an agent edit a file: from then on this page shows what became of it. Edits of agents in terminals are found in their session logs.')}</p>
        ${remarksOf(report)}
      </section>`;
  const { summary, legend, draw, table } = broken(report, state.breakdown);
  return html`
    ${headlineTiles(report)}
    <div class="grid">
      <chart-card id="weeks" class="card"
        .heading=${l10n.t('Over time')}
        .summary=${l10n.t('Acceptance {0} and rewrite {1} in all, by the week of the edit.', rateText(report.acceptance), rateText(report.rewrite))}
        .draw=${(width: number) => drawWeeks(report.weeks, width)}
        .table=${weeksTable(report.weeks)}></chart-card>
      <chart-card id="fates" class="card"
        .heading=${l10n.t('What became of it')}
        .summary=${l10n.t('Kept, rewritten, deleted or undone, at each moment after the edit.')}
        .draw=${(width: number) => drawFates(report.fates, width)}
        .legend=${FATES.map((fate) => ({ colour: FATE_COLOURS[fate], name: FATE_WORDS[fate] }))}
        .table=${fatesTable(report.fates)}></chart-card>
      <chart-card id="survival-curve" class="card"
        .heading=${l10n.t('Survival')}
        .summary=${l10n.t('Committed AI text that is still there unchanged. Each point counts the commits that are old enough for it.')}
        .draw=${(width: number) => drawSurvival(report.survival, width)}
        .table=${survivalTable(report.survival)}></chart-card>
      <div class="card" id="value">
        <chart-card
          .heading=${l10n.t('Value realization')}
          .summary=${report.funnel.map((it) => `${FUNNEL_WORDS[it.stage]}: ${percent(stepShare(it))}`).join(', ')}
          .draw=${(width: number) => drawFunnel(report.funnel, width)}
          .table=${funnelTable(report.funnel)}></chart-card>
        ${published(VALUE_REALIZATION)}
        ${incidentRules(state, actions)}
      </div>
      <div class="card wide" id="breakdown">
        <div class="tabs" role="tablist" aria-label=${l10n.t('Break down by')}>
          ${(Object.keys(BREAKDOWNS) as Breakdown[]).map(
            (it) => html`
              <button role="tab" id=${`by-${it}`} aria-selected=${it === state.breakdown} aria-controls="slices"
                tabindex=${it === state.breakdown ? 0 : -1} @click=${() => actions.breakDown(it)}
                @keydown=${(event: KeyboardEvent) => moveTab(event, state.breakdown, actions)}>${BREAKDOWNS[it].tab}</button>`,
          )}
        </div>
        <chart-card id="slices" role="tabpanel" aria-labelledby=${`by-${state.breakdown}`}
          .heading=${BREAKDOWNS[state.breakdown].heading}
          .summary=${summary} .legend=${legend} .draw=${draw} .table=${table}></chart-card>
      </div>
      ${rewrittenFiles(report, actions.open)}
      ${costliestEdits(report, actions.open)}
    </div>
    ${remarksOf(report)}
    <p class="note">${
      report.offered === null
        ? l10n.t('Suggestions that were offered and not accepted: not known; an extension does not see them.')
        : l10n.t('Suggestions that were offered and not accepted: {0}', count(report.offered))
    }</p>`;
}

/** One for each repository that could not be read. Many of them are folded: somebody deletes folders every day. */
function remarksOf({ remarks }: Report): TemplateResult | readonly TemplateResult[] {
  const lines = remarks.map((it) => html`<p class="note">${it}</p>`);
  if (lines.length <= MANY_REMARKS) return lines;
  return html`
    <details class="note" id="remarks">
      <summary>${l10n.t('{0} repositories are left out of the figures', count(lines.length))}</summary>
      ${lines}
    </details>`;
}

/** What the chart and the table of one breakdown show. */
function broken({ by, fates }: Report, breakdown: Breakdown) {
  if (breakdown === 'cause')
    return {
      summary: l10n.t('What became of the text by now, as shares of all that AI inserted.'),
      legend: [],
      draw: (width: number) => drawCauses(fates, width),
      table: causesTable(fates),
    };
  const slices =
    breakdown === 'repository'
      ? by.repository
      : by[breakdown].map((it) => ({ ...it, name: nameText(it.name) }));
  return {
    summary: l10n.t('Acceptance as a bar, rewrite as a dot, of what AI inserted.'),
    legend: [
      { colour: ACCEPTED, name: l10n.t('Acceptance') },
      { colour: REWRITTEN, name: l10n.t('Rewrite'), shape: 'dot' as const },
    ],
    draw: (width: number) => drawSlices(slices, width),
    table: slicesTable(BREAKDOWNS[breakdown].tab, CAPTIONS[breakdown], slices),
  };
}

/** The arrow keys of a tab list. */
function moveTab(event: KeyboardEvent, now: Breakdown, actions: Actions): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const all = Object.keys(BREAKDOWNS) as Breakdown[];
  const next = all[(all.indexOf(now) + step + all.length) % all.length];
  if (!next) return;
  actions.breakDown(next);
  requestAnimationFrame(() => document.getElementById(`by-${next}`)?.focus());
}
