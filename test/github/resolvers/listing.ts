/** What lists of pull requests and issues can be narrowed to and ordered by. */

import type { Issue, PullRequest } from '../state.ts';

export interface PullRequestArguments {
  readonly states?: readonly string[] | null;
  readonly labels?: readonly string[] | null;
  readonly headRefName?: string | null;
  readonly baseRefName?: string | null;
  readonly orderBy?: { readonly field: string; readonly direction: 'ASC' | 'DESC' } | null;
}

export function filtered(
  pullRequests: readonly PullRequest[],
  { states, labels, headRefName, baseRefName, orderBy }: PullRequestArguments,
): PullRequest[] {
  const found = pullRequests.filter(
    (it) =>
      (!states || states.includes(it.state)) &&
      (!labels || labels.some((label) => it.labels.includes(label))) &&
      (!headRefName || it.head === headRefName) &&
      (!baseRefName || it.base === baseRefName),
  );
  return ordered(found, orderBy);
}

export function ordered<T extends PullRequest | Issue>(
  items: readonly T[],
  orderBy: PullRequestArguments['orderBy'],
): T[] {
  const time = (it: T) => (orderBy?.field === 'UPDATED_AT' ? it.updatedAt : it.createdAt);
  const sign = orderBy?.direction === 'DESC' ? -1 : 1;
  return items.toSorted((a, b) => sign * (time(a) - time(b) || a.number - b.number));
}
