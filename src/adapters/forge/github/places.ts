/** Where GitHub has the form for a new pull request, the commits of one, and the door to an organisation. */

import type { PullRequest } from '../../../domain/pull-requests/pull-request.ts';

/** The head of a pull request, from a fork or not, in the repository that it is for. */
export const headRef = ({ number }: Pick<PullRequest, 'number'>): string => `refs/pull/${number}/head`;

/** Where an organisation's single sign-on begins. */
export const signOnUrl = (host: string, organisation: string): string =>
  `https://${host}/orgs/${encodeURIComponent(organisation)}/sso`;

/** The form for a pull request of `branch` into `base`. */
export function newPullRequestUrl(
  { host, repository }: { readonly host: string; readonly repository: string },
  base: string,
  branch: string,
): string {
  const branches = [base, branch].map((name) => name.split('/').map(encodeURIComponent).join('/'));
  return `https://${host}/${repository}/compare/${branches.join('...')}?expand=1`;
}
