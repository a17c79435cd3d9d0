/** A report as comma-separated values (RFC 4180): one row for each figure, whatever it is of. */

import { FATES, type Rate, type Report } from './report.ts';

const COLUMNS = [
  'section',
  'name',
  'figure',
  'numerator',
  'denominator',
  'share',
  'edits',
  'coverage',
] as const;
type Cell = string | number | null;

/** Times as ISO 8601; shares 0..1; an empty cell is "no data". Lines end in CR LF. */
export function reportCsv(report: Report): string {
  const rows: Cell[][] = [[...COLUMNS]];
  const add = (section: string, name: string, figure: string, rate: Rate) =>
    rows.push([
      section,
      name,
      figure,
      rate.numerator,
      rate.denominator,
      rate.denominator > 0 ? rate.numerator / rate.denominator : null,
      rate.edits,
      rate.coverage,
    ]);
  const both = (section: string, name: string, of: { acceptance: Rate; rewrite: Rate }) => {
    add(section, name, 'acceptance', of.acceptance);
    add(section, name, 'rewrite', of.rewrite);
  };

  both('total', `${isoDate(report.filter.fromMs)}/${isoDate(report.filter.toMs)}`, report);
  for (const week of report.weeks) both('week', isoDate(week.startMs), week);
  for (const by of ['tool', 'model', 'language', 'repository'] as const)
    for (const slice of report.by[by]) both(by, slice.name, slice);
  for (const { moment, characters, edits } of report.fates) {
    const all = FATES.reduce((sum, fate) => sum + characters[fate], 0);
    for (const fate of FATES)
      add('fate', moment, fate, { numerator: characters[fate], denominator: all, edits, coverage: null });
  }
  for (const { moment, rate } of report.survival) add('survival', moment, 'kept', rate);
  for (const { stage, characters, eligible } of report.funnel) {
    const share = characters !== null && eligible ? characters / eligible : null;
    rows.push(['funnel', stage, 'characters', characters, eligible, share, null, null]);
  }
  for (const { rule, commits } of report.incidents)
    rows.push(['incidents', rule, 'commits', commits, null, null, null, null]);
  for (const file of report.files)
    rows.push(['file', `${file.repository}: ${file.path}`, 'rewritten', ...part(file), null, null]);
  for (const edit of report.costliest)
    rows.push(['edit', `${edit.repository}: ${edit.path}`, edit.tool, ...part(edit), null, null]);
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

const part = ({ rewritten, inserted }: { rewritten: number; inserted: number }): Cell[] => [
  rewritten,
  inserted,
  inserted > 0 ? rewritten / inserted : null,
];

const isoDate = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** A name that begins like a formula is text to a spreadsheet only behind an apostrophe. */
function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
