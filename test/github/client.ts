/** Asks a local GitHub, with nothing between the test and HTTP. */

import type { Answer } from './graphql.ts';
import type { GitHub } from './server.ts';

export interface Client {
  /** rejects unless the status is 200 */
  query(query: string, variables?: Record<string, unknown>): Promise<Answer & { readonly data: never }>;
  post(body: unknown): Promise<Response>;
  rest(path: string, init?: RequestInit): Promise<Response>;
}

export function graphqlOf(
  { graphqlUrl, restUrl }: Pick<GitHub, 'graphqlUrl' | 'restUrl'>,
  token = 'token-of-dana',
): Client {
  const headers = { authorization: `bearer ${token}` };
  const post = (body: unknown) => fetch(graphqlUrl, { method: 'POST', headers, body: JSON.stringify(body) });
  return {
    post,
    async query(query, variables) {
      const response = await post({ query, variables });
      if (response.status !== 200) throw new Error(`status ${response.status}: ${await response.text()}`);
      return (await response.json()) as Answer & { data: never };
    },
    rest: (path, init) => fetch(`${restUrl}${path}`, { ...init, headers: { ...headers, ...init?.headers } }),
  };
}
