/** The four figures one came for. */

import { html, type TemplateResult } from 'lit';
import type { Report } from '../domain/retention/report.ts';
import { basisText, count, NO_DATA, percent, rateText, shareOf } from './format.ts';
import { l10n } from './language.ts';

interface Headline {
  readonly id: string;
  readonly title: string;
  readonly value: string;
  readonly basis: string;
  readonly definition: string;
}

/** Alive and free of incident for 30 days, of what was generated long enough ago to have been. */
function realization({ funnel }: Report): { share: number | null; basis: string } {
  const [committed, merged, incidentFree] = funnel
    .slice(1, 4)
    .map(({ characters, eligible }) =>
      characters === null || eligible === null
        ? null
        : shareOf({ numerator: characters, denominator: eligible }),
    );
  if (committed == null || merged == null || incidentFree == null)
    return { share: null, basis: l10n.t('not all steps have data') };
  return {
    share: committed * merged * incidentFree,
    basis: l10n.t(
      '{0} committed × {1} merged × {2} still there, no incident',
      percent(committed),
      percent(merged),
      percent(incidentFree),
    ),
  };
}

function headlines(report: Report): Headline[] {
  const month = report.survival.find(({ moment }) => moment === '30-days');
  const { share, basis } = realization(report);
  return [
    {
      id: 'acceptance',
      title: l10n.t('Acceptance'),
      value: rateText(report.acceptance),
      basis:
        report.acceptance.denominator > 0
          ? basisText(report.acceptance)
          : l10n.t('no AI edit has been committed yet'),
      definition: l10n.t('Characters that reached a commit, of AI edits that were committed or given up.'),
    },
    {
      id: 'rewrite',
      title: l10n.t('Rewrite'),
      value: rateText(report.rewrite),
      basis: basisText(report.rewrite),
      definition: l10n.t('AI characters that I have rewritten, deleted or undone.'),
    },
    {
      id: 'survival',
      title: l10n.t('30-day survival'),
      value: month ? rateText(month.rate) : NO_DATA,
      basis:
        month && month.rate.denominator > 0 ? basisText(month.rate) : l10n.t('no commit is 30 days old yet'),
      definition: l10n.t('Committed AI characters still there unchanged 30 days after their commit.'),
    },
    {
      id: 'realization',
      title: l10n.t('Value realized'),
      value: percent(share),
      basis,
      definition:
        report.inserted === 1
          ? l10n.t(
              'Of 1 character generated: committed, merged, and still there after 30 days without an incident.',
            )
          : l10n.t(
              'Of {0} characters generated: committed, merged, and still there after 30 days without an incident.',
              count(report.inserted),
            ),
    },
  ];
}

export const headlineTiles = (report: Report): TemplateResult => html`
  <section class="tiles" aria-label=${l10n.t('Headline figures')}>
    ${headlines(report).map(
      ({ id, title, value, basis, definition }) => html`
        <article class="tile" id=${id} title=${definition}>
          <h2>${title}</h2>
          <p class="value ${value === NO_DATA ? 'none' : ''}">${value}</p>
          <p class="basis">${basis}</p>
          <p class="definition">${definition}</p>
        </article>`,
    )}
  </section>`;
