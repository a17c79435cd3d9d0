/** The words for figures, and text of strangers made fit for quick picks and messages. */

import { env, l10n } from 'vscode';
import {
  type Contribution,
  type Level,
  type LineClass,
  type LineCounts,
  percentOf,
  type ToolContribution,
} from '../domain/contribution.ts';
import { visible } from '../domain/visible-text.ts';

const wholePercent = new Intl.NumberFormat(env.language, { style: 'percent' });

/** `62%`, in the language of the editor. */
export const percent = (share: number): string => wholePercent.format(percentOf(share) / 100);

/** `62%`; `?` where nothing is known of the origin of anything: no AI that was seen is not none. */
export const shareFigure = ({ share, coverage }: Pick<Contribution, 'share' | 'coverage'>): string =>
  coverage === 0 ? '?' : percent(share);

/** `AI 62% heavy`, `AI ?`. */
export const shareText = (of: Pick<Contribution, 'share' | 'coverage' | 'level'>): string =>
  of.coverage === 0
    ? l10n.t('AI {0}', shareFigure(of))
    : l10n.t('AI {0} {1}', shareFigure(of), levelWord(of.level));

export function classWord(lineClass: LineClass): string {
  switch (lineClass) {
    case 'ai':
      return l10n.t('AI');
    case 'mixed':
      return l10n.t('mixed');
    case 'human':
      return l10n.t('human');
    case 'unknown':
      return l10n.t('unknown');
  }
}

export function levelWord(level: Level): string {
  switch (level) {
    case 'none':
      return l10n.t('none');
    case 'light':
      return l10n.t('light');
    case 'moderate':
      return l10n.t('moderate');
    case 'heavy':
      return l10n.t('heavy');
  }
}

const CLASSES: readonly LineClass[] = ['ai', 'mixed', 'human', 'unknown'];

/** `8 AI · 1 mixed`; classes without lines are left out. */
export const countsText = (counts: LineCounts, separator = ' · '): string =>
  CLASSES.filter((lineClass) => counts[lineClass] > 0)
    .map((lineClass) => `${counts[lineClass]} ${classWord(lineClass)}`)
    .join(separator);

export const linesText = (count: number): string =>
  count === 1 ? l10n.t('1 line') : l10n.t('{0} lines', count);

export function toolText({ tool, model }: Pick<ToolContribution, 'tool' | 'model'>): string {
  return visible(model ? `${tool} (${model})` : tool);
}

/** `reported 70%, observed 20%`; kinds of evidence without characters are left out. */
export function evidenceText({ evidence }: Contribution): string {
  const words = { reported: l10n.t('reported'), observed: l10n.t('observed'), inferred: l10n.t('inferred') };
  return (['reported', 'observed', 'inferred'] as const)
    .filter((kind) => evidence[kind] > 0)
    .map((kind) => `${words[kind]} ${percent(evidence[kind])}`)
    .join(', ');
}

/** For quick picks, where `$(name)` would become a picture. */
export const withoutIcons = (text: string): string => visible(text).replace(/\$\(/g, '\\$(');

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
];

/** `2 hours ago`, in the language of the editor. */
export function agoText(atMs: number, nowMs: number): string {
  const format = new Intl.RelativeTimeFormat(env.language, { numeric: 'auto' });
  let amount = Math.max(0, (nowMs - atMs) / 1000);
  for (const [unit, size] of STEPS) {
    if (amount < size)
      return unit === 'second' ? l10n.t('just now') : format.format(-Math.floor(amount), unit);
    amount /= size;
  }
  return format.format(-Math.floor(amount), 'year');
}
