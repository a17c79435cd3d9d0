/** The four figures one came for. */

import { html, type TemplateResult } from 'lit';
import type { Report } from '../domain/retention/report.ts';
import { basisText, characters, NO_DATA, percent, rateText, shareOf } from './format.ts';

interface Headline {
  readonly id: string;
  readonly title: string;
  readonly value: string;
  readonly basis: string;
  readonly definition: string;
}

/** Alive and free of incident for 30 days, of what was generated long enough ago to have been. */
function realization({ funnel }: Report): { share: number | null; basis: string } {
  const shares = funnel
    .slice(1, 4)
    .map(({ characters, eligible }) =>
      characters === null || eligible === null
        ? null
        : shareOf({ numerator: characters, denominator: eligible }),
    );
  if (shares.length < 3 || shares.includes(null)) return { share: null, basis: 'not all steps have data' };
  return {
    share: shares.reduce<number>((product, it) => product * (it ?? 0), 1),
    basis: shares
      .map((it) => percent(it))
      .join(' committed × ')
      .replace(/ committed × (\S+)$/, ' merged × $1 without incident'),
  };
}

function headlines(report: Report): Headline[] {
  const month = report.survival.find(({ moment }) => moment === '30-days');
  const { share, basis } = realization(report);
  return [
    {
      id: 'acceptance',
      title: 'Acceptance',
      value: rateText(report.acceptance),
      basis:
        report.acceptance.denominator > 0
          ? basisText(report.acceptance)
          : 'no AI edit has been committed yet',
      definition: 'Characters that reached a commit, of those that AI inserted.',
    },
    {
      id: 'rewrite',
      title: 'Rewrite',
      value: rateText(report.rewrite),
      basis: basisText(report.rewrite),
      definition: 'Characters that I rewrote, deleted or undid by now, of those that AI inserted.',
    },
    {
      id: 'survival',
      title: 'Alive after 30 days',
      value: month ? rateText(month.rate) : NO_DATA,
      basis: month && month.rate.denominator > 0 ? basisText(month.rate) : 'no commit is 30 days old yet',
      definition: 'Committed AI characters still there unchanged 30 days after their commit.',
    },
    {
      id: 'realization',
      title: 'Value realized',
      value: percent(share),
      basis,
      definition: `Of ${characters(report.inserted)} generated: committed, merged, and 30 days without incident.`,
    },
  ];
}

export const headlineTiles = (report: Report): TemplateResult => html`
  <section class="tiles" aria-label="Headline figures">
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
