/**
 * The figures that may leave the machine when the user sends them: sums and shares, without a text, a file, a person or
 * a repository in them. Names follow OpenTelemetry's: dots between parts, the unit apart.
 */

import type { Delivery, Figure } from './delivery/delivery.ts';
import { FATES, type Rate, type Report } from './retention/report.ts';

export interface AggregateMetric {
  readonly name: string;
  readonly description: string;
  /** as UCUM has it: `1` for a share, `{character}`, `h`, `d` */
  readonly unit: string;
  readonly points: readonly {
    readonly value: number;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
}

/** Tools that may be named; whatever else called itself a tool may have put anything into its name. */
const TOOLS = new Set(['claude-code', 'codex', 'copilot', 'cursor', 'gemini', 'opencode', 'windsurf']);

const UNITS: Readonly<Record<Figure['unit'], string>> = {
  hours: 'h',
  days: 'd',
  'per-day': '{event}/d',
  'per-week': '{event}/wk',
  share: '1',
};

/** What has no data is left out: it is not 0. */
export function aggregateMetrics(report: Report, delivery: Delivery | null): AggregateMetric[] {
  const share = (name: string, description: string, rates: readonly (readonly [Rate, Attributes])[]) =>
    metric(
      name,
      description,
      '1',
      rates.flatMap(([{ numerator, denominator }, attributes]) =>
        denominator > 0 ? [{ value: numerator / denominator, attributes }] : [],
      ),
    );
  const tools = report.by.tool.filter(({ name }) => TOOLS.has(name));
  return [
    metric('lastmile.ai.inserted', 'Characters that AI inserted in the window.', '{character}', [
      { value: report.inserted, attributes: {} },
    ]),
    metric('lastmile.ai.edits', 'Insertions by AI in the window.', '{edit}', [
      { value: report.edits, attributes: {} },
    ]),
    share('lastmile.ai.acceptance', 'Characters in a commit, of those that AI inserted.', [
      [report.acceptance, {}],
      ...tools.map((it) => [it.acceptance, { tool: it.name }] as const),
    ]),
    share(
      'lastmile.ai.rewrite',
      'Characters rewritten by me, deleted or undone, of those that AI inserted.',
      [[report.rewrite, {}], ...tools.map((it) => [it.rewrite, { tool: it.name }] as const)],
    ),
    share(
      'lastmile.ai.survival',
      'Committed AI characters still there unchanged.',
      report.survival.map(({ moment, rate }) => [rate, { moment }] as const),
    ),
    metric(
      'lastmile.ai.fate',
      'What became of the characters that AI inserted.',
      '{character}',
      report.fates.flatMap(({ moment, characters }) =>
        FATES.map((fate) => ({ value: characters[fate], attributes: { moment, fate } })),
      ),
    ),
    metric(
      'lastmile.ai.funnel',
      'Characters that reached each step from generated to valuable.',
      '{character}',
      report.funnel.flatMap(({ stage, characters }) =>
        characters === null ? [] : [{ value: characters, attributes: { step: stage } }],
      ),
    ),
    ...(delivery ? [...delivery.cycle, ...delivery.figures].map(ofFigure) : []),
  ].filter(({ points }) => points.length > 0);
}

type Attributes = Readonly<Record<string, string>>;

const metric = (
  name: string,
  description: string,
  unit: string,
  points: AggregateMetric['points'],
): AggregateMetric => ({ name, description, unit, points });

function ofFigure({ id, definition, unit, value, upper }: Figure): AggregateMetric {
  const points = value === null ? [] : [{ value, attributes: {} as Attributes }];
  if (upper) points.push({ value: upper.value, attributes: { percentile: String(upper.percentile) } });
  return metric(`lastmile.delivery.${id.replaceAll('-', '_')}`, definition, UNITS[unit], points);
}
