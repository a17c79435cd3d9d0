/** The last mile in figures: each with its definition, sample and window, and other people's beside it. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Figure } from '../domain/delivery/delivery.ts';
import { count, date, exactPercent, figureText } from './format.ts';
import { l10n, shown } from './language.ts';
import type { DeliveryState } from './protocol.ts';
import { AI_PULL_REQUESTS, BESIDE, beside, published } from './yardsticks.ts';

function basis(it: Figure): string {
  if (it.value === null) return shown(it.missing ?? '');
  const upper = it.upper && `P${it.upper.percentile} ${figureText({ ...it, value: it.upper.value })}`;
  const sample = l10n.t('{0} in {1} – {2}', count(it.sample), date(it.fromMs), date(it.toMs));
  return upper ? `${upper} · ${sample}` : sample;
}

const proxy = (it: Figure) => (it.isProxy ? html` <span class="badge">${l10n.t('proxy')}</span>` : nothing);

const yardsticks = (it: Figure) => [
  ...it.yardsticks.map(({ label, value, source }) => {
    const text = it.unit === 'share' ? exactPercent(value) : figureText({ unit: it.unit, value });
    return published({ text: beside(label, text), source });
  }),
  ...(BESIDE[it.id] ?? []).map(published),
];

const figure = (it: Figure) => html`
  <article class="figure" id=${`figure-${it.id}`}>
    <h4>${shown(it.title)}${proxy(it)}</h4>
    <p class="value ${it.value === null ? 'none' : ''}">${figureText(it)}</p>
    <p class="basis">${basis(it)}</p>
    <p class="definition">${shown(it.definition)}</p>
    ${yardsticks(it)}
  </article>`;

export function delivery(state: DeliveryState, signIn: () => void): TemplateResult {
  switch (state.kind) {
    case 'loading':
      return html`<p class="empty" role="status">${l10n.t('Loading pull requests and runs…')}</p>`;
    case 'missing':
      return html`
        <p class="empty">${state.message}</p>
        ${state.canSignIn ? html`<button @click=${signIn}>${l10n.t('Sign in')}</button>` : nothing}`;
    case 'ready': {
      const { figures, cycle, comparisons, remarks } = state.delivery;
      return html`
        <h3>${l10n.t('Cycle time by stage')}</h3>
        <div class="figures cycle">${cycle.map(figure)}</div>
        <h3>${l10n.t('Pipeline')}</h3>
        <div class="figures">${figures.map(figure)}</div>
        ${
          comparisons.length === 0
            ? nothing
            : html`
              <h3>${l10n.t('AI-heavy pull requests beside the others')}</h3>
              <div class="table" tabindex="0" role="region" aria-label=${l10n.t('AI-heavy pull requests beside the others')}><table>
                <thead><tr><th scope="col">${l10n.t('Figure')}</th><th scope="col">${l10n.t('AI-heavy')}</th><th scope="col">${l10n.t('Sample')}</th><th scope="col">${l10n.t('Others')}</th><th scope="col">${l10n.t('Sample')}</th></tr></thead>
                <tbody>${comparisons.map(
                  ({
                    heavy,
                    others,
                  }) => html`<tr><th scope="row" title=${shown(heavy.definition)}>${shown(heavy.title)}</th>
                    <td>${figureText(heavy)}</td><td>${count(heavy.sample)}</td>
                    <td>${figureText(others)}</td><td>${count(others.sample)}</td></tr>`,
                )}</tbody>
              </table></div>
              ${published(AI_PULL_REQUESTS)}`
        }
        ${remarks.map((it) => html`<p class="note">${it}</p>`)}`;
    }
  }
}
