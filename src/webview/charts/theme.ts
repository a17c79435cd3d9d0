/** What all charts share: the editor's colours and type, and no decoration. */

import type { PlotOptions } from '@observablehq/plot';
import { FATES, type Fate, type FatesAt } from '../../domain/retention/report.ts';

export const FAINT = 'var(--lm-grid)';
export const ACCEPTED = 'var(--lm-kept)';
export const REWRITTEN = 'var(--lm-rewritten)';

/** Names of CSS variables; in high contrast they differ by pattern as well: see the style sheet. */
export const FATE_COLOURS: Readonly<Record<Fate, string>> = {
  kept: 'var(--lm-kept)',
  'rewritten-by-me': 'var(--lm-rewritten)',
  'rewritten-by-ai': 'var(--lm-by-ai)',
  'rewritten-by-others': 'var(--lm-by-others)',
  deleted: 'var(--lm-deleted)',
  undone: 'var(--lm-undone)',
};

export const base = (width: number): PlotOptions => ({
  width,
  marginTop: 12,
  marginRight: 12,
  marginBottom: 28,
  marginLeft: 46,
  className: 'plot',
  style: { background: 'transparent', color: 'currentColor', fontSize: '11px', fontFamily: 'inherit' },
});

/** Of all characters that had reached the moment. */
export const totalOf = ({ characters }: FatesAt): number =>
  FATES.reduce((sum, fate) => sum + (characters[fate] ?? 0), 0);

/** CSS pixels right of the bars for their longest label; some languages write thousands out. */
export const roomFor = (labels: readonly string[], least: number): number =>
  Math.max(least, 14 + 5.6 * Math.max(...labels.map(({ length }) => length)));

/** CSS pixels: a wide chart fills the card beside its neighbour, a narrow one stays flat. */
export const heightOf = (width: number): number => (width < 360 ? 212 : 280);
