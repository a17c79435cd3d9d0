/**
 * A chart in its card: title, one line of what it says, the drawing, and the same figures as a table at a button. It is
 * drawn again when its width changes, and never when there is nothing to draw.
 */

import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { l10n } from './language.ts';
import { type Table, tableOf } from './table.ts';

/** Draws into `width` CSS pixels. null: there is no data. */
export type Draw = (width: number) => SVGSVGElement | HTMLElement | null;

export interface Legend {
  readonly colour: string;
  /** as it is drawn; a bar where nothing else is said */
  readonly shape?: 'dot';
  readonly name: string;
}

const swatch = ({ colour, shape }: Legend): TemplateResult => html`
  <svg class="swatch" width="10" height="10" aria-hidden="true">
    ${shape === 'dot' ? svg`<circle cx="5" cy="5" r="5" fill=${colour} />` : svg`<rect width="10" height="10" fill=${colour} />`}
  </svg>`;

export class ChartCard extends LitElement {
  static override readonly properties = {
    heading: {},
    summary: {},
    legend: { attribute: false },
    draw: { attribute: false },
    table: { attribute: false },
    showsTable: { state: true },
  };

  declare heading: string;
  /** what the chart shows, in words; also its accessible description */
  declare summary: string;
  /** what the colours stand for */
  declare legend: readonly Legend[];
  declare draw: Draw;
  declare table: Table;
  declare showsTable: boolean;

  readonly #resized = new ResizeObserver(() => this.#redraw());
  #width = 0;

  constructor() {
    super();
    this.legend = [];
    this.showsTable = false;
  }

  /** In the page itself: one style sheet, one set of tab stops, and labels that reach across. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    this.#resized.disconnect();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const toggle = () => {
      this.showsTable = !this.showsTable;
    };
    return html`
      <header>
        <h3>${this.heading}</h3>
        <button class="link" aria-expanded=${this.showsTable} @click=${toggle} aria-label=${
          this.showsTable ? l10n.t('Hide table of {0}', this.heading) : l10n.t('Table of {0}', this.heading)
        }>
          ${this.showsTable ? l10n.t('Hide table') : l10n.t('Table')}
        </button>
      </header>
      <p class="summary">${this.summary}</p>
      ${
        this.legend.length === 0
          ? nothing
          : html`<ul class="legend">${this.legend.map((it) => html`<li>${swatch(it)}${it.name}</li>`)}</ul>`
      }
      <div class="drawing"></div>
      ${this.showsTable ? html`<div class="table" tabindex="0" role="region" aria-label=${this.table.caption}>${tableOf(this.table)}</div>` : nothing}
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('draw') || changed.has('summary')) {
      this.#width = 0;
      this.#redraw();
    }
  }

  #redraw(): void {
    const target = this.querySelector('.drawing');
    const width = Math.floor(target?.clientWidth ?? 0);
    if (!target || width === this.#width || width === 0) return;
    this.#width = width;
    const drawing = this.draw(width);
    if (!drawing) {
      const empty = document.createElement('p');
      empty.className = 'empty';
      empty.textContent = l10n.t('No data in this window');
      target.replaceChildren(empty);
      return;
    }
    // The library's own style sheet would need an exception in the content security policy; ours has the same rules.
    for (const style of drawing.querySelectorAll('style')) style.remove();
    // A picture as a whole to a screen reader: its parts may then have no names of their own.
    for (const part of drawing.querySelectorAll('g[aria-label]')) part.removeAttribute('aria-label');
    const picture = drawing instanceof SVGSVGElement ? drawing : drawing.querySelector('svg');
    picture?.setAttribute('role', 'img');
    picture?.setAttribute('aria-label', `${this.heading}. ${this.summary}`);
    target.replaceChildren(drawing);
  }
}

customElements.define('chart-card', ChartCard);
