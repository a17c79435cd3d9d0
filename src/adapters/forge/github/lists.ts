/** The lists: what is searched for, page by page, all searches in one request. */

import type { ListName } from '../../../domain/pull-requests/assessment.ts';
import type { ForgeScope } from '../../../services/forge.ts';
import { type Answers, askOnce, NO_ANSWERS, together } from './ask.ts';
import type { Client } from './client.ts';
import { isOverload } from './failures.ts';
import { type Dialect, PAGE, SEARCH_LIMIT, searchPart } from './queries.ts';
import { items, type Page, type RowNode } from './shapes.ts';

export interface Search {
  readonly list: ListName;
  readonly query: string;
  readonly state: RowNode['state'];
}

/** Names in one search: GitHub takes about 256 characters beside them. */
const NAMES = 15;
const DAY_MS = 86_400_000;

/** @param membersOf people of a team, `organisation/team`; empty while they are not known */
export function searchesOf(
  scope: ForgeScope,
  membersOf: (team: string) => readonly string[],
  nowMs: number,
): Search[] {
  const { repositories, organisations, teams, narrow, deployDays } = scope;
  const repos = chunks(repositories.map((name) => `repo:${name}`)).map((names) => names.join(' '));
  const own = narrow ? repos : [''];
  const wider = narrow
    ? []
    : [
        ...organisations.map((name) => `org:${name}`),
        ...teams.flatMap((team) =>
          membersOf(team).map((person) => `author:${person} org:${team.split('/')[0]}`),
        ),
      ];
  const open = (list: ListName, what: string): Search => ({
    list,
    query: `is:pr is:open archived:false ${what}`.trim(),
    state: 'OPEN',
  });
  const since = new Date(nowMs - deployDays * DAY_MS).toISOString().slice(0, 10);
  const merged = (list: ListName, what: string): Search => ({
    list,
    query: `is:pr is:merged archived:false merged:>=${since} ${what}`.trim(),
    state: 'MERGED',
  });
  const lists = (of: (list: ListName, what: string) => Search) => [
    ...own.map((what) => of('mine', `author:@me ${what}`)),
    ...[...repos, ...wider].map((what) => of('team', what)),
  ];
  return [
    ...lists(open),
    ...own.map((what) => open('waiting-on-me', `review-requested:@me -author:@me ${what}`)),
    ...(deployDays > 0 ? lists(merged) : []),
  ];
}

function chunks(names: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(names.length / NAMES) }, (_, i) =>
    names.slice(i * NAMES, (i + 1) * NAMES),
  );
}

export interface Found {
  readonly node: RowNode;
  readonly lists: ReadonlySet<ListName>;
}

export interface Lists {
  /** by id */
  readonly found: ReadonlyMap<string, Found>;
  /** searches without an answer, or with one that was cut short */
  readonly incomplete: readonly Search[];
  readonly answers: Answers;
}

/** Follows every search to its end, or to where GitHub's searches end. Halves the pages where they are too much. */
export async function readLists(
  client: Client,
  dialect: Dialect,
  searches: readonly Search[],
  signal: AbortSignal | undefined,
): Promise<Lists> {
  const found = new Map<string, { node: RowNode; lists: Set<ListName> }>();
  let answers = NO_ANSWERS;
  let first = PAGE;
  let open: { search: Search; after: string | null; seen: number }[] = searches.map((search) => ({
    search,
    after: null,
    seen: 0,
  }));
  while (open.length > 0) {
    const parts = open.map(({ search, after }, i) =>
      searchPart(dialect, `s${i}`, search.query, first, after),
    );
    let reply: Answers;
    try {
      reply = await askOnce(client, parts, signal);
    } catch (error) {
      if (!isOverload(error) || first < 10)
        return { found, incomplete: open.map(searchIn), answers: { ...answers, error } };
      first = Math.ceil(first / 2);
      continue;
    }
    answers = together(answers, reply);
    open = open.flatMap(({ search, seen }, i) => {
      const page = reply.values.get(`s${i}`) as Page<RowNode> | null;
      const nodes = items(page).filter(({ id }) => id);
      // The index of a search lags behind: what it finds may have been closed since.
      for (const node of nodes.filter(({ state }) => state === search.state)) {
        const known = found.get(node.id);
        if (known) known.lists.add(search.list);
        else found.set(node.id, { node, lists: new Set([search.list]) });
      }
      const after = page?.pageInfo?.hasNextPage ? page.pageInfo.endCursor : null;
      const total = seen + first;
      return after !== null && total < SEARCH_LIMIT ? [{ search, after, seen: total }] : [];
    });
  }
  const incomplete = searches.filter((_, i) => answers.problems.has(`s${i}`));
  return { found, incomplete, answers };
}

const searchIn = ({ search }: { search: Search }): Search => search;
