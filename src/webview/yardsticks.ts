/**
 * Other people's published figures, shown beside the user's own and always with their source. Some are quoted everywhere
 * and say nowhere who measured them: that is said as well.
 */

import { html, type TemplateResult } from 'lit';
import type { YardstickLabel } from '../domain/delivery/delivery.ts';
import { l10n } from './language.ts';

export interface Yardstick {
  readonly text: string;
  readonly source: string;
}

const CIRCLECI = 'CircleCI 2026 State of Software Delivery';
const FAROS = 'Faros AI, The AI Productivity Paradox (2025)';
const CODERABBIT = 'CodeRabbit, State of AI vs Human Code Generation (2025)';
const NOBODY = l10n.t('often quoted; source not known');

export const VALUE_REALIZATION: Yardstick = {
  text: l10n.t(
    'about 11%: 41% of code AI-written × 55% of it in production × 80% without an incident in 30 days × 60% with measurable customer value',
  ),
  source: NOBODY,
};

export const AI_PULL_REQUESTS: Yardstick = {
  text: l10n.t('AI code has 1.7× more issues per pull request'),
  source: CODERABBIT,
};

/** By the id of the delivery figure or stage that they belong beside. */
export const BESIDE: Readonly<Record<string, readonly Yardstick[]>> = {
  'review-time': [{ text: l10n.t('91% longer in teams that use AI heavily'), source: FAROS }],
  'runs-default': [
    { text: l10n.t('6.8% fewer in a year for the median team'), source: CIRCLECI },
    { text: l10n.t('59% more in a year on all branches, on average'), source: CIRCLECI },
  ],
  'runs-others': [{ text: l10n.t('15.2% more in a year for the median team'), source: CIRCLECI }],
  'merges-default': [{ text: l10n.t('pull requests are created 35% faster with AI'), source: NOBODY }],
  security: [{ text: l10n.t('from 1–2 days to 5–7 days in the queue once AI is used'), source: NOBODY }],
  'review-load': [
    { text: l10n.t('a senior reviewer: from 10–15 to 25–30 a week once AI is used'), source: NOBODY },
  ],
};

/** A published value of the same figure. */
export function beside(label: YardstickLabel, value: string): string {
  switch (label) {
    case 'Benchmark':
      return l10n.t('benchmark {0}', value);
    case 'Average':
      return l10n.t('average {0}', value);
  }
}

export const published = ({ text, source }: Yardstick): TemplateResult =>
  html`<p class="note published">${l10n.t('Published: {0}', text)} — <cite>${source}</cite></p>`;
