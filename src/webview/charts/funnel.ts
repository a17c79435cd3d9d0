/** From what the assistant wrote to what was worth it: each step beside what could have reached it. */

import { axisY, barX, plot, text } from '@observablehq/plot';
import type { FunnelStep } from '../../domain/retention/report.ts';
import { compact, count, FUNNEL_WORDS, NO_DATA, percent, shareOf } from '../format.ts';
import { l10n } from '../language.ts';
import type { Table } from '../table.ts';
import { ACCEPTED, base, FAINT, roomFor } from './theme.ts';

/** Of those that could have got here; null: no data. */
export const stepShare = ({ characters, eligible }: FunnelStep): number | null =>
  characters === null || eligible === null ? null : shareOf({ numerator: characters, denominator: eligible });

export function drawFunnel(steps: readonly FunnelStep[], width: number): SVGSVGElement | HTMLElement | null {
  if (!steps.some(({ characters }) => (characters ?? 0) > 0)) return null;
  const rows = steps.map((it) => {
    const share = stepShare(it);
    return {
      name: FUNNEL_WORDS[it.stage],
      characters: it.characters ?? 0,
      eligible: it.eligible ?? 0,
      label:
        it.characters === null
          ? NO_DATA
          : it.stage === 'generated' || share === null
            ? compact(it.characters)
            : l10n.t('{0} of {1}', compact(it.characters), compact(it.eligible ?? 0)),
    };
  });
  return plot({
    ...base(width),
    height: 20 + rows.length * 36,
    marginLeft: 148,
    marginRight: roomFor(
      rows.map(({ label }) => label),
      96,
    ),
    marginBottom: 8,
    x: { axis: null },
    y: { domain: rows.map((it) => it.name), label: null, padding: 0.3 },
    marks: [
      barX(rows, { x: 'eligible', y: 'name', fill: FAINT }),
      barX(rows, { x: 'characters', y: 'name', fill: ACCEPTED, title: (it) => `${it.name}: ${it.label}` }),
      text(rows, {
        x: (it) => Math.max(it.characters, it.eligible),
        y: 'name',
        text: 'label',
        textAnchor: 'start',
        dx: 6,
      }),
      axisY({ tickSize: 0, lineWidth: 14 }),
    ],
  });
}

export const funnelTable = (steps: readonly FunnelStep[]): Table => ({
  caption: l10n.t('Value realization, in characters'),
  columns: [l10n.t('Step'), l10n.t('Reached it'), l10n.t('Could have reached it'), l10n.t('Share')],
  rows: steps.map((it) => [
    FUNNEL_WORDS[it.stage],
    it.characters === null ? NO_DATA : count(it.characters),
    it.eligible === null ? NO_DATA : count(it.eligible),
    percent(stepShare(it)),
  ]),
});
