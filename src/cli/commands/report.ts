/** `report`: what became of the AI code that was accepted. */

import { knownRepositoriesFolder } from '../../adapters/ledger/known-repositories.ts';
import { percentOf } from '../../domain/contribution.ts';
import type { Delivery, Figure } from '../../domain/delivery/delivery.ts';
import type {
  Fate,
  FunnelStage,
  IncidentRule,
  Rate,
  Report,
  ReportFilter,
  Slice,
} from '../../domain/retention/report.ts';
import { reportCsv } from '../../domain/retention/report-csv.ts';
import type { Invocation } from '../commands.ts';
import { ledgerIfAny, log, openProject, systemClock } from '../compose.ts';
import { deliveryHere } from '../delivery.ts';
import { systemReporter } from '../reporting.ts';
import { readSessionLogs } from '../session-logs.ts';
import { count, safe, type Terminal, table, WrongUsage } from '../terminal.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export async function run({ values, directory, terminal }: Invocation): Promise<number> {
  const { format } = values;
  if (format !== undefined && format !== 'csv' && format !== 'json')
    throw new WrongUsage('report: --format is csv or json');
  const filter: Partial<ReportFilter> = {
    ...(values.since !== undefined && { fromMs: momentOf('since', values.since) }),
    ...(values.until !== undefined && { toMs: momentOf('until', values.until) }),
    ...(typeof values.repo === 'string' && { repository: values.repo }),
    ...(typeof values.tool === 'string' && { tool: values.tool }),
  };
  const options = { folder: knownRepositoriesFolder(), clock: systemClock, log };
  let report: Report;
  if (values.all || values.repo !== undefined) report = await systemReporter(options).report(filter);
  else {
    const project = await openProject(directory);
    {
      using ledger = ledgerIfAny(project.git);
      if (ledger) await readSessionLogs(project, ledger);
    }
    report = await systemReporter({ ...options, only: project.git }).report(filter);
  }
  const { fromMs, toMs } = report.filter;
  const delivery = values.delivery ? await deliveryHere(directory, fromMs, toMs) : null;
  if (values.json || format === 'json') terminal.json(delivery ? { ...report, delivery } : report);
  else if (format === 'csv') terminal.print(reportCsv(report).trimEnd());
  else {
    printReport(terminal, report);
    if (delivery) printDelivery(terminal, delivery);
  }
  return 0;
}

/** The start of a day here (`2026-01-31`), a time in ISO 8601, or so many days ago (`90d`); epoch ms. */
function momentOf(option: string, value: string | boolean): number {
  const text = String(value);
  const [, days] = /^(\d+)d$/.exec(text) ?? [];
  if (days !== undefined) return systemClock.nowMs() - Number(days) * DAY_MS;
  // `Date.parse` takes a date without a time for UTC, and nearly anything else for some date: 90 is the year 1990.
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T.+)?$/.test(text);
  const atMs = isDate ? Date.parse(text.includes('T') ? text : `${text}T00:00`) : Number.NaN;
  if (Number.isNaN(atMs))
    throw new WrongUsage(`report: --${option} takes a date like 2026-01-31, or days like 90d`);
  return atMs;
}

const STAGE_NAMES: Readonly<Record<FunnelStage, string>> = {
  generated: 'generated',
  committed: 'committed',
  merged: 'merged',
  'incident-free': '30 days without incident',
  valuable: 'marked valuable',
};

const RULE_NAMES: Readonly<Record<IncidentRule, string>> = {
  reverted: 'the commit was reverted',
  'fix-names-it': 'a fix names it or its pull request',
  'line-in-incident-commit': "a line of it was changed by an incident's commit",
};

const FATE_NAMES: Readonly<Record<Fate, string>> = {
  kept: 'kept',
  'rewritten-by-me': 'rewritten by me',
  'rewritten-by-ai': 'rewritten by AI',
  'rewritten-by-others': 'rewritten by others',
  deleted: 'deleted',
  undone: 'undone',
};

const percent = ({ numerator, denominator }: Rate): string =>
  denominator === 0 ? 'no data' : `${percentOf(numerator / denominator)}%`;

const basis = ({ numerator, denominator, edits, coverage }: Rate): string =>
  denominator === 0
    ? ''
    : `${numerator} of ${count(denominator, 'character')}, ${count(edits, 'edit')}` +
      (coverage === null ? '' : `, ${percentOf(coverage)}% known`);

function printReport(terminal: Terminal, report: Report): void {
  const section = (title: string, rows: readonly (readonly string[])[], right: readonly number[] = []) => {
    if (rows.length === 0) return;
    terminal.print();
    terminal.print(terminal.style('bold', title));
    for (const line of table(rows, right)) terminal.print(`  ${line}`);
  };
  terminal.print(`${count(report.edits, 'AI edit')}, ${count(report.inserted, 'character')}`);
  if (report.edits === 0) {
    terminal.print('Once AI has edited a file, this tells what became of it.');
    printRemarks(terminal, report.remarks);
    return;
  }
  section('Rates', [
    ['accepted', percent(report.acceptance), basis(report.acceptance)],
    ['rewritten', percent(report.rewrite), basis(report.rewrite)],
    ['offered', report.offered === null ? 'not known' : String(report.offered), ''],
  ]);
  section(
    'What became of it',
    report.fates
      .filter(({ edits }) => edits > 0)
      .map(({ moment, characters, edits }) => [
        moment.replace('-', ' '),
        count(edits, 'edit'),
        (Object.keys(FATE_NAMES) as Fate[])
          .filter((fate) => characters[fate] > 0)
          .map((fate) => `${characters[fate]} ${FATE_NAMES[fate]}`)
          .join(', '),
      ]),
    [1],
  );
  section(
    'Still there after the commit',
    report.survival
      .filter(({ rate }) => rate.denominator > 0)
      .map(({ days, rate }) => [days === 0 ? 'at once' : count(days, 'day'), percent(rate), basis(rate)]),
  );
  section(
    'Value realization',
    report.funnel.map(({ stage, characters, eligible }) => [
      STAGE_NAMES[stage],
      characters === null ? 'no data' : `${characters} of ${count(eligible ?? 0, 'character')}`,
    ]),
  );
  section(
    'Commits with an incident',
    report.incidents.map(({ rule, commits }) => [RULE_NAMES[rule], String(commits)]),
  );
  const slices = (of: readonly Slice[]) =>
    of.map(({ name, acceptance, rewrite }) => [
      safe(name),
      `${percent(acceptance)} accepted`,
      `${percent(rewrite)} rewritten`,
      count(rewrite.edits, 'edit'),
    ]);
  section('By tool', slices(report.by.tool));
  section('By model', slices(report.by.model));
  section('By language', slices(report.by.language));
  section('By repository', slices(report.by.repository));
  section(
    'Most rewritten',
    report.files.map(({ repository, path, rewritten, inserted }) => [
      `${rewritten} of ${count(inserted, 'character')}`,
      safe(report.repositories.length > 1 ? `${repository}: ${path}` : path),
    ]),
    [0],
  );
  printRemarks(terminal, report.remarks);
}

function printRemarks(terminal: Terminal, remarks: readonly string[]): void {
  for (const remark of remarks) terminal.print(terminal.style('yellow', safe(remark)));
}

const UNITS: Readonly<Record<Figure['unit'], string>> = {
  hours: ' h',
  days: ' d',
  'per-day': ' a day',
  'per-week': ' a week',
  share: '',
};

const figureText = ({ unit, value }: Pick<Figure, 'unit' | 'value'>): string =>
  value === null
    ? 'no data'
    : unit === 'share'
      ? `${percentOf(value)}%`
      : `${Math.round(value * 10) / 10}${UNITS[unit]}`;

function printDelivery(terminal: Terminal, { cycle, figures, comparisons, remarks }: Delivery): void {
  const rowOf = (it: Figure): string[] => [
    it.isProxy ? `${it.title} (proxy)` : it.title,
    figureText(it),
    it.value === null ? (it.missing ?? '') : `of ${it.sample}`,
    it.upper ? `P${it.upper.percentile} ${figureText({ unit: it.unit, value: it.upper.value })}` : '',
  ];
  const compared = comparisons.map(({ heavy, others }) => [
    heavy.title,
    `AI-heavy ${figureText(heavy)} of ${heavy.sample}`,
    `others ${figureText(others)} of ${others.sample}`,
  ]);
  for (const [title, rows] of [
    ['Cycle time by stage', cycle.map(rowOf)],
    ['Pipeline', figures.map(rowOf)],
    ['AI-heavy pull requests beside the others', compared],
  ] as const) {
    terminal.print();
    terminal.print(terminal.style('bold', title));
    for (const line of table(rows)) terminal.print(`  ${line}`);
  }
  printRemarks(terminal, remarks);
}
