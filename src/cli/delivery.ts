/** Delivery figures for the command line, asked of the forge of the repository around. */

import { createGitHubDelivery } from '../adapters/forge/github/delivery.ts';
import type { Delivery } from '../domain/delivery/delivery.ts';
import { createDelivery } from '../services/delivery/delivery.ts';
import { log, systemClock } from './compose.ts';
import { endpointsIn, projectAround, reasonOf, tokenIn } from './forge.ts';
import { Failure, safe } from './terminal.ts';

/** @param toMs end of the window, epoch ms; fails with a sentence where there are none */
export async function deliveryHere(directory: string, fromMs: number, toMs: number): Promise<Delivery> {
  const endpoints = endpointsIn(process.env);
  const { remotes, rules } = await projectAround(directory, endpoints.host);
  const source = createGitHubDelivery({
    ...endpoints,
    token: async () => tokenIn(process.env),
    clock: systemClock,
    log,
  });
  const reader = createDelivery({
    accounts: async () => [{ source, account: null, repositories: remotes.slice(0, 1) }],
    rules: () => rules,
    clock: systemClock,
  });
  const outcome = await reader.delivery(fromMs, toMs);
  switch (outcome.kind) {
    case 'ready':
      return outcome.delivery;
    case 'no-repositories':
      throw new Failure('this repository has no remote at a forge');
    case 'failed':
      throw new Failure(`${outcome.host}: ${safe(reasonOf(outcome.failure))}`);
  }
}
