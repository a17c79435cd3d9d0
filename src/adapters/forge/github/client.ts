/** The connection to one account of one GitHub: Octokit, loaded when first needed, and what its answers cost. */

import type { ForgeCost } from '../../../domain/pull-requests/forge-answer.ts';
import type { Clock, Log } from '../../../services/ports.ts';
import {
  causeForLog,
  type Headers,
  isTooMuch,
  type Problem,
  problemsIn,
  Refused,
  type SignOn,
  signOnsOf,
} from './failures.ts';

export interface ClientOptions {
  /** host, with a port where it is not the usual one */
  readonly host: string;
  /** asked before every request; null: nobody is signed in */
  readonly token: () => Promise<string | null>;
  /** `https://api.github.com`, `https://HOST/api/v3` */
  readonly apiUrl: string;
  /** `https://api.github.com/graphql`, `https://HOST/api/graphql` */
  readonly graphqlUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch?: typeof globalThis.fetch;
  /** Whether calls are spaced by a second, as GitHub asks of clients. By default on github.com: a server of one's own has no such limits. */
  readonly isPaced?: boolean;
}

export interface Reply<T> {
  readonly data: T;
  /** what GitHub left out of `data`, and why */
  readonly problems: readonly Problem[];
  /** organisations that withhold something */
  readonly signOns: readonly SignOn[];
}

/** Any call may reject with what `failureOf` and `isOverload` understand. */
export interface Client {
  graphql<T>(query: string, variables: Record<string, unknown>, signal?: AbortSignal): Promise<Reply<T>>;
  /** `route` as in `GET /repos/{owner}/{repo}`. A document that has not changed since is not sent again. */
  rest<T>(route: string, parameters: Record<string, unknown>, signal?: AbortSignal): Promise<T>;
  /** what was spent since it was asked last */
  takeCost(): ForgeCost;
  /** scopes of the token; null where GitHub does not say, as for fine-grained tokens, or nothing was asked yet */
  scopes(): readonly string[] | null;
}

/** GitHub itself gives up after ten seconds. */
const TIMEOUT_MS = 20_000;
/** What is worth waiting for in the middle of a look; for longer, the look ends and says until when. */
const LONGEST_WAIT_S = 3;

export async function createClient(options: ClientOptions): Promise<Client> {
  const [{ Octokit }, { throttling }, { retry }] = await Promise.all([
    import('@octokit/core'),
    import('@octokit/plugin-throttling'),
    import('@octokit/plugin-retry'),
  ]);
  const { apiUrl, graphqlUrl, log } = options;
  const mayWait = (waitS: number, _: unknown, __: unknown, retries: number): boolean =>
    waitS <= LONGEST_WAIT_S && retries === 0;
  const octokit = new (Octokit.plugin(throttling, retry))({
    baseUrl: apiUrl,
    userAgent: 'lastmile',
    request: { fetch: withTimeout(options.fetch ?? globalThis.fetch) },
    // A question that was too much is asked again in parts, not as it is.
    retry: { retries: 1, doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451, 502, 504] },
    throttle: {
      // The limits are those of an account: one queue for each of them.
      id: crypto.randomUUID(),
      enabled: options.isPaced ?? options.host === 'github.com',
      onRateLimit: () => false,
      onSecondaryRateLimit: mayWait,
    },
    log: {
      debug() {},
      info() {},
      warn: (message) => log.warn('GitHub', causeForLog(message)),
      error: (message) => log.warn('GitHub', causeForLog(message)),
    },
  });

  let cost: ForgeCost = { requests: 0, points: 0, remaining: null };
  let scopes: readonly string[] | null = null;
  octokit.hook.before('request', async (request) => {
    const token = await options.token();
    if (token === null) throw new Refused({ kind: 'signed-out' });
    request.headers.authorization = `bearer ${token}`;
    cost = { ...cost, requests: cost.requests + 1 };
  });
  const noteHeaders = (headers: Headers | undefined) => {
    const granted = headers?.['x-oauth-scopes'];
    if (typeof granted === 'string') scopes = granted.split(/,\s*/).filter(Boolean);
  };
  octokit.hook.after('request', ({ headers }) => noteHeaders(headers as Headers));

  /** the last answer to each address that GitHub gave a version to */
  const documents = new Map<string, { version: string; data: unknown }>();

  return {
    async graphql<T>(query: string, variables: Record<string, unknown>, signal?: AbortSignal) {
      const request = { query, variables, request: signal ? { signal } : {} };
      const response = await octokit
        .request({ method: 'POST', url: graphqlUrl, ...request })
        .catch(answerOfFailure);
      const { data } = response.data as { data?: (T & { rateLimit?: RateLimit | null }) | null };
      const problems = problemsIn(response.data);
      const spent = data?.rateLimit;
      if (spent) cost = { ...cost, points: cost.points + spent.cost, remaining: spent.remaining };
      // Nothing but problems, or an answer cut short: for the caller the same as if GitHub had refused.
      if (!data || problems.some((it) => isTooMuch(it) || it.type === 'RATE_LIMITED'))
        throw Object.assign(new Error(problems[0]?.message ?? 'an answer without data'), {
          status: response.status,
          response,
        });
      return { data, problems, signOns: signOnsOf(response.headers as Headers) };
    },

    async rest<T>(route: string, parameters: Record<string, unknown>, signal?: AbortSignal) {
      const key = `${route} ${JSON.stringify(parameters)}`;
      const known = route.startsWith('GET ') ? documents.get(key) : undefined;
      try {
        const response = await octokit.request(route, {
          ...parameters,
          ...(known && { headers: { 'if-none-match': known.version } }),
          request: signal ? { signal } : {},
        });
        const version = response.headers.etag;
        if (route.startsWith('GET ') && version) documents.set(key, { version, data: response.data });
        return response.data as T;
      } catch (error) {
        if (known && (error as { status?: number }).status === 304) return known.data as T;
        throw error;
      }
    },

    takeCost() {
      const spent = cost;
      cost = { requests: 0, points: 0, remaining: spent.remaining };
      return spent;
    },
    scopes: () => scopes,
  };
}

/** The plugin for retries takes an answer for failed in which something went wrong, though the rest of it is there. */
function answerOfFailure(error: unknown): { status: number; headers: object; data: unknown } {
  const response = (error as { response?: ReturnType<typeof answerOfFailure> } | null)?.response;
  const data = (response?.data as { data?: unknown } | undefined)?.data;
  if (response?.status === 200 && data) return response;
  throw error;
}

interface RateLimit {
  readonly cost: number;
  readonly remaining: number;
}

const withTimeout =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  (input, init) => {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    return fetch(input, { ...init, signal });
  };
