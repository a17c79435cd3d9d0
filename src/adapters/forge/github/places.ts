/** Where GitHub has the form for a new pull request and the commits of one. */

import type { PullRequest } from '../../../domain/pull-requests/pull-request.ts';

/** The head of a pull request, from a fork or not, in the repository that it is for. */
export const headRef = ({ number }: Pick<PullRequest, 'number'>): string => `refs/pull/${number}/head`;

/** The form for a pull request of `branch` into `base`. */
export function newPullRequestUrl(
  { host, repository }: { readonly host: string; readonly repository: string },
  base: string,
  branch: string,
): string {
  const branches = [base, branch].map((name) => name.split('/').map(encodeURIComponent).join('/'));
  return `https://${host}/${repository}/compare/${branches.join('...')}?expand=1`;
}
