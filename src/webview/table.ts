/** The figures behind a chart as a table: for screen readers, for copying, and for those who would rather read. */

import { html, type TemplateResult } from 'lit';

export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  /** the first cell of a row names it */
  readonly rows: readonly (readonly string[])[];
}

export const tableOf = ({ caption, columns, rows }: Table): TemplateResult => html`
  <table>
    <caption>${caption}</caption>
    <thead>
      <tr>${columns.map((it) => html`<th scope="col">${it}</th>`)}</tr>
    </thead>
    <tbody>
      ${rows.map(
        ([name, ...cells]) =>
          html`<tr><th scope="row">${name}</th>${cells.map((it) => html`<td>${it}</td>`)}</tr>`,
      )}
    </tbody>
  </table>`;
