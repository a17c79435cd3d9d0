/**
 * Patterns that stand in for colours where colours are not enough: the style sheet fills the bars of a fate with the
 * pattern of its name in high contrast and on paper. What was kept stays solid.
 */

import { html, type TemplateResult } from 'lit';

/** Strokes within a tile of 6 by 6. */
const STROKES = {
  rewritten: 'M-1 7L7 -1M-1 1L1 -1M5 7L7 5',
  'by-ai': 'M0 3H6',
  'by-others': 'M3 0V6',
  deleted: 'M0 0L6 6M0 6L6 0',
  undone: 'M2.5 3H3.5',
} as const;

const PATTERNS = Object.entries(STROKES)
  .map(
    ([name, strokes]) => `
      <pattern id="lm-pattern-${name}" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect width="6" height="6" fill="var(--vscode-editor-background)"/>
        <path d="${strokes}" stroke="var(--lm-${name})" stroke-width="2" stroke-linecap="square" fill="none"/>
      </pattern>`,
  )
  .join('');

const definitions = new DOMParser().parseFromString(
  `<svg xmlns="http://www.w3.org/2000/svg" class="hidden" width="0" height="0" aria-hidden="true"><defs>${PATTERNS}</defs></svg>`,
  'image/svg+xml',
).documentElement;

/** Once in the page. */
export const patterns = (): TemplateResult => html`${definitions}`;
