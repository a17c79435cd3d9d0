/** What went wrong between us and GitHub, said once in the words of the port; the rest of the adapter throws `Refused`. */

import type { ForgeFailure } from '../../../domain/pull-requests/forge-answer.ts';

/** An expected failure on its way to the port, where it becomes a value again. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly failure: ForgeFailure;

  constructor(failure: ForgeFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** One of `errors` in an answer to a GraphQL query. */
export interface Problem {
  readonly type?: string | undefined;
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: { readonly saml_failure?: boolean } | undefined;
}

export type Headers = Readonly<Record<string, string | number | undefined>>;

/** What Octokit throws, as far as it is looked at. `response` is missing where no answer came. */
interface RequestFailure {
  readonly status: number;
  readonly message: string;
  readonly cause?: unknown;
  readonly response?: { readonly status: number; readonly headers: Headers; readonly data?: unknown };
}

/** Seconds to wait for GitHub when it does not say for how long: its documentation asks for at least a minute. */
const DEFAULT_WAIT_S = 60;

/** Codes of a machine that is not on the network, or of a server that is not there. */
const OFFLINE = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

export function failureOf(error: unknown, nowMs: number): ForgeFailure {
  if (error instanceof Refused) return error.failure;
  if (!isRequestFailure(error))
    return { kind: 'error', message: error instanceof Error ? error.message : String(error) };
  const { response } = error;
  return response ? failureOfAnswer(response, nowMs) : failureOfConnection(error);
}

function failureOfAnswer(
  { status, headers, data }: NonNullable<RequestFailure['response']>,
  nowMs: number,
): ForgeFailure {
  if (status === 401) return { kind: 'signed-out' };
  const limited = rateLimitOf(status, headers, data, nowMs);
  if (limited) return limited;
  const [signOn] = signOnsOf(headers);
  if (signOn) return { kind: 'sso-required', ...signOn };
  const scopes = missingScopes(headers);
  if (status === 403 && scopes.length > 0) return { kind: 'scope-missing', scopes };
  const told = status < 500 ? failureOfProblems(problemsIn(data)) : null;
  return told ?? { kind: 'error', message: `GitHub answered ${status}` };
}

function failureOfProblems([first]: readonly Problem[]): ForgeFailure | null {
  if (!first) return null;
  if (first.extensions?.saml_failure) return { kind: 'sso-required', organisation: '', url: null };
  if (first.type === 'INSUFFICIENT_SCOPES') return { kind: 'scope-missing', scopes: [scopeIn(first)] };
  return { kind: 'error', message: first.message };
}

/** The first of the scopes that would do; GitHub names them in the message alone. */
const scopeIn = ({ message }: Problem): string => /\['([\w:]+)'/.exec(message)?.[1] ?? 'read:org';

/**
 * Both limits of GitHub: the primary one, told by what remains, and the secondary one, told by `retry-after` or by the
 * page that the answer points to (docs.github.com, "Exceeding the rate limit").
 */
function rateLimitOf(status: number, headers: Headers, data: unknown, nowMs: number): ForgeFailure | null {
  const isLimit =
    status === 403 || status === 429 || problemsIn(data).some(({ type }) => type === 'RATE_LIMITED');
  if (!isLimit) return null;
  const waitS = Number(headers['retry-after']);
  if (waitS > 0) return { kind: 'rate-limited', retryAtMs: nowMs + waitS * 1000 };
  if (String(headers['x-ratelimit-remaining']) === '0' || status === 200) {
    const resetMs = Number(headers['x-ratelimit-reset']) * 1000;
    return { kind: 'rate-limited', retryAtMs: resetMs > nowMs ? resetMs : nowMs + DEFAULT_WAIT_S * 1000 };
  }
  const page = (data as { documentation_url?: unknown } | undefined)?.documentation_url;
  if (status === 429 || /rate-limit/.test(String(page)))
    return { kind: 'rate-limited', retryAtMs: nowMs + DEFAULT_WAIT_S * 1000 };
  return null;
}

export interface SignOn {
  /** its name; its number after a `#` where GitHub tells no more; empty where it tells nothing */
  readonly organisation: string;
  readonly url: string | null;
}

/**
 * What organisations withhold until single sign-on: `required; url=https://github.com/orgs/acme/sso?...` for what was
 * asked for, `partial-results; organizations=21955855,20582480` for what was searched for.
 */
export function signOnsOf(headers: Headers): SignOn[] {
  const text = String(headers['x-github-sso'] ?? '');
  if (text.startsWith('partial-results')) {
    const numbers = /organizations=([\d,]+)/.exec(text)?.[1]?.split(',') ?? [];
    return numbers.map((number) => ({ organisation: `#${number}`, url: null }));
  }
  if (!text.startsWith('required')) return [];
  const url = /url=(\S+)/.exec(text)?.[1] ?? null;
  return [{ organisation: /\/(?:orgs|enterprises)\/([^/?]+)/.exec(url ?? '')?.[1] ?? '', url }];
}

function missingScopes(headers: Headers): string[] {
  const list = (name: string) => String(headers[name] ?? '').split(/,\s*/);
  const granted = list('x-oauth-scopes');
  const accepted = list('x-accepted-oauth-scopes').filter(Boolean);
  return accepted.some((scope) => granted.includes(scope)) ? [] : accepted.slice(0, 1);
}

function failureOfConnection({ cause, message }: RequestFailure): ForgeFailure {
  if (isTimeout(cause)) return { kind: 'error', message: 'GitHub did not answer in time' };
  const code = codeOf(cause);
  if (code !== null && OFFLINE.has(code)) return { kind: 'offline' };
  return { kind: 'error', message: code ?? message };
}

/** The code of the innermost of an error's causes: `fetch` wraps what the socket said. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  const { code } = error as { code?: unknown };
  return codeOf(inner) ?? (typeof code === 'string' ? code : null);
}

const isTimeout = (cause: unknown): boolean => cause instanceof Error && cause.name === 'TimeoutError';

const isRequestFailure = (error: unknown): error is RequestFailure =>
  error instanceof Error && ('response' in error || (error as { status?: unknown }).status !== undefined);

export const problemsIn = (data: unknown): readonly Problem[] =>
  (data as { errors?: readonly Problem[] } | null | undefined)?.errors ?? [];

/** Scopes that parts of an answer, or all of it, were withheld for. */
export const scopesMissed = (problems: readonly Problem[]): string[] => [
  ...new Set(problems.filter(({ type }) => type === 'INSUFFICIENT_SCOPES').map(scopeIn)),
];

/** The problems in what a request failed with, if it got so far. */
export const problemsOf = (error: unknown): readonly Problem[] =>
  isRequestFailure(error) ? problemsIn(error.response?.data) : [];

/** Kinds of problems by which GitHub says that a query asked for too much at once. */
const TOO_MUCH = new Set(['MAX_NODE_LIMIT_EXCEEDED', 'RESOURCE_LIMITS_EXCEEDED']);
export const isTooMuch = ({ type }: Problem): boolean => TOO_MUCH.has(type ?? '');

/** Whether the same question in smaller parts may be answered: the server gave up on it, or took too long. */
export function isOverload(error: unknown): boolean {
  if (!isRequestFailure(error)) return false;
  const { response } = error;
  if (!response) return isTimeout(error.cause);
  return error.status >= 500 || problemsIn(response.data).some(isTooMuch);
}

/** For the log: what happened, without headers, addresses or anything that looks like a token. */
export function causeForLog(error: unknown): Error {
  const { status, response } = error as Partial<RequestFailure>;
  const message = error instanceof Error ? error.message : String(error);
  const request = response?.headers['x-github-request-id'];
  const code = isRequestFailure(error) ? codeOf(error.cause) : null;
  return new Error(
    [status, code, message, request && `request ${request}`].filter(Boolean).join(' ').replace(TOKEN, '***'),
  );
}

/** The tokens of GitHub by their prefixes, and those of old that are forty hexadecimal digits after a word. */
const TOKEN = /\b(?:gh[a-z]_\w+|github_pat_\w+|(?:token|bearer) \S+)/gi;
