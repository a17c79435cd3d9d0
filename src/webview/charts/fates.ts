/** What became of the characters, as shares of all that had reached each moment. */

import { axisX, axisY, barX, plot, ruleX } from '@observablehq/plot';
import { FATES, type FatesAt } from '../../domain/retention/report.ts';
import { count, FATE_WORDS, MOMENT_WORDS, percent } from '../format.ts';
import { l10n } from '../language.ts';
import type { Table } from '../table.ts';
import { base, FAINT, FATE_COLOURS, totalOf } from './theme.ts';

export function drawFates(moments: readonly FatesAt[], width: number): SVGSVGElement | HTMLElement | null {
  const known = moments.filter((it) => totalOf(it) > 0);
  if (known.length === 0) return null;
  const parts = known.flatMap((it) =>
    FATES.map((fate) => ({
      moment: MOMENT_WORDS[it.moment],
      fate,
      colour: FATE_COLOURS[fate],
      share: (it.characters[fate] ?? 0) / totalOf(it),
    })).filter(({ share }) => share > 0),
  );
  return plot({
    ...base(width),
    height: 44 + known.length * 26,
    marginLeft: 62,
    marginRight: 26,
    x: { domain: [0, 1], label: null },
    y: { domain: known.map((it) => MOMENT_WORDS[it.moment]), label: null, padding: 0.28 },
    color: { type: 'identity' },
    marks: [
      barX(parts, {
        x: 'share',
        y: 'moment',
        fill: 'colour',
        insetRight: 1,
        title: (it) => `${it.moment}: ${FATE_WORDS[it.fate as keyof typeof FATE_WORDS]} ${percent(it.share)}`,
      }),
      ruleX([0], { stroke: FAINT }),
      axisX({ ticks: 4, tickFormat: percent, tickSize: 0 }),
      axisY({ tickSize: 0 }),
    ],
  });
}

export const fatesTable = (moments: readonly FatesAt[]): Table => ({
  caption: l10n.t('What became of the AI text, in characters'),
  columns: [l10n.t('Moment'), ...FATES.map((fate) => FATE_WORDS[fate]), l10n.t('AI edits')],
  rows: moments.map((it) => [
    MOMENT_WORDS[it.moment],
    ...FATES.map((fate) => count(it.characters[fate] ?? 0)),
    count(it.edits),
  ]),
});
