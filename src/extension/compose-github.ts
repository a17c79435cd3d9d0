/**
 * Makes the clients of GitHub for the accounts that are signed in. Loaded when accounts are first asked for: an editor
 * starts without what is needed to talk to GitHub.
 */

import { createGitHubDelivery } from '../adapters/forge/github/delivery.ts';
import { endpointsOf, endpointsOfServer } from '../adapters/forge/github/endpoints.ts';
import { createGitHubForge } from '../adapters/forge/github/forge.ts';
import type { SignedInAccount } from '../adapters/vscode/sign-in.ts';
import type { DeliveryAccount } from '../services/delivery/delivery.ts';
import type { Forge } from '../services/forge.ts';
import type { Clock, Log } from '../services/ports.ts';

interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
}

export const openForge = (account: SignedInAccount, { clock, log }: Surroundings): Forge =>
  createGitHubForge({ ...placeOf(account), clock, log });

/** Every account, with the repositories of its own host alone: `owner/name` of those that are looked at there. */
export const deliveryAccounts = (
  signedIn: readonly SignedInAccount[],
  repositoriesAt: (host: string) => readonly string[],
  { clock, log }: Surroundings,
): DeliveryAccount[] =>
  signedIn.map((account) => {
    const source = createGitHubDelivery({ ...placeOf(account), clock, log });
    return { source, account: account.account, repositories: repositoriesAt(source.host) };
  });

const placeOf = ({ server, token }: SignedInAccount) => ({
  ...(server === null ? endpointsOf(process.env) : endpointsOfServer(server)),
  token,
});
