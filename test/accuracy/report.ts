/** The figures of docs/accuracy.md: what the classifier says of the recorded sessions, against what the editor named. */
import { readCorpus, SESSIONS, type Session } from './corpus.ts';
import { type Called, replay, type Truth, type Verdict } from './replay.ts';

const TRUTHS = ['ai', 'unnamed-ai', 'human', 'other'] as const satisfies readonly Truth[];
const CALLED = ['ai-observed', 'ai-inferred', 'human', 'unknown'] as const satisfies readonly Called[];

const NAMES: Readonly<Record<Truth, string>> = {
  ai: 'AI, named by the editor',
  'unnamed-ai': 'an agent that edits through an extension, not named',
  human: 'typed by a person',
  other: 'neither: pasted, completed, moved, formatted, another program',
};
const TITLES: Readonly<Record<Session, string>> = {
  train: 'The session that the rules were made with',
  validation: 'The session that they were corrected with',
  'held-out': 'The held-out session',
};

/** Characters, or edits, by what they are and what they are called. */
export type Matrix = Readonly<Record<Truth, Readonly<Record<Called, number>>>>;
type Unit = 'characters' | 'edits';

export function matrixOf(verdicts: readonly Verdict[], unit: Unit): Matrix {
  const row = () => Object.fromEntries(CALLED.map((it) => [it, 0])) as Record<Called, number>;
  const matrix = Object.fromEntries(TRUTHS.map((it) => [it, row()])) as Record<Truth, Record<Called, number>>;
  for (const { truth, called } of verdicts) {
    if (unit === 'edits') matrix[truth][mostOf(called)]++;
    else for (const [name, count] of called) matrix[truth][name] += count;
  }
  return matrix;
}

const mostOf = (called: ReadonlyMap<Called, number>): Called =>
  [...called].toSorted(([, a], [, b]) => b - a)[0]![0];

const sum = (counts: Readonly<Record<Called, number>>): number =>
  CALLED.reduce((total, it) => total + counts[it], 0);
const asAi = (counts: Readonly<Record<Called, number>>): number =>
  counts['ai-observed'] + counts['ai-inferred'];

/** Of what is AI, how much is called so; undefined where there is none. */
export function recall(
  verdicts: readonly Verdict[],
  unit: Unit,
  truths: readonly Truth[] = ['ai'],
): number | undefined {
  const matrix = matrixOf(verdicts, unit);
  const total = truths.reduce((count, it) => count + sum(matrix[it]), 0);
  return total === 0 ? undefined : truths.reduce((count, it) => count + asAi(matrix[it]), 0) / total;
}

/** Of what is called AI, how much is. */
export function precision(verdicts: readonly Verdict[], unit: Unit): number {
  const matrix = matrixOf(verdicts, unit);
  const total = TRUTHS.reduce((count, it) => count + asAi(matrix[it]), 0);
  return (asAi(matrix.ai) + asAi(matrix['unnamed-ai'])) / total;
}

const replayed = new Map<Session, readonly Verdict[]>();

/** Played once: nothing in a recording depends on when that is. */
export function verdictsOf(session: Session): readonly Verdict[] {
  const verdicts = replayed.get(session) ?? replay(readCorpus(session));
  replayed.set(session, verdicts);
  return verdicts;
}

const percent = (share: number | undefined): string =>
  share === undefined ? '' : `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

const blank = (count: number): string => (count === 0 ? '' : count.toLocaleString('en'));

function matrixTable(verdicts: readonly Verdict[], unit: Unit): string {
  const matrix = matrixOf(verdicts, unit);
  return table(
    [`${unit}: what it is`, 'called AI, observed', 'called AI, inferred', 'called human', 'called unknown'],
    TRUTHS.map((truth) => [NAMES[truth], ...CALLED.map((it) => blank(matrix[truth][it]))]),
  );
}

function sessionPart(session: Session): string {
  const verdicts = verdictsOf(session);
  const suggestions = verdicts.filter(({ family }) => family === 'inline suggestion');
  const of = (unit: Unit) => [
    percent(recall(suggestions, unit)),
    percent(recall(verdicts, unit)),
    percent(recall(verdicts, unit, ['ai', 'unnamed-ai'])),
    percent(precision(verdicts, unit)),
  ];
  return [
    `#### ${TITLES[session]}`,
    table(
      [
        'by',
        'recall of inline suggestions',
        'recall of all AI that the editor names',
        'recall with agents that it does not name',
        'precision of AI',
      ],
      [
        ['characters', ...of('characters')],
        ['edits', ...of('edits')],
      ],
    ),
    matrixTable(verdicts, 'characters'),
    matrixTable(verdicts, 'edits'),
  ].join('\n\n');
}

/** Every action of both sessions, with what its characters are and are called. */
function actionPart(): string {
  const rows = new Map<string, string[]>();
  for (const [at, session] of SESSIONS.entries()) {
    const byAction = new Map<string, Verdict[]>();
    for (const verdict of verdictsOf(session)) {
      const name = `${verdict.family}: ${verdict.action}`;
      byAction.set(name, [...(byAction.get(name) ?? []), verdict]);
    }
    for (const [name, verdicts] of byAction) {
      const row = rows.get(name) ?? [name, '', ''];
      row[at + 1] = shortly(verdicts);
      rows.set(name, row);
    }
  }
  const sorted = [...rows.values()].toSorted(([a], [b]) => (a! < b! ? -1 : 1));
  return table(['action', ...SESSIONS], sorted).replace(/\| ---:/g, '| ---');
}

/** `ai 120: ai-inferred 118, unknown 2` */
function shortly(verdicts: readonly Verdict[]): string {
  const matrix = matrixOf(verdicts, 'characters');
  return TRUTHS.filter((truth) => sum(matrix[truth]) > 0)
    .map((truth) => {
      const called = CALLED.filter((it) => matrix[truth][it] > 0);
      return `${truth} ${sum(matrix[truth])}: ${called.map((it) => `${it} ${matrix[truth][it]}`).join(', ')}`;
    })
    .join('; ');
}

const BEGIN = '<!-- figures: made by test/accuracy.mjs -->';
const END = '<!-- /figures -->';

/** The document with the figures as they are now. */
export function withFigures(document: string): string {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from < 0 || to < from)
    throw new Error(`docs/accuracy.md has no place for the figures: ${BEGIN} ... ${END}`);
  const figures = [
    ...SESSIONS.map(sessionPart),
    '#### By action',
    'In characters that are not white space: what they are, and what they are called.',
    actionPart(),
  ];
  return `${document.slice(0, from + BEGIN.length)}\n\n${figures.join('\n\n')}\n\n${document.slice(to)}`;
}
