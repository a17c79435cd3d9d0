/** Pull requests as a person reads them in a terminal: what to do next first. */

import { percentOf } from '../../domain/contribution.ts';
import type { ListName, Stage } from '../../domain/pull-requests/assessment.ts';
import type { BoardRow } from '../../services/pull-requests/board.ts';
import { safe, type Terminal, table } from '../terminal.ts';

const TITLES: Readonly<Record<ListName, string>> = {
  mine: 'My pull requests',
  'waiting-on-me': 'Waiting on me',
  team: 'Team',
};

const STAGES: Readonly<Record<Stage, string>> = {
  draft: 'draft',
  hold: 'on hold',
  conflict: 'conflict',
  'checks-failed': 'checks failed',
  'changes-requested': 'changes requested',
  'security-failed': 'security failed',
  review: 'review',
  security: 'security',
  qa: 'QA',
  checks: 'CI',
  behind: 'behind its base',
  'deploy-approval': 'deploy approval',
  'merge-queue': 'merge queue',
  ready: 'ready',
  deploy: 'deploy',
  done: 'done',
};

/** @param rows in the order in which they are to be read */
export function printBoard(
  terminal: Terminal,
  rows: readonly BoardRow[],
  lists: readonly ListName[],
  nowMs: number,
): void {
  let isFirst = true;
  for (const list of lists) {
    const listed = rows.filter((row) => row.lists.includes(list));
    if (listed.length === 0) continue;
    if (!isFirst) terminal.print();
    isFirst = false;
    terminal.print(terminal.style('bold', TITLES[list]));
    if (list === 'team') printByAuthor(terminal, listed, nowMs);
    else printRows(terminal, listed, nowMs);
  }
  if (isFirst) terminal.print('No pull requests.');
}

/** In alphabetical order: nobody is ranked. */
function printByAuthor(terminal: Terminal, rows: readonly BoardRow[], nowMs: number): void {
  const nameOf = ({ pullRequest }: BoardRow) => pullRequest.author?.name ?? '';
  const names = [...new Set(rows.map(nameOf))].sort((a, b) => a.localeCompare(b, 'en'));
  for (const name of names) {
    terminal.print(`  ${safe(name) || '(nobody)'}`);
    printRows(
      terminal,
      rows.filter((row) => nameOf(row) === name),
      nowMs,
      '    ',
    );
  }
}

function printRows(terminal: Terminal, rows: readonly BoardRow[], nowMs: number, indent = '  '): void {
  const columns = table(
    rows.map((row) => [
      row.isMyTurn ? '>' : '',
      `${safe(row.pullRequest.repository)}#${row.pullRequest.number}`,
      STAGES[row.stage],
      sinceText(row, nowMs),
      turnText(row),
      slaText(row),
      aiText(row),
      `${row.risk.band} risk`,
    ]),
    [3],
  );
  rows.forEach(({ pullRequest, why, hint }, i) => {
    terminal.print(`${indent}${columns[i]}  ${safe(pullRequest.title)}`);
    const next = hint ? `${why}; ${hint}` : why;
    terminal.print(`${indent}   ${terminal.style('dim', safe(next))}`);
  });
}

const MINUTE_MS = 60_000;
const STEPS: readonly (readonly [letter: string, ms: number])[] = [
  ['d', 24 * 60 * MINUTE_MS],
  ['h', 60 * MINUTE_MS],
  ['m', MINUTE_MS],
];

function sinceText({ sinceMs, isSinceAtLeast }: BoardRow, nowMs: number): string {
  if (sinceMs === null) return '?';
  const ms = Math.max(0, nowMs - sinceMs);
  const [letter, step] = STEPS.find(([, size]) => ms >= size) ?? ['m', MINUTE_MS];
  return `${isSinceAtLeast ? '>=' : ''}${Math.floor(ms / step)}${letter}`;
}

const turnText = ({ turn }: BoardRow): string => turn.map((who) => `@${safe(who)}`).join(' ');

function slaText({ sla }: BoardRow): string {
  switch (sla.state) {
    case 'breached':
      return `SLA ${sla.limitHours}h breached`;
    case 'soon':
      return `SLA ${sla.limitHours}h soon`;
    default:
      return '';
  }
}

const aiText = ({ ai }: BoardRow): string => (ai ? `AI ${percentOf(ai.share)}% ${ai.level}` : '');
