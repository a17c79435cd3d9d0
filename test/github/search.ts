/** Finds pull requests and issues by the qualifiers of GitHub's search. */

import { ownerOf } from './lookup.ts';
import { headCommit, reviewDecision, rollupState } from './review-state.ts';
import { parseSearch, type Query } from './search-query.ts';
import type { Issue, PullRequest, State } from './state.ts';
import { repositoryOf } from './state.ts';

export interface SearchContext {
  readonly state: State;
  /** login that `@me` stands for */
  readonly viewer: string;
  canSee(repository: string): boolean;
}

type Item = PullRequest | Issue;
type Test = (item: Item, value: string, context: SearchContext) => boolean;

/** No search shows more than this, whatever its count says. */
const MAX_RESULTS = 1000;

export function search(text: string, isAdvanced: boolean, context: SearchContext): Item[] {
  const { query, sort } = parseSearch(text, isAdvanced);
  const found = [...context.state.repositories.values()]
    .filter((repository) => context.canSee(repository.nameWithOwner))
    .flatMap((repository): Item[] => [...repository.pullRequests.values(), ...repository.issues.values()])
    .filter((item) => matches(item, query, context));
  return sorted(found, sort ?? 'created-desc').slice(0, MAX_RESULTS);
}

function matches(item: Item, query: Query, context: SearchContext): boolean {
  switch (query.kind) {
    case 'all':
      return query.of.every((it) => matches(item, it, context));
    case 'any':
      return query.of.some((it) => matches(item, it, context));
    case 'not':
      return !matches(item, query.of, context);
    case 'word':
      return item.title.toLowerCase().includes(query.text.toLowerCase());
    case 'qualifier': {
      const test = QUALIFIERS[query.name];
      // GitHub takes what it does not know for text
      return test
        ? test(item, query.value, context)
        : item.title.toLowerCase().includes(`${query.name}:${query.value}`.toLowerCase());
    }
  }
}

const pull =
  (test: (item: PullRequest, value: string, context: SearchContext) => boolean): Test =>
  (item, value, context) =>
    item.__typename === 'PullRequest' && test(item, value, context);

const person =
  (people: (item: Item) => readonly (string | null)[]): Test =>
  (item, value, { viewer }) =>
    people(item).some((it) => sameName(it, value === '@me' ? viewer : value));

const time =
  (of: (item: Item) => number | null): Test =>
  (item, value) => {
    const atMs = of(item);
    return atMs !== null && isWithin(atMs, value);
  };

const is: Test = (item, value, context) => {
  const isPullRequest = item.__typename === 'PullRequest';
  switch (value) {
    case 'pr':
    case 'pull-request':
      return isPullRequest;
    case 'issue':
      return !isPullRequest;
    case 'open':
      return isPullRequest ? item.state === 'OPEN' : item.closedAt === null;
    case 'closed':
      return item.closedAt !== null;
    case 'merged':
      return isPullRequest && item.state === 'MERGED';
    case 'unmerged':
      return isPullRequest && item.state !== 'MERGED';
    case 'draft':
      return isPullRequest && item.isDraft;
    case 'queued':
      return isPullRequest && item.queue !== null;
    case 'public':
    case 'private':
      return repositoryOf(context.state, item.repository).isPrivate === (value === 'private');
    case 'archived':
      return repositoryOf(context.state, item.repository).isArchived;
    default:
      return false;
  }
};

const QUALIFIERS: Readonly<Record<string, Test | undefined>> = {
  is,
  type: is,
  state: is,
  repo: (item, value) => sameName(item.repository, value),
  org: isOwnedBy,
  user: isOwnedBy,
  author: person((it) => [it.__typename === 'PullRequest' ? it.author : it.by]),
  assignee: person((it) => (it.__typename === 'PullRequest' ? it.assignees : [])),
  commenter: person(commenters),
  involves: person((it) =>
    it.__typename === 'PullRequest' ? [it.author, ...it.assignees, ...commenters(it)] : [it.by],
  ),
  'reviewed-by': person((it) =>
    it.__typename === 'PullRequest' ? it.reviews.map((review) => review.by) : [],
  ),
  'user-review-requested': person(requested),
  'review-requested': (item, value, context) => {
    const login = value === '@me' ? context.viewer : value;
    return requested(item).some(
      (of) =>
        sameName(of, login) ||
        context.state.teams.get(of)?.members.some((it) => sameName(it, login)) === true,
    );
  },
  'team-review-requested': (item, value) =>
    requested(item).some((of) => of.includes('/') && sameName(of, value)),
  label: (item, value) => value.split(',').some((label) => item.labels.some((it) => sameName(it, label))),
  draft: pull((it, value) => it.isDraft === (value === 'true')),
  archived: (item, value, { state }) =>
    repositoryOf(state, item.repository).isArchived === (value === 'true'),
  head: pull((it, value) => it.head.startsWith(value)),
  base: pull((it, value) => it.base.startsWith(value)),
  review: pull((it, value, { state }) => {
    const decision = reviewDecision(state, it);
    if (value === 'none') return it.reviews.length === 0;
    if (value === 'required') return decision === 'REVIEW_REQUIRED';
    return decision?.toLowerCase() === value.replace('-', '_');
  }),
  status: pull((it, value, { state }) => {
    const head = headCommit(state, it);
    const rollup = head && rollupState(head);
    return (rollup === 'ERROR' ? 'failure' : rollup?.toLowerCase()) === value;
  }),
  created: time((it) => it.createdAt),
  updated: time((it) => it.updatedAt),
  closed: time((it) => it.closedAt),
  merged: time((it) => (it.__typename === 'PullRequest' ? it.mergedAt : null)),
};

function isOwnedBy(item: Item, value: string, { viewer }: SearchContext): boolean {
  return sameName(ownerOf(item.repository), value === '@me' ? viewer : value);
}

function requested(item: Item): string[] {
  return item.__typename === 'PullRequest' ? item.requests.map((it) => it.of) : [];
}

function commenters(item: Item): string[] {
  if (item.__typename === 'Issue') return [];
  return [...item.comments, ...[...item.threads.values()].flatMap((it) => it.comments)].map((it) => it.by);
}

function sameName(a: string | null, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}

/** `>=2026-01-01`, `2026-01-01..2026-02-01`, `*..2026-02-01`, `2026-01-01` (that day). Dates are of UTC. */
function isWithin(atMs: number, value: string): boolean {
  const range = /^(.+?)\.\.(.+)$/.exec(value);
  if (range?.[1] && range[2]) return startOf(range[1]) <= atMs && atMs <= endOf(range[2]);
  const [, operator = '', when = ''] = /^(>=|<=|>|<)?(.*)$/.exec(value) ?? [];
  switch (operator) {
    case '>':
      return atMs > endOf(when);
    case '>=':
      return atMs >= startOf(when);
    case '<':
      return atMs < startOf(when);
    case '<=':
      return atMs <= endOf(when);
    default:
      return startOf(when) <= atMs && atMs <= endOf(when);
  }
}

const isDay = (when: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(when);
const startOf = (when: string): number => (when === '*' ? Number.NEGATIVE_INFINITY : Date.parse(when));
const endOf = (when: string): number =>
  when === '*' ? Number.POSITIVE_INFINITY : Date.parse(when) + (isDay(when) ? 86_399_999 : 0);

function sorted(items: readonly Item[], sort: string): Item[] {
  const [field, direction = 'desc'] = sort.split('-');
  const sign = direction === 'asc' ? 1 : -1;
  const key = (it: Item): number => (field === 'updated' ? it.updatedAt : it.createdAt);
  return items.toSorted((a, b) => sign * (key(a) - key(b) || a.number - b.number));
}
