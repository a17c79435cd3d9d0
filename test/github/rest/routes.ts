/** What each path answers. */

import { type Endpoint, viewerOf } from '../graphql-endpoint.ts';
import { isoTime } from '../schema.ts';
import type { Incoming, Outgoing } from '../server.ts';

export interface Asked {
  readonly endpoint: Endpoint;
  /** what the groups of the route's pattern hold */
  readonly parameters: readonly string[];
  readonly incoming: Incoming;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly pattern: RegExp;
  /** null where there is nothing of that name, or nothing that the token may see */
  readonly answer: (asked: Asked) => Outgoing | null;
}

export const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    pattern: /^\/user$/,
    answer: ({ endpoint }) => {
      const { login, id, databaseId, name, createdAt } = viewerOf(endpoint);
      const body = { login, id: databaseId, node_id: id, name, type: 'User', created_at: isoTime(createdAt) };
      return { status: 200, body };
    },
  },
  {
    method: 'GET',
    pattern: /^\/rate_limit$/,
    answer: ({ endpoint: { token, world } }) => {
      const of = (resource: 'core' | 'graphql') => {
        const { limit, used, remaining, resetAt } = token.budgets[resource].at(world.now);
        return { limit, used, remaining, reset: Math.ceil(resetAt / 1000) };
      };
      return {
        status: 200,
        body: { resources: { core: of('core'), graphql: of('graphql') }, rate: of('core') },
      };
    },
  },
];
