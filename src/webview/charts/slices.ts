/** Acceptance and rewrite of each tool, model, language or repository. */

import { axisX, axisY, barX, dot, gridX, plot } from '@observablehq/plot';
import type { Slice } from '../../domain/retention/report.ts';
import { basisText, percent, rateText, shareOf } from '../format.ts';
import { l10n } from '../language.ts';
import type { Table } from '../table.ts';
import { ACCEPTED, base, FAINT, REWRITTEN } from './theme.ts';

/** More are in the table. */
const SHOWN = 10;

export function drawSlices(slices: readonly Slice[], width: number): SVGSVGElement | HTMLElement | null {
  const rows = slices
    .slice(0, SHOWN)
    .map(({ name, acceptance, rewrite }) => ({
      name,
      accepted: shareOf(acceptance),
      rewritten: shareOf(rewrite),
    }))
    .filter((it) => it.accepted !== null || it.rewritten !== null);
  if (rows.length === 0) return null;
  const margin = Math.min(150, width * 0.36);
  return plot({
    ...base(width),
    height: 40 + rows.length * 30,
    marginLeft: margin,
    marginRight: 26,
    x: { domain: [0, 1], label: null },
    y: { domain: rows.map((it) => it.name), label: null, padding: 0.36 },
    marks: [
      gridX({ stroke: FAINT, strokeOpacity: 1, ticks: 4 }),
      barX(rows, {
        x: 'accepted',
        y: 'name',
        fill: ACCEPTED,
        title: (it) => l10n.t('{0}: acceptance {1}', it.name, percent(it.accepted)),
      }),
      dot(rows, {
        x: 'rewritten',
        y: 'name',
        r: 5,
        fill: REWRITTEN,
        stroke: 'var(--vscode-editor-background)',
        title: (it) => l10n.t('{0}: rewrite {1}', it.name, percent(it.rewritten)),
      }),
      axisX({ ticks: 4, tickFormat: percent, tickSize: 0 }),
      axisY({ tickSize: 0, lineWidth: margin / 13, textOverflow: 'ellipsis' }),
    ],
  });
}

/** @param of what each row is */
export const slicesTable = (of: string, caption: string, slices: readonly Slice[]): Table => ({
  caption,
  columns: [of, l10n.t('Acceptance'), l10n.t('Basis'), l10n.t('Rewrite'), l10n.t('Basis')],
  rows: slices.map(({ name, acceptance, rewrite }) => [
    name,
    rateText(acceptance),
    basisText(acceptance),
    rateText(rewrite),
    basisText(rewrite),
  ]),
});
