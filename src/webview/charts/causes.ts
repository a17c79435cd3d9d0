/** What became of the AI text by now, by cause: how much was kept, and who or what took the rest. */

import { axisX, axisY, barX, gridX, plot, text } from '@observablehq/plot';
import { FATES, type FatesAt } from '../../domain/retention/report.ts';
import { aiEdits, characters, compact, count, FATE_WORDS, percent, shareOf } from '../format.ts';
import { l10n } from '../language.ts';
import type { Table } from '../table.ts';
import { base, FAINT, FATE_COLOURS, roomFor, totalOf } from './theme.ts';

const nowOf = (moments: readonly FatesAt[]): FatesAt | undefined =>
  moments.find(({ moment }) => moment === 'now');

const rowsOf = (now: FatesAt) =>
  FATES.map((fate) => {
    const size = now.characters[fate] ?? 0;
    const share = shareOf({ numerator: size, denominator: totalOf(now) });
    const label = size === 0 ? '0' : `${percent(share)} · ${compact(size)}`;
    return { name: FATE_WORDS[fate], colour: FATE_COLOURS[fate], size, share, label };
  });

export function drawCauses(moments: readonly FatesAt[], width: number): SVGSVGElement | HTMLElement | null {
  const now = nowOf(moments);
  if (!now || totalOf(now) === 0) return null;
  const rows = rowsOf(now);
  return plot({
    ...base(width),
    height: 40 + rows.length * 30,
    marginLeft: 128,
    marginRight: roomFor(
      rows.map(({ label }) => label),
      86,
    ),
    x: { domain: [0, 1], label: null },
    y: { domain: rows.map((it) => it.name), label: null, padding: 0.36 },
    color: { type: 'identity' },
    marks: [
      gridX({ stroke: FAINT, strokeOpacity: 1, ticks: 4 }),
      barX(rows, { x: 'share', y: 'name', fill: 'colour' }),
      text(rows, {
        x: 'share',
        y: 'name',
        text: 'label',
        textAnchor: 'start',
        dx: 6,
      }),
      axisX({ ticks: 4, tickFormat: percent, tickSize: 0 }),
      axisY({ tickSize: 0, lineWidth: 11 }),
    ],
  });
}

export function causesTable(moments: readonly FatesAt[]): Table {
  const now = nowOf(moments);
  const rows = now ? rowsOf(now) : [];
  return {
    caption: l10n.t(
      'What became of the AI text by now: {0} of {1}',
      characters(now ? totalOf(now) : 0),
      aiEdits(now?.edits ?? 0),
    ),
    columns: [l10n.t('Outcome'), l10n.t('Share'), l10n.t('Characters')],
    rows: rows.map(({ name, share, size }) => [name, percent(share), count(size)]),
  };
}
