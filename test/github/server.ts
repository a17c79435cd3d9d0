/** A GitHub on this machine: HTTP, a world behind it, and whatever can go wrong between. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createAccess, type TokenOptions } from './access.ts';
import { createDeviceFlow } from './device-flow.ts';
import { Faults } from './faults.ts';
import { answerGraphql } from './graphql-endpoint.ts';
import { answerRest } from './rest/endpoint.ts';
import { ENTERPRISE_LACKS } from './schema.ts';
import type { Story } from './story/story.ts';

export interface GitHubOptions {
  /** by token; default: `token-of-dana`, with the scopes `repo` and `read:org` */
  readonly tokens?: Readonly<Record<string, TokenOptions>>;
  /** the shape of an Enterprise Server: other paths, and what its schema lacks; `true` for the usual */
  readonly enterprise?: boolean | readonly string[];
  /** where it says that its pages are; default: on github.com, of an Enterprise Server where it was asked */
  readonly pages?: string;
  /** how much later than the world the search knows of it */
  readonly searchLagMs?: number;
  /** whether mergeability is looked for only once somebody asks: the first answer is UNKNOWN */
  readonly isMergeabilityLazy?: boolean;
  /** points an hour for GraphQL; requests an hour for REST */
  readonly limits?: { readonly graphql?: number; readonly core?: number };
}

/** One answered request. There is no token in it. */
export interface LogEntry {
  readonly atMs: number;
  readonly method: string;
  /** path with its parameters */
  readonly path: string;
  readonly operation: string | null;
  readonly login: string | null;
  readonly status: number;
  readonly points: number;
  readonly nodes: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export interface GitHub {
  readonly url: string;
  readonly restUrl: string;
  readonly graphqlUrl: string;
  readonly log: LogEntry[];
  readonly faults: Faults;
  /** organisations that let no token in that is not signed on; by login */
  readonly withheld: Set<string>;
  /** takes no connections until `listen`; its address stays */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Outgoing {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** sent as JSON; undefined for an empty body */
  readonly body?: unknown;
  readonly points?: number;
  readonly nodes?: number;
  readonly operation?: string | null;
}

const REQUEST_ID = 'x-github-request-id';

export async function startGitHub(world: Story, options: GitHubOptions = {}): Promise<GitHub> {
  const log: LogEntry[] = [];
  const faults = new Faults();
  const withheld = new Set<string>();
  const tokens = options.tokens ?? { 'token-of-dana': { login: 'dana' } };
  const access = createAccess(tokens, options.limits ?? {});
  const deviceFlow = createDeviceFlow(tokens);
  const isEnterprise = options.enterprise !== undefined && options.enterprise !== false;
  const lacking = options.enterprise === true ? ENTERPRISE_LACKS : options.enterprise || [];
  const paths = isEnterprise
    ? { rest: '/api/v3', graphql: '/api/graphql' }
    : { rest: '', graphql: '/graphql' };

  const state = { world, options, faults, withheld, lacking, asked: new Set<string>() };

  async function answer(incoming: Incoming, webUrl: string): Promise<Outgoing & { login: string | null }> {
    const signingIn = deviceFlow.answer(incoming, webUrl);
    if (signingIn) return { ...signingIn, login: null };
    const api = incoming.url.pathname === paths.graphql ? 'graphql' : 'rest';
    const request = { api, text: api === 'graphql' ? incoming.body : incoming.url.pathname } as const;
    const slow = faults.strike('slow', request);
    if (slow) await wait(slow.delayMs, undefined, { ref: false });
    await faults.strike('held', request)?.until;
    const token = access.of(incoming.headers.authorization);
    if (!token || faults.strike('bad-credentials', request)) return { ...BAD_CREDENTIALS, login: null };
    const pages = options.pages ?? (isEnterprise ? webUrl : 'https://github.com');
    const endpoint = { ...state, token, request, webUrl: pages };
    const outgoing =
      api === 'graphql'
        ? await answerGraphql(endpoint, incoming)
        : answerRest(endpoint, incoming, incoming.url.pathname.slice(paths.rest.length));
    const scopes = { 'x-oauth-scopes': [...token.granted].join(', '), 'x-accepted-oauth-scopes': 'repo' };
    return { ...outgoing, headers: { ...scopes, ...outgoing.headers }, login: token.login };
  }

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(message);
    const host = `http://${message.headers.host}`;
    const url = new URL(message.url ?? '/', host);
    const incoming = { method: message.method ?? 'GET', url, headers: message.headers, body };
    const about = {
      api: url.pathname === paths.graphql ? 'graphql' : 'rest',
      text: body || url.pathname,
    } as const;
    if (faults.strike('disconnect', about)) {
      message.socket.destroy();
      return;
    }
    const outgoing = await answer(incoming, host);
    const text = outgoing.body === undefined ? '' : JSON.stringify(outgoing.body);
    log.push({
      atMs: world.now,
      method: incoming.method,
      path: `${url.pathname}${url.search}`,
      operation: outgoing.operation ?? null,
      login: outgoing.login,
      status: outgoing.status,
      points: outgoing.points ?? 0,
      nodes: outgoing.nodes ?? 0,
      bytesIn: Buffer.byteLength(body),
      bytesOut: Buffer.byteLength(text),
    });
    response.writeHead(outgoing.status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(text)),
      date: new Date(world.now).toUTCString(),
      server: 'github.com',
      ...(isEnterprise && { 'x-github-enterprise-version': '3.14.2' }),
      [REQUEST_ID]: `L0CA:${log.length.toString(16).toUpperCase().padStart(4, '0')}`,
      ...outgoing.headers,
    });
    if (faults.strike('truncated', about)) {
      response.write(text.slice(0, text.length / 2));
      message.socket.destroySoon();
      return;
    }
    response.end(text);
  }

  const server = createServer((message, response) => {
    handle(message, response).catch((error: unknown) => {
      // a bug of this server is to be seen as one, not as an answer of GitHub's
      console.error(error);
      response.writeHead(500).end(JSON.stringify({ message: `local GitHub: ${String(error)}` }));
    });
  });
  const port = await open(server, 0);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    restUrl: `${url}${paths.rest}`,
    graphqlUrl: `${url}${paths.graphql}`,
    log,
    faults,
    withheld,
    refuse: () => close(server),
    listen: async () => {
      await open(server, port);
    },
    stop: () => close(server),
    [Symbol.asyncDispose]: () => close(server),
  };
}

const BAD_CREDENTIALS: Outgoing = {
  status: 401,
  body: { message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest', status: '401' },
};

function open(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
