/**
 * What the dashboard's panel and its page say to each other, and the guards that let nothing else through. The page runs
 * apart, so to either side a message is a stranger's until it has been looked at.
 */

import * as v from 'valibot';
import type { Delivery } from '../domain/delivery/delivery.ts';
import { INCIDENT_RULES, type IncidentRule, type Report } from '../domain/retention/report.ts';

/** Texts of ours in the language of the editor, by what they are in English. */
export type Bundle = Readonly<Record<string, string>>;

/** The element of the document that has it as JSON; there is none where the editor is in English. */
export const BUNDLE_ELEMENT = 'bundle';

/** How far back, in days; null: everything. */
export const WINDOWS = [7, 30, 90, 365, null] as const;
export type Window = (typeof WINDOWS)[number];

/** What the person chose. */
export interface Choice {
  readonly days: Window;
  readonly repository: string | null;
  readonly tool: string | null;
  readonly incidentRules: readonly IncidentRule[];
}

export const DEFAULT_CHOICE: Choice = {
  days: 90,
  repository: null,
  tool: null,
  incidentRules: INCIDENT_RULES,
};

/** How the delivery section stands: there, being fetched, or why there is none, with what mends it. */
export type DeliveryState =
  | { readonly kind: 'ready'; readonly delivery: Delivery }
  | { readonly kind: 'loading' }
  | { readonly kind: 'missing'; readonly message: string; readonly canSignIn: boolean };

export type ToPage =
  /** `isStale`: the last known figures, while new ones are made */
  | { readonly type: 'report'; readonly report: Report; readonly choice: Choice; readonly isStale: boolean }
  | { readonly type: 'delivery'; readonly state: DeliveryState }
  /** what is on record has changed; new figures are being made */
  | { readonly type: 'outdated' }
  | { readonly type: 'failed'; readonly message: string };

export const FORMATS = ['csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** A page of a year is a few hundred kilobytes. */
const MAX_MARKUP = 20_000_000;

export type FromPage =
  /** with what the person chose before the page was hidden or reloaded; null: nothing is remembered */
  | { readonly type: 'ready'; readonly choice: Choice | null }
  | { readonly type: 'choose'; readonly choice: Choice }
  /** a row of the report that is shown: the page cannot name a file itself */
  | { readonly type: 'open'; readonly list: 'files' | 'costliest'; readonly index: number }
  | { readonly type: 'export'; readonly format: Format }
  /** the figures as they are on the page, as markup without scripts, to be printed by a browser */
  | { readonly type: 'print'; readonly markup: string }
  | { readonly type: 'sign-in' };

const choice = v.strictObject({
  days: v.nullable(v.picklist([7, 30, 90, 365])),
  repository: v.nullable(v.pipe(v.string(), v.maxLength(1024))),
  tool: v.nullable(v.pipe(v.string(), v.maxLength(1024))),
  incidentRules: v.pipe(v.array(v.picklist(INCIDENT_RULES)), v.maxLength(INCIDENT_RULES.length)),
});

const fromPage = v.variant('type', [
  v.strictObject({ type: v.literal('ready'), choice: v.nullable(choice) }),
  v.strictObject({ type: v.literal('choose'), choice }),
  v.strictObject({
    type: v.literal('open'),
    list: v.picklist(['files', 'costliest']),
    index: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  v.strictObject({ type: v.literal('export'), format: v.picklist(FORMATS) }),
  v.strictObject({ type: v.literal('print'), markup: v.pipe(v.string(), v.maxLength(MAX_MARKUP)) }),
  v.strictObject({ type: v.literal('sign-in') }),
]);

const count = v.pipe(v.number(), v.finite(), v.minValue(0));
const rate = v.object({ numerator: count, denominator: count, edits: count, coverage: v.nullable(count) });
const slices = v.array(v.object({ name: v.string(), acceptance: rate, rewrite: rate }));

/** As much of a report as the page would stumble over if it were not so. */
const report = v.looseObject({
  atMs: count,
  filter: v.looseObject({ fromMs: v.number(), toMs: v.number() }),
  repositories: v.array(v.looseObject({ name: v.string() })),
  tools: v.array(v.string()),
  edits: count,
  inserted: count,
  acceptance: rate,
  rewrite: rate,
  offered: v.nullable(count),
  fates: v.array(v.object({ moment: v.string(), characters: v.record(v.string(), count), edits: count })),
  weeks: v.array(v.object({ startMs: v.number(), acceptance: rate, rewrite: rate })),
  by: v.object({ tool: slices, model: slices, language: slices, repository: slices }),
  survival: v.array(v.object({ moment: v.string(), days: count, rate })),
  funnel: v.array(
    v.object({ stage: v.string(), characters: v.nullable(count), eligible: v.nullable(count) }),
  ),
  incidents: v.array(v.object({ rule: v.string(), commits: count })),
  files: v.array(v.looseObject({ path: v.string(), inserted: count, rewritten: count })),
  costliest: v.array(v.looseObject({ path: v.string(), atMs: count, tool: v.string(), inserted: count })),
  remarks: v.array(v.string()),
});

const figure = v.looseObject({
  id: v.string(),
  title: v.string(),
  definition: v.string(),
  unit: v.picklist(['hours', 'days', 'per-day', 'per-week', 'share']),
  value: v.nullable(v.number()),
  sample: count,
});

const toPage = v.variant('type', [
  v.object({ type: v.literal('report'), report, choice, isStale: v.boolean() }),
  v.object({
    type: v.literal('delivery'),
    state: v.variant('kind', [
      v.object({
        kind: v.literal('ready'),
        delivery: v.looseObject({
          figures: v.array(figure),
          cycle: v.array(figure),
          comparisons: v.array(v.looseObject({ id: v.string(), heavy: figure, others: figure })),
          remarks: v.array(v.string()),
        }),
      }),
      v.object({ kind: v.literal('loading') }),
      v.object({ kind: v.literal('missing'), message: v.string(), canSignIn: v.boolean() }),
    ]),
  }),
  v.object({ type: v.literal('outdated') }),
  v.object({ type: v.literal('failed'), message: v.string() }),
]);

export const isFromPage = (message: unknown): message is FromPage => v.is(fromPage, message);
export const isToPage = (message: unknown): message is ToPage => v.is(toPage, message);
export const isBundle = (value: unknown): value is Bundle => v.is(v.record(v.string(), v.string()), value);
export const isChoice = (value: unknown): value is Choice => v.is(choice, value);
