/** Figures as text, and the words for what they count. */

import type { Figure } from '../domain/delivery/delivery.ts';
import type { Fate, FunnelStage, IncidentRule, Moment, Rate } from '../domain/retention/report.ts';
import { l10n, language, shown } from './language.ts';

const whole = new Intl.NumberFormat(language);
const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
const one = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const wholePercent = new Intl.NumberFormat(language, { style: 'percent' });
const onePercent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', day: 'numeric' });
/** The ticks of a chart's axis are at midnight there. */
const dayOfYear = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone: 'UTC' });
const year = new Intl.DateTimeFormat(language, { year: 'numeric', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

export const NO_DATA = l10n.t('no data');

export const count = (value: number): string => whole.format(value);
export const compact = (value: number): string => short.format(value);
export const date = (atMs: number): string => day.format(atMs);
/** A date under a chart; the first of a year says which. */
export function tick(it: Date, index: number, all: readonly Date[] = []): string {
  const before = all[index - 1];
  const isOfSameYear = before !== undefined && year.format(before) === year.format(it);
  return isOfSameYear ? dayOfYear.format(it) : `${dayOfYear.format(it)}\n${year.format(it)}`;
}
export const time = (atMs: number): string => minute.format(atMs);
export const characters = (value: number): string =>
  value === 1 ? l10n.t('1 character') : l10n.t('{0} characters', count(value));
export const aiEdits = (value: number): string =>
  value === 1 ? l10n.t('1 AI edit') : l10n.t('{0} AI edits', count(value));
export const commits = (value: number): string =>
  value === 1 ? l10n.t('1 commit') : l10n.t('{0} commits', count(value));

/** Of a tool, a model or a language. The domain has a word for those without a name. */
export const nameText = (name: string): string => (NAMELESS.has(name) ? shown(name) : name);
const NAMELESS: ReadonlySet<string> = new Set(['unknown', 'other']);

/** null: nothing to be a share of. */
export const shareOf = ({
  numerator,
  denominator,
}: Pick<Rate, 'numerator' | 'denominator'>): number | null =>
  denominator > 0 ? numerator / denominator : null;

/** Never `0%` or `100%` for what is not quite that. */
export function percent(share: number | null): string {
  if (share === null) return NO_DATA;
  const rounded = Math.round(share * 100);
  if (rounded === 0 && share > 0) return `<${wholePercent.format(0.01)}`;
  if (rounded === 100 && share < 1) return `>${wholePercent.format(0.99)}`;
  return wholePercent.format(rounded / 100);
}

/** A share as precise as it was published. */
export const exactPercent = (share: number): string => onePercent.format(share);

export const rateText = (rate: Rate): string => percent(shareOf(rate));

/** `12,340 of 18,100 characters · 214 AI edits · origin known for 92% of added text` */
export function basisText({ numerator, denominator, edits, coverage }: Rate): string {
  const share =
    denominator === 1
      ? l10n.t('{0} of 1 character', count(numerator))
      : l10n.t('{0} of {1} characters', count(numerator), count(denominator));
  const parts = [share, aiEdits(edits)];
  if (coverage !== null) parts.push(l10n.t('origin known for {0} of added text', percent(coverage)));
  return parts.join(' · ');
}

export const FATE_WORDS: Readonly<Record<Fate, string>> = {
  kept: l10n.t('Kept'),
  'rewritten-by-me': l10n.t('Rewritten by me'),
  'rewritten-by-ai': l10n.t('Rewritten by AI'),
  'rewritten-by-others': l10n.t('Rewritten by others'),
  deleted: l10n.t('Deleted'),
  undone: l10n.t('Undone'),
};

/** How much was not kept, and why. */
export const LOSS_WORDS: Readonly<Record<Exclude<Fate, 'kept'>, (characters: string) => string>> = {
  'rewritten-by-me': (it) => l10n.t('{0} rewritten by me', it),
  'rewritten-by-ai': (it) => l10n.t('{0} rewritten by AI', it),
  'rewritten-by-others': (it) => l10n.t('{0} rewritten by others', it),
  deleted: (it) => l10n.t('{0} deleted', it),
  undone: (it) => l10n.t('{0} undone', it),
};

export const MOMENT_WORDS: Readonly<Record<Moment | 'now', string>> = {
  '5-minutes': l10n.t('5 min'),
  '30-minutes': l10n.t('30 min'),
  commit: l10n.t('Commit'),
  merge: l10n.t('Merge'),
  '1-day': l10n.t('1 day'),
  '7-days': l10n.t('7 days'),
  '14-days': l10n.t('14 days'),
  '30-days': l10n.t('30 days'),
  now: l10n.t('Now'),
};

export const FUNNEL_WORDS: Readonly<Record<FunnelStage, string>> = {
  generated: l10n.t('Generated'),
  committed: l10n.t('Committed'),
  merged: l10n.t('Merged'),
  'incident-free': l10n.t('30 days without incident'),
  valuable: l10n.t('Marked valuable'),
};

export const RULE_WORDS: Readonly<Record<IncidentRule, string>> = {
  reverted: l10n.t('The commit was reverted'),
  'fix-names-it': l10n.t('A fix names it or its pull request'),
  'line-in-incident-commit': l10n.t('A line of it was changed by an incident’s commit'),
};

/** The value of a delivery figure with its unit. */
export function figureText({ unit, value }: Pick<Figure, 'unit' | 'value'>): string {
  if (value === null) return NO_DATA;
  switch (unit) {
    case 'hours':
      return hoursText(value);
    case 'days':
      return l10n.t('{0} d', one.format(value));
    case 'per-day':
      return l10n.t('{0} / day', one.format(value));
    case 'per-week':
      return l10n.t('{0} / week', one.format(value));
    case 'share':
      return percent(value);
  }
}

function hoursText(hours: number): string {
  if (hours < 1) return l10n.t('{0} min', count(Math.round(hours * 60)));
  return hours < 48 ? l10n.t('{0} h', one.format(hours)) : l10n.t('{0} d', one.format(hours / 24));
}
