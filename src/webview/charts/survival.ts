/** How much of the committed AI text is still there after days. */

import { areaY, axisX, axisY, dot, gridY, line, plot, text } from '@observablehq/plot';
import type { SurvivalPoint } from '../../domain/retention/report.ts';
import { basisText, MOMENT_WORDS, percent, rateText, shareOf } from '../format.ts';
import { l10n } from '../language.ts';
import type { Table } from '../table.ts';
import { ACCEPTED, base, FAINT, heightOf } from './theme.ts';

export function drawSurvival(
  points: readonly SurvivalPoint[],
  width: number,
): SVGSVGElement | HTMLElement | null {
  const known = points
    .map(({ days, moment, rate }) => ({ days, moment, share: shareOf(rate) }))
    .filter((it) => it.share !== null);
  if (known.length === 0) return null;
  const last = Math.max(1, ...known.map((it) => it.days));
  return plot({
    ...base(width),
    height: heightOf(width),
    marginTop: 24,
    marginRight: 30,
    x: { domain: [0, last], label: null },
    y: { domain: [0, 1], label: null },
    marks: [
      gridY({ stroke: FAINT, strokeOpacity: 1, ticks: 4 }),
      areaY(known, { x: 'days', y: 'share', fill: ACCEPTED, fillOpacity: 0.14 }),
      line(known, { x: 'days', y: 'share', stroke: ACCEPTED, strokeWidth: 2 }),
      dot(known, {
        x: 'days',
        y: 'share',
        r: 3.5,
        fill: ACCEPTED,
        title: (it) => `${MOMENT_WORDS[it.moment as SurvivalPoint['moment']]}: ${percent(it.share)}`,
      }),
      text(known.slice(-1), { x: 'days', y: 'share', text: (it) => percent(it.share), dy: -12 }),
      axisY({ ticks: 4, tickFormat: percent, tickSize: 0 }),
      axisX(
        // The first day is too near to the commit to be labelled as well.
        known.map((it) => it.days).filter((days) => days !== 1 || last < 10),
        {
          tickFormat: (days: number) => (days === 0 ? l10n.t('commit') : l10n.t('{0} d', days)),
          tickSize: 0,
        },
      ),
    ],
  });
}

export const survivalTable = (points: readonly SurvivalPoint[]): Table => ({
  caption: l10n.t('Committed AI text still there unchanged'),
  columns: [l10n.t('After'), l10n.t('Still there'), l10n.t('Basis')],
  rows: points.map(({ moment, rate }) => [MOMENT_WORDS[moment], rateText(rate), basisText(rate)]),
});
