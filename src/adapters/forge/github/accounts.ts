/** From accounts that somebody is signed in with to connections: to their host, with their token, about its repositories. */

import type { Clock, Log } from '../../../services/ports.ts';
import { createGitHubDelivery } from './delivery.ts';
import { type Endpoints, endpointsOf, endpointsOfServer } from './endpoints.ts';

export interface GitHubAccount {
  /** address of its pages; null: the environment says where its API is */
  readonly server: string | null;
  token(): Promise<string | null>;
}

export const endpointsOfAccount = (
  { server }: Pick<GitHubAccount, 'server'>,
  env: NodeJS.ProcessEnv,
): Endpoints => (server === null ? endpointsOf(env) : endpointsOfServer(server));

export interface DeliveryAccountsOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly log: Log;
  /** `owner/name` of those that are looked at on a host */
  repositoriesAt(host: string): readonly string[];
}

/** What delivery is asked of: every account, about the repositories of its own host alone. */
export function deliveryAccounts(
  signedIn: readonly GitHubAccount[],
  { env, clock, log, repositoriesAt }: DeliveryAccountsOptions,
) {
  return signedIn.map((account) => {
    const { token } = account;
    const source = createGitHubDelivery({ ...endpointsOfAccount(account, env), token, clock, log });
    return { source, repositories: repositoriesAt(source.host) };
  });
}
