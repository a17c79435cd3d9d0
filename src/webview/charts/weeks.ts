/** Acceptance and rewrite by the week in which the text was inserted. */

import { axisX, axisY, dot, gridY, line, plot, text } from '@observablehq/plot';
import type { Report } from '../../domain/retention/report.ts';
import { basisText, date, percent, rateText, shareOf, tick } from '../format.ts';
import { l10n } from '../language.ts';
import type { Table } from '../table.ts';
import { ACCEPTED, base, FAINT, heightOf, REWRITTEN } from './theme.ts';

type Weeks = Report['weeks'];
const LINES = [
  { name: l10n.t('Acceptance'), pick: 'acceptance', colour: ACCEPTED },
  { name: l10n.t('Rewrite'), pick: 'rewrite', colour: REWRITTEN },
] as const;

export function drawWeeks(weeks: Weeks, width: number): SVGSVGElement | HTMLElement | null {
  const points = LINES.flatMap(({ name, pick, colour }) =>
    weeks.map((week) => ({ at: new Date(week.startMs), name, colour, share: shareOf(week[pick]) })),
  );
  const known = points.filter((it) => it.share !== null);
  if (known.length === 0) return null;
  const ends = LINES.flatMap(({ name }) => known.filter((it) => it.name === name).slice(-1));
  return plot({
    ...base(width),
    height: heightOf(width),
    marginRight: 88,
    marginBottom: 40,
    x: { type: 'utc', label: null },
    y: { domain: [0, 1], label: null },
    marks: [
      gridY({ stroke: FAINT, strokeOpacity: 1, ticks: 4 }),
      axisY({ ticks: 4, tickFormat: percent, tickSize: 0 }),
      axisX({ ticks: Math.max(2, Math.floor(width / 110)), tickFormat: tick, tickSize: 0 }),
      ...LINES.map(({ name, colour }) =>
        line(
          points.filter((it) => it.name === name),
          { x: 'at', y: 'share', stroke: colour, strokeWidth: 2 },
        ),
      ),
      dot(known, { x: 'at', y: 'share', r: 3, fill: 'colour', title: (it) => titleOf(it) }),
      text(ends, { x: 'at', y: 'share', text: 'name', textAnchor: 'start', dx: 8, fill: 'currentColor' }),
    ],
    color: { type: 'identity' },
  });
}

const titleOf = (it: { name: string; at: Date; share: number | null }): string =>
  l10n.t('{0}, week of {1}: {2}', it.name, date(it.at.getTime()), percent(it.share));

export const weeksTable = (weeks: Weeks): Table => ({
  caption: l10n.t('Acceptance and rewrite by week'),
  columns: [l10n.t('Week of'), l10n.t('Acceptance'), l10n.t('Basis'), l10n.t('Rewrite'), l10n.t('Basis')],
  rows: weeks.map(({ startMs, acceptance, rewrite }) => [
    date(startMs),
    rateText(acceptance),
    basisText(acceptance),
    rateText(rewrite),
    basisText(rewrite),
  ]),
});
