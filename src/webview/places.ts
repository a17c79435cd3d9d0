/** The most rewritten files and the AI edits that cost most, each a click to the code. */

import { html, type TemplateResult } from 'lit';
import { FATES, type Report, type RewrittenEdit, type RewrittenFile } from '../domain/retention/report.ts';
import { count, LOSS_WORDS, nameText, percent, shareOf, time } from './format.ts';
import { l10n } from './language.ts';

type Open = (list: 'files' | 'costliest', index: number) => void;

const isThere = ({ worktree }: RewrittenFile): boolean => worktree !== null;

const place = (it: RewrittenFile, open: () => void) => {
  const name = it.line === null ? it.path : `${it.path}:${it.line}`;
  return isThere(it)
    ? html`<button class="link path" title=${`${it.repository}: ${name}`} @click=${open}><bdi>${name}</bdi></button>`
    : html`<span class="path"><bdi>${name}</bdi></span>`;
};

const shareCell = ({ rewritten, inserted }: RewrittenFile) =>
  html`<td>${percent(shareOf({ numerator: rewritten, denominator: inserted }))}</td><td>${l10n.t('{0} of {1}', count(rewritten), count(inserted))}</td>`;

const fatesOf = ({ fates }: RewrittenEdit): string =>
  FATES.filter((fate) => fate !== 'kept')
    .filter((fate) => fates[fate] > 0)
    .map((fate) => LOSS_WORDS[fate](count(fates[fate])))
    .join(', ');

export const rewrittenFiles = ({ files }: Report, open: Open): TemplateResult => html`
  <section class="card wide" id="files">
    <h3>${l10n.t('Most rewritten files')}</h3>
    ${
      files.length === 0
        ? html`<p class="empty">${l10n.t('Nothing was rewritten in this window')}</p>`
        : html`
          <div class="table" tabindex="0" role="region" aria-label=${l10n.t('Most rewritten files')}><table>
            <thead><tr><th scope="col">${l10n.t('File')}</th><th scope="col">${l10n.t('Repository')}</th><th scope="col">${l10n.t('Rewritten')}</th><th scope="col">${l10n.t('Characters')}</th></tr></thead>
            <tbody>${files.map(
              (it, index) =>
                html`<tr><th scope="row">${place(it, () => open('files', index))}</th><td><bdi>${it.repository}</bdi></td>${shareCell(it)}</tr>`,
            )}</tbody>
          </table></div>`
    }
  </section>`;

export const costliestEdits = ({ costliest }: Report, open: Open): TemplateResult => html`
  <section class="card wide" id="costliest">
    <h3>${l10n.t('AI edits I changed most')}</h3>
    ${
      costliest.length === 0
        ? html`<p class="empty">${l10n.t('No AI edit was rewritten in this window')}</p>`
        : html`
          <div class="table" tabindex="0" role="region" aria-label=${l10n.t('AI edits I changed most')}><table>
            <thead><tr><th scope="col">${l10n.t('Place')}</th><th scope="col">${l10n.t('By')}</th><th scope="col">${l10n.t('When')}</th><th scope="col">${l10n.t('Rewritten')}</th><th scope="col">${l10n.t('Characters')}</th><th scope="col">${l10n.t('What became of it')}</th></tr></thead>
            <tbody>${costliest.map(
              (it, index) => html`<tr>
                <th scope="row">${place(it, () => open('costliest', index))}</th>
                <td><bdi>${it.model ? `${nameText(it.tool)} (${it.model})` : nameText(it.tool)}</bdi></td>
                <td>${time(it.atMs)}</td>${shareCell(it)}<td>${fatesOf(it)}</td></tr>`,
            )}</tbody>
          </table></div>`
    }
  </section>`;
