/** Open code-scanning alerts of pull requests: the one thing that GraphQL does not have. */

import type { PullRequest } from '../../../domain/pull-requests/pull-request.ts';
import type { Client } from './client.ts';

/** The app of GitHub's own code scanning; a check of the same name by another app has no alerts. */
const APP = 'github-advanced-security';
/** Requests that one look may spend on alerts. */
const AT_MOST = 20;

/** Whether the alerts of `now` may be others than were known: its code scanning has failed since, or again. */
export function mayHaveAlerts(now: PullRequest, known: PullRequest | undefined): boolean {
  const failedAt = ({ checks, headOid }: PullRequest): string =>
    checks
      .filter(({ app, state }) => app === APP && state === 'failed')
      .map(({ name, completedAtMs }) => `${headOid} ${name} ${completedAtMs}`)
      .join('\n');
  const failed = failedAt(now);
  return (
    failed !== '' && (known === undefined || known.securityAlerts === null || failed !== failedAt(known))
  );
}

/** Number of open alerts by pull request's id; null where they may not be read. */
export async function readAlerts(
  client: Client,
  pullRequests: readonly PullRequest[],
  signal: AbortSignal | undefined,
): Promise<Map<string, number | null>> {
  const numbers = await Promise.all(
    pullRequests.slice(0, AT_MOST).map(async ({ id, repository, number }) => {
      const [owner, repo] = repository.split('/');
      try {
        const alerts = await client.rest<readonly unknown[]>(
          'GET /repos/{owner}/{repo}/code-scanning/alerts',
          { owner, repo, ref: `refs/pull/${number}/merge`, state: 'open', per_page: 100 },
          signal,
        );
        return [id, alerts.length] as const;
      } catch {
        // Not turned on, or no access (404, 403): nothing is known, which is not the same as no alert.
        return [id, null] as const;
      }
    }),
  );
  return new Map(numbers);
}
