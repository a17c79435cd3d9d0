// How well names of labels and checks are understood, over names that public repositories use.
//   node test/names.mjs           fails when docs/stages.md says something else
//   node test/names.mjs --write   makes it say so
//   node test/names.mjs --tune    what is misunderstood of the half that the words were chosen by
import { readFileSync, writeFileSync } from 'node:fs';
import { namesUnder } from '../src/domain/pull-requests/names.ts';
import { DEFAULT_RULES } from '../src/domain/pull-requests/rules.ts';

const DOCUMENT = 'docs/stages.md';
const names = namesUnder(DEFAULT_RULES);

/** `hold`, `qa waiting`, `security passed`, ... for a label; `qa` or `security` for a check; `none` for all others. */
export function understood({ name, kind, app }) {
  if (kind === 'check') return names.checkGate({ name, app }) ?? 'none';
  if (names.isHold(name)) return 'hold';
  for (const gate of ['security', 'qa']) {
    const state = names.labelState(name, gate);
    if (state) return `${gate} ${state}`;
  }
  return 'none';
}

export const entries = JSON.parse(readFileSync('test/fixtures/pull-requests/names.json', 'utf8'));

/** By the letters of the name, so that no one chooses: the words were chosen looking at the first half alone. */
const isTuned = ({ name }) => [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 2 === 0;
export const halves = {
  'chosen by': entries.filter(isTuned),
  'held back': entries.filter((it) => !isTuned(it)),
};

/** What was said rightly of all that was said, and of all that there was to say. */
export function figures(list) {
  const said = list.filter((it) => understood(it) !== 'none');
  const there = list.filter((it) => it.is !== 'none');
  const right = said.filter((it) => understood(it) === it.is);
  return {
    names: list.length,
    negatives: list.length - there.length,
    precision: right.length / said.length,
    recall: right.length / there.length,
  };
}

const percent = (share) => (Number.isNaN(share) ? 'no data' : `${Math.round(share * 1000) / 10} %`);
const cell = (text) => String(text).replaceAll('|', '\\|');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

function figuresTable() {
  const groups = Object.entries({ ...halves, both: entries }).flatMap(([half, list]) => [
    [half, 'labels', list.filter(({ kind }) => kind === 'label')],
    [half, 'checks and statuses', list.filter(({ kind }) => kind === 'check')],
  ]);
  return table(
    ['half', 'names of', 'names', 'of them about something else', 'precision', 'recall'],
    groups.map(([half, kind, list]) => {
      const { names: count, negatives, precision, recall } = figures(list);
      return [half, kind, count, negatives, percent(precision), percent(recall)];
    }),
  );
}

function missesTable() {
  const misses = entries.filter((it) => understood(it) !== it.is);
  return table(
    ['name', 'is', 'is taken for', 'in'],
    misses.map((it) => [`\`${it.name}\``, it.is, understood(it), it.source]),
  );
}

export function withTables(text) {
  let result = text;
  for (const [name, make] of Object.entries({ figures: figuresTable, misses: missesTable })) {
    const [begin, end] = [`<!-- ${name}: made by test/names.mjs -->`, `<!-- /${name} -->`];
    const [from, to] = [result.indexOf(begin), result.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${DOCUMENT} has no place for ${name}: ${begin} ... ${end}`);
    result = `${result.slice(0, from + begin.length)}\n${make()}\n${result.slice(to)}`;
  }
  return result;
}

if (import.meta.main) {
  if (process.argv.includes('--tune')) {
    for (const it of halves['chosen by'])
      if (understood(it) !== it.is) console.log(`${it.name}: ${it.is}, taken for ${understood(it)}`);
    console.log(figures(halves['chosen by']));
  } else {
    const text = readFileSync(DOCUMENT, 'utf8');
    const wanted = withTables(text);
    if (process.argv.includes('--write')) writeFileSync(DOCUMENT, wanted);
    else if (wanted !== text) {
      console.error(`${DOCUMENT} is out of date: node test/names.mjs --write`);
      process.exitCode = 1;
    }
  }
}
