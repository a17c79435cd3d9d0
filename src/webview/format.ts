/** Figures as text, and the words for what they count. */

import type { Figure } from '../domain/delivery/delivery.ts';
import type { Fate, FunnelStage, IncidentRule, Moment, Rate } from '../domain/retention/report.ts';

const whole = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const one = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
const minute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export const NO_DATA = 'no data';

export const count = (value: number): string => whole.format(value);
export const compact = (value: number): string => short.format(value);
export const date = (atMs: number): string => day.format(atMs);
export const time = (atMs: number): string => minute.format(atMs);
export const characters = (value: number): string => `${count(value)} character${value === 1 ? '' : 's'}`;
export const aiEdits = (value: number): string => `${count(value)} AI edit${value === 1 ? '' : 's'}`;

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
  if (rounded === 0 && share > 0) return '<1%';
  if (rounded === 100 && share < 1) return '>99%';
  return `${rounded}%`;
}

/** A share as precise as it was published. */
export const exactPercent = (share: number): string => `${one.format(share * 100)}%`;

export const rateText = (rate: Rate): string => percent(shareOf(rate));

/** `12,340 of 18,100 characters · 214 edits · origin known for 92%` */
export function basisText(rate: Rate): string {
  const parts = [`${count(rate.numerator)} of ${characters(rate.denominator)}`, aiEdits(rate.edits)];
  if (rate.coverage !== null) parts.push(`origin known for ${percent(rate.coverage)} of added text`);
  return parts.join(' · ');
}

export const FATE_WORDS: Readonly<Record<Fate, string>> = {
  kept: 'Kept',
  'rewritten-by-me': 'Rewritten by me',
  'rewritten-by-ai': 'Rewritten by AI',
  'rewritten-by-others': 'Rewritten by others',
  deleted: 'Deleted',
  undone: 'Undone',
};

export const MOMENT_WORDS: Readonly<Record<Moment | 'now', string>> = {
  '5-minutes': '5 min',
  '30-minutes': '30 min',
  commit: 'Commit',
  merge: 'Merge',
  '1-day': '1 day',
  '7-days': '7 days',
  '14-days': '14 days',
  '30-days': '30 days',
  now: 'Now',
};

export const FUNNEL_WORDS: Readonly<Record<FunnelStage, string>> = {
  generated: 'Generated',
  committed: 'Committed',
  merged: 'Merged',
  'incident-free': '30 days without incident',
  valuable: 'Marked valuable',
};

export const RULE_WORDS: Readonly<Record<IncidentRule, string>> = {
  reverted: 'The commit was reverted',
  'fix-names-it': 'A fix names it or its pull request',
  'line-in-incident-commit': 'A line of it was changed by an incident’s commit',
};

/** The value of a delivery figure with its unit. */
export function figureText({ unit, value }: Pick<Figure, 'unit' | 'value'>): string {
  if (value === null) return NO_DATA;
  switch (unit) {
    case 'hours':
      return hoursText(value);
    case 'days':
      return `${one.format(value)} d`;
    case 'per-day':
      return `${one.format(value)} / day`;
    case 'per-week':
      return `${one.format(value)} / week`;
    case 'share':
      return percent(value);
  }
}

function hoursText(hours: number): string {
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${one.format(hours)} h` : `${one.format(hours / 24)} d`;
}
