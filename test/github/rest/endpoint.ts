/** The parts of the REST API that clients use beside GraphQL. */

import { createHash } from 'node:crypto';
import { type Endpoint, GATEWAY, limitedBy, primaryLimit } from '../graphql-endpoint.ts';
import type { Incoming, Outgoing } from '../server.ts';
import { Refused } from './route.ts';
import { ROUTES } from './routes.ts';

const NOT_FOUND: Outgoing = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
};

export function answerRest(endpoint: Endpoint, incoming: Incoming, path: string): Outgoing {
  const { faults, request, token, world } = endpoint;
  const { core } = token.budgets;
  const limited = limitedBy(endpoint);
  if (limited) return limited;
  const gateway = faults.strike('gateway', request, ({ overNodes = 0 }) => {
    return Number(incoming.url.searchParams.get('per_page') ?? 30) > overNodes;
  });
  if (gateway) return GATEWAY[gateway.status];
  for (const { method, pattern, answer } of ROUTES) {
    const found = incoming.method === method && pattern.exec(path);
    if (!found) continue;
    const parameters = found.slice(1).map(decodeURIComponent);
    const outgoing = orRefused(() => answer({ endpoint, parameters, incoming }));
    const etag = method === 'GET' && outgoing.status === 200 ? etagOf(outgoing.body) : null;
    const isKnown = etag !== null && incoming.headers['if-none-match'] === etag;
    // what has not changed costs nothing
    if (!isKnown && path !== '/rate_limit' && !core.take(1, world.now)) return primaryLimit(endpoint);
    const headers = { ...core.headers(world.now), ...(etag && { etag }), ...outgoing.headers };
    return isKnown ? { status: 304, headers } : { ...outgoing, headers };
  }
  return { ...NOT_FOUND, headers: core.headers(world.now) };
}

function orRefused(answer: () => Outgoing | null): Outgoing {
  try {
    return answer() ?? NOT_FOUND;
  } catch (error) {
    if (error instanceof Refused) return error.outgoing;
    throw error;
  }
}

function etagOf(body: unknown): string {
  return `W/"${createHash('sha256').update(JSON.stringify(body)).digest('hex')}"`;
}
