/** The last mile in figures: each with its definition, sample and window, and other people's beside it. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Figure } from '../domain/delivery/delivery.ts';
import { count, date, exactPercent, figureText } from './format.ts';
import type { DeliveryState } from './protocol.ts';
import { AI_PULL_REQUESTS, BESIDE, published } from './yardsticks.ts';

const basis = (it: Figure): string =>
  it.value === null
    ? (it.missing ?? '')
    : `${it.upper ? `P${it.upper.percentile} ${figureText({ ...it, value: it.upper.value })} · ` : ''}${count(it.sample)} in ${date(it.fromMs)} – ${date(it.toMs)}`;

const proxy = (it: Figure) => (it.isProxy ? html` <span class="badge">proxy</span>` : nothing);

const yardsticks = (it: Figure) => [
  ...it.yardsticks.map(({ label, value, source }) => {
    const text = it.unit === 'share' ? exactPercent(value) : figureText({ unit: it.unit, value });
    return published({ text: `${label.toLowerCase()} ${text}`, source });
  }),
  ...(BESIDE[it.id] ?? []).map(published),
];

const figure = (it: Figure) => html`
  <article class="figure" id=${`figure-${it.id}`}>
    <h4>${it.title}${proxy(it)}</h4>
    <p class="value ${it.value === null ? 'none' : ''}">${figureText(it)}</p>
    <p class="basis">${basis(it)}</p>
    <p class="definition">${it.definition}</p>
    ${yardsticks(it)}
  </article>`;

export function delivery(state: DeliveryState, signIn: () => void): TemplateResult {
  switch (state.kind) {
    case 'loading':
      return html`<p class="empty" role="status">Looking at pull requests and runs…</p>`;
    case 'missing':
      return html`
        <p class="empty">${state.message}</p>
        ${state.canSignIn ? html`<button @click=${signIn}>Sign in</button>` : nothing}`;
    case 'ready': {
      const { figures, cycle, comparisons, remarks } = state.delivery;
      return html`
        <h3>Cycle time by stage</h3>
        <div class="figures cycle">${cycle.map(figure)}</div>
        <h3>Pipeline</h3>
        <div class="figures">${figures.map(figure)}</div>
        ${
          comparisons.length === 0
            ? nothing
            : html`
              <h3>AI-heavy pull requests beside the others</h3>
              <div class="table" tabindex="0" role="region" aria-label="AI-heavy pull requests beside the others"><table>
                <thead><tr><th scope="col">Figure</th><th scope="col">AI-heavy</th><th scope="col">Sample</th><th scope="col">Others</th><th scope="col">Sample</th></tr></thead>
                <tbody>${comparisons.map(
                  ({
                    heavy,
                    others,
                  }) => html`<tr><th scope="row" title=${heavy.definition}>${heavy.title}</th>
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
