/** Acceptance and rewrite by the week in which the text was inserted. */

import { axisX, axisY, dot, gridY, line, plot, text } from '@observablehq/plot';
import type { Report } from '../../domain/retention/report.ts';
import { basisText, date, percent, rateText, shareOf } from '../format.ts';
import type { Table } from '../table.ts';
import { ACCEPTED, base, FAINT, heightOf, REWRITTEN } from './theme.ts';

type Weeks = Report['weeks'];
const LINES = [
  { name: 'Acceptance', pick: 'acceptance', colour: ACCEPTED },
  { name: 'Rewrite', pick: 'rewrite', colour: REWRITTEN },
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
      axisX({ ticks: Math.max(2, Math.floor(width / 110)), tickSize: 0 }),
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
  `${it.name}, week of ${date(it.at.getTime())}: ${percent(it.share)}`;

export const weeksTable = (weeks: Weeks): Table => ({
  caption: 'Acceptance and rewrite by week',
  columns: ['Week of', 'Acceptance', 'Basis', 'Rewrite', 'Basis'],
  rows: weeks.map(({ startMs, acceptance, rewrite }) => [
    date(startMs),
    rateText(acceptance),
    basisText(acceptance),
    rateText(rewrite),
    basisText(rewrite),
  ]),
});
