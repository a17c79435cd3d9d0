/** Where a GitHub's APIs are, and what its host is called. */

export interface Endpoints {
  /** `github.com` for the public one; else host, with a port where it is not the usual one */
  readonly host: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
}

export const PUBLIC: Endpoints = {
  host: 'github.com',
  apiUrl: 'https://api.github.com',
  graphqlUrl: 'https://api.github.com/graphql',
};

/** Of a server whose pages are at `url`. */
export function endpointsOfServer(url: string): Endpoints {
  const { host, origin, protocol } = new URL(url);
  if (host === PUBLIC.host) return PUBLIC;
  // Servers of GitHub's own with data in one region have their API beside, not below.
  if (host.endsWith('.ghe.com')) return endpointsOf({ GITHUB_API_URL: `${protocol}//api.${host}` });
  return { host, apiUrl: `${origin}/api/v3`, graphqlUrl: `${origin}/api/graphql` };
}

/** By the variables that GitHub's own tools read; one of them is enough. Throws `TypeError` for what is no address. */
export function endpointsOf(env: {
  readonly GITHUB_API_URL?: string | undefined;
  readonly GITHUB_GRAPHQL_URL?: string | undefined;
}): Endpoints {
  const apiUrl = without(env.GITHUB_API_URL);
  const graphqlUrl = without(env.GITHUB_GRAPHQL_URL);
  if (apiUrl === null && graphqlUrl === null) return PUBLIC;
  const api = apiUrl ?? apiBeside(graphqlUrl ?? '');
  const { host } = new URL(api);
  return {
    host: host.startsWith('api.') ? host.slice('api.'.length) : host,
    apiUrl: api,
    graphqlUrl: graphqlUrl ?? graphqlBeside(api),
  };
}

const graphqlBeside = (api: string): string =>
  api.endsWith('/api/v3') ? `${api.slice(0, -'/v3'.length)}/graphql` : `${api}/graphql`;

const apiBeside = (graphql: string): string =>
  graphql.endsWith('/api/graphql')
    ? `${graphql.slice(0, -'/graphql'.length)}/v3`
    : graphql.replace(/\/graphql$/, '');

/** Without a slash at the end; null for what is not set. */
const without = (url: string | undefined): string | null => (url ? url.replace(/\/+$/, '') : null);
