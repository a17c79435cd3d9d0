/** The rows of the three lists of pull requests: groups, pull requests and what is inside one, as values with stable ids. */

import type { GateName, ReviewerClock, Stage } from '../../domain/pull-requests/assessment.ts';
import { hasFailed } from '../../domain/pull-requests/gates/checks.ts';
import { byUrgency } from '../../domain/pull-requests/order.ts';
import type { Check } from '../../domain/pull-requests/pull-request.ts';
import type { BoardRow, BoardState, ForgeState } from '../../services/pull-requests/board.ts';

export type ViewName = 'mine' | 'waiting' | 'team';
export const GROUPINGS = ['stage', 'developer', 'repository'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** In the order in which they are shown. */
const STAGE_GROUPS = [
  'your-turn',
  'author',
  'review',
  'qa',
  'security',
  'ci',
  'merge-queue',
  'ready',
  'deploy',
  'draft',
  'hold',
] as const;
export type StageGroup = (typeof STAGE_GROUPS)[number];

export type GroupName =
  | { readonly by: 'stage'; readonly stage: StageGroup }
  | { readonly by: 'developer' | 'repository'; readonly name: string }
  | { readonly by: 'queue'; readonly queue: 'ai-heavy' | 'snoozed' };

export interface ForgeRow {
  readonly kind: 'forge';
  readonly id: string;
  readonly forge: ForgeState;
}
export interface GroupRow {
  readonly kind: 'group';
  readonly id: string;
  readonly name: GroupName;
  /** pull requests in it, those of groups in it included */
  readonly count: number;
  readonly children: readonly (GroupRow | PullRequestRow)[];
}
export interface PullRequestRow {
  readonly kind: 'pullRequest';
  readonly id: string;
  readonly row: BoardRow;
  readonly isSnoozed: boolean;
  /** what the groups above it do not say already */
  readonly shows: {
    readonly stage: boolean;
    readonly turn: boolean;
    readonly author: boolean;
    readonly repository: boolean;
  };
}
/** One line inside a pull request. */
export interface DetailRow {
  readonly kind: 'detail';
  readonly id: string;
  readonly row: BoardRow;
  readonly detail: Detail;
}
export type Detail =
  | { readonly of: 'why' }
  | { readonly of: 'gate'; readonly gate: GateName }
  | { readonly of: 'unused'; readonly gates: readonly GateName[] }
  | { readonly of: 'reviewer'; readonly clock: ReviewerClock }
  | { readonly of: 'check'; readonly check: Check }
  | { readonly of: 'threads'; readonly count: number; readonly sinceMs: number | null }
  | { readonly of: 'alerts'; readonly count: number }
  | { readonly of: 'approval'; readonly environment: string; readonly who: readonly string[] }
  | { readonly of: 'incomplete'; readonly what: readonly string[] };

/**
 * In the place of rows that are on their way. The list keeps the focus while they come: that of a welcome text is lost
 * with it.
 */
export interface LoadingRow {
  readonly kind: 'loading';
  readonly id: string;
}

export type Row = ForgeRow | GroupRow | PullRequestRow | DetailRow | LoadingRow;

export interface ListOptions {
  readonly grouping: Grouping;
  /** shown are those that have every word of it in title, author, repository, number, branch or labels */
  readonly filter: string;
  isSnoozed(row: BoardRow): boolean;
}

const GATES: readonly GateName[] = ['ci', 'review', 'qa', 'security', 'deploy'];
const LIST_OF = { mine: 'mine', waiting: 'waiting-on-me', team: 'team' } as const;

/** The pull requests of a view, whatever is filtered or snoozed. */
export const rowsIn = (view: ViewName, { rows }: BoardState): BoardRow[] =>
  rows.filter(({ lists }) => lists.includes(LIST_OF[view]));

/** The top of one list: forges in trouble, groups in the order of stages or names, what is snoozed last. */
export function listOf(view: ViewName, state: BoardState, options: ListOptions): Row[] {
  const found = rowsIn(view, state).filter(matches(options.filter)).sort(byUrgency);
  const mayBeSnoozed = view !== 'team';
  const snoozed = found.filter((row) => mayBeSnoozed && options.isSnoozed(row));
  const awake = found.filter((row) => !mayBeSnoozed || !options.isSnoozed(row));
  const isHeavy = ({ ai }: BoardRow) => view === 'waiting' && ai?.level === 'heavy';
  const queue = (name: 'ai-heavy' | 'snoozed', rows: BoardRow[]): GroupRow[] => {
    const shows = { stage: true, turn: view !== 'waiting', author: view !== 'mine', repository: true };
    const children = rows.map((row) => leaf(view, row, name === 'snoozed', shows));
    const id = `${view}/${name}`;
    return rows.length === 0
      ? []
      : [{ kind: 'group', id, name: { by: 'queue', queue: name }, count: rows.length, children }];
  };
  const others = awake.filter((row) => !isHeavy(row));
  const list: Row[] = [
    ...troubles(view, state),
    ...queue('ai-heavy', awake.filter(isHeavy)),
    ...(view === 'team' ? teamGroups(others, options.grouping) : groups(view, others, options.grouping)),
    ...queue('snoozed', snoozed),
  ];
  return options.filter === '' ? list : list.map(asFound);
}

/** The editor remembers by its id that a group is closed; what was looked for is not to be hidden in one. */
const asFound = <R extends Row>(row: R): R =>
  row.kind === 'group' ? { ...row, id: `${row.id}?found`, children: row.children.map(asFound) } : row;

/** Where somebody is signed in somewhere, hosts that nobody has ever signed in at are nobody's business. */
export const inUse = (forges: readonly ForgeState[]): readonly ForgeState[] =>
  forges.some(({ viewer }) => viewer !== null)
    ? forges.filter(({ state, viewer }) => state !== 'signed-out' || viewer !== null)
    : forges;

/** Forges that have something to say for themselves; none when there is but one and nothing else to show. */
function troubles(view: ViewName, { forges: all, rows }: BoardState): ForgeRow[] {
  const forges = inUse(all);
  const troubled = forges.filter(({ state, hidden }) => state !== 'ok' || hidden.length > 0);
  if (forges.length === 1 && rows.length === 0 && forges[0]?.hidden.length === 0) return [];
  return troubled.map((forge) => ({
    kind: 'forge',
    id: `${view}/forge:${forge.id}:${forge.viewer ?? ''}`,
    forge,
  }));
}

/** Everybody with their pull requests by stage; in the other groupings people come second, or not at all. */
function teamGroups(rows: readonly BoardRow[], grouping: Grouping): GroupRow[] {
  if (grouping !== 'stage') return groups('team', rows, grouping);
  return keyed(rows, authorOf).map(([name, own]) => {
    const children = groups('team', own, 'stage', `team/developer:${name}/`);
    return group(`team/developer:${name}`, { by: 'developer', name }, own.length, children);
  });
}

function groups(
  view: ViewName,
  rows: readonly BoardRow[],
  grouping: Grouping,
  prefix = `${view}/`,
): GroupRow[] {
  if (grouping === 'stage')
    return STAGE_GROUPS.flatMap((stage) => {
      const own = rows.filter((row) => stageGroupOf(row) === stage);
      if (own.length === 0) return [];
      // Inside "your turn" and "author's turn" the stage says what there is to do.
      const isMixed = stage === 'your-turn' || stage === 'author' || stage === 'deploy';
      const isAuthors = stage === 'your-turn' || stage === 'author' || stage === 'ready' || stage === 'draft';
      const shows = { stage: isMixed, turn: !isAuthors, author: view === 'waiting', repository: true };
      const children = own.map((row) => leaf(view, row, false, shows));
      return [group(`${prefix}stage:${stage}`, { by: 'stage', stage }, own.length, children)];
    });
  const nameOf = grouping === 'developer' ? authorOf : ({ pullRequest }: BoardRow) => pullRequest.repository;
  const shows = {
    stage: true,
    turn: true,
    author: view !== 'mine' && grouping !== 'developer',
    repository: grouping !== 'repository',
  };
  return keyed(rows, nameOf).map(([name, own]) => {
    const children = own.map((row) => leaf(view, row, false, shows));
    return group(`${prefix}${grouping}:${name}`, { by: grouping, name }, own.length, children);
  });
}

const group = (id: string, name: GroupName, count: number, children: GroupRow['children']): GroupRow => ({
  kind: 'group',
  id,
  name,
  count,
  children,
});

/** Its id names no group, so that a selected pull request stays selected when it comes into another stage. */
const leaf = (
  view: ViewName,
  row: BoardRow,
  isSnoozed: boolean,
  shows: PullRequestRow['shows'],
): PullRequestRow => ({
  kind: 'pullRequest',
  id: `${view}/${row.pullRequest.key}`,
  row,
  isSnoozed,
  shows,
});

/** What is inside a pull request: why it is where it is, then its gates. */
export function detailsOf({ id, row }: PullRequestRow): DetailRow[] {
  const { gates, pullRequest } = row;
  const detail = (name: string, it: Detail): DetailRow => ({
    kind: 'detail',
    id: `${id}/${name}`,
    row,
    detail: it,
  });
  const used = GATES.filter((gate) => gates[gate].state !== 'na');
  const unused = GATES.filter((gate) => gates[gate].state === 'na');
  return [
    detail('why', { of: 'why' }),
    ...used.map((gate) => detail(gate, { of: 'gate', gate })),
    ...(unused.length > 0 ? [detail('unused', { of: 'unused', gates: unused })] : []),
    ...(pullRequest.incomplete.length > 0
      ? [detail('incomplete', { of: 'incomplete', what: pullRequest.incomplete })]
      : []),
  ];
}

/** What is inside a gate: reviewers with their clocks and threads, failing checks, findings, approvals waited for. */
export function insidesOf({ id, row, detail }: DetailRow): DetailRow[] {
  if (detail.of !== 'gate') return [];
  const inside = (name: string, it: Detail): DetailRow => ({
    kind: 'detail',
    id: `${id}/${name}`,
    row,
    detail: it,
  });
  const { pullRequest, reviewers, gates } = row;
  const failures = gates[detail.gate].failures.map((check) =>
    inside(`check:${check.app ?? ''}:${check.name}`, { of: 'check', check }),
  );
  switch (detail.gate) {
    case 'ci':
    case 'qa':
      return failures;
    case 'review': {
      const open = pullRequest.threads.filter(({ isResolved, isOutdated }) => !isResolved && !isOutdated);
      const times = open.flatMap(({ comments }) => comments[0]?.atMs ?? []);
      const sinceMs = times.length > 0 ? Math.min(...times) : null;
      return [
        ...reviewers.map((clock) => inside(`reviewer:${clock.who}`, { of: 'reviewer', clock })),
        ...(open.length > 0 ? [inside('threads', { of: 'threads', count: open.length, sinceMs })] : []),
      ];
    }
    case 'security': {
      const alerts = pullRequest.securityAlerts ?? 0;
      return [...failures, ...(alerts > 0 ? [inside('alerts', { of: 'alerts', count: alerts })] : [])];
    }
    case 'deploy':
      return gates.deploy.state === 'passed'
        ? []
        : pullRequest.environmentApprovals.map(({ environment, reviewers: asked }) =>
            inside(`approval:${environment}`, {
              of: 'approval',
              environment,
              who: asked.map(({ name }) => name),
            }),
          );
  }
}

/** Whether a failed check of it can be asked to run again. */
export const hasFailedChecks = ({ pullRequest }: BoardRow): boolean => pullRequest.checks.some(hasFailed);

/** Something is to be done about it; what one has put aside as a draft, or on hold, does not wait. */
export const waitsOnMe = ({ stage, isMyTurn }: Pick<BoardRow, 'stage' | 'isMyTurn'>): boolean =>
  isMyTurn && stage !== 'draft' && stage !== 'hold';

function stageGroupOf({ stage, isMyTurn }: Pick<BoardRow, 'stage' | 'isMyTurn'>): StageGroup {
  const own = GROUP_OF[stage];
  return isMyTurn && own !== 'ready' && own !== 'draft' && own !== 'hold' ? 'your-turn' : own;
}

const GROUP_OF: Readonly<Record<Stage, StageGroup>> = {
  draft: 'draft',
  hold: 'hold',
  conflict: 'author',
  'checks-failed': 'author',
  'changes-requested': 'author',
  'security-failed': 'author',
  review: 'review',
  security: 'security',
  qa: 'qa',
  checks: 'ci',
  behind: 'author',
  'deploy-approval': 'deploy',
  'merge-queue': 'merge-queue',
  ready: 'ready',
  deploy: 'deploy',
  done: 'deploy',
};

const authorOf = ({ pullRequest }: BoardRow): string => pullRequest.author?.name ?? '';

const collator = new Intl.Collator('en', { numeric: true });

/** In alphabetical order of the key; the order of rows is kept. */
function keyed(rows: readonly BoardRow[], keyOf: (row: BoardRow) => string): [string, BoardRow[]][] {
  const byKey = new Map<string, BoardRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const same = byKey.get(key);
    if (same) same.push(row);
    else byKey.set(key, [row]);
  }
  return [...byKey].sort(([a], [b]) => collator.compare(a, b) || (a < b ? -1 : 1));
}

function matches(filter: string): (row: BoardRow) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ pullRequest, stage }) => {
    const { title, repository, number, head, labels, author } = pullRequest;
    const text = [title, repository, `#${number}`, head, stage, `@${author?.name ?? ''}`, ...labels]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
