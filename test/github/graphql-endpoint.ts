/** `POST /graphql`: limits and faults around a query. */

import type { Token } from './access.ts';
import { type Fault, type Faults, type Request as Struck, spoil } from './faults.ts';
import { type Answer, type Prepared, prepare, type Request, run } from './graphql.ts';
import { ownerOf } from './lookup.ts';
import type { Context } from './resolvers/context.ts';
import { schemaWithout } from './schema.ts';
import { search } from './search.ts';
import type { GitHubOptions, Incoming, Outgoing } from './server.ts';
import type { Account, PullRequest } from './state.ts';
import type { Story } from './story/story.ts';

/** What answering needs of the server. */
export interface Endpoint {
  readonly world: Story;
  readonly options: GitHubOptions;
  readonly faults: Faults;
  readonly withheld: ReadonlySet<string>;
  readonly lacking: readonly string[];
  /** pull requests whose mergeability was asked for, with the commits that it is about */
  readonly asked: Set<string>;
  readonly token: Token;
  readonly request: Struck;
  readonly webUrl: string;
}

export async function answerGraphql(endpoint: Endpoint, { method, body }: Incoming): Promise<Outgoing> {
  const { world, faults, token, request, lacking } = endpoint;
  const { graphql: budget } = token.budgets;
  const nowMs = world.now;
  if (method !== 'POST') return { status: 404, body: { message: 'Not Found' } };
  const limited = limitedBy(endpoint);
  if (limited) return limited;

  const asked = requestOf(body);
  if (!asked) return { status: 400, body: { message: 'Problems parsing JSON' } };
  const schema = schemaWithout(lacking);
  const prepared = prepare(schema, asked, token.scopes);
  if ('errors' in prepared) return { status: 200, headers: budget.headers(nowMs), body: prepared };

  const gateway = faults.strike('gateway', request, ({ overNodes = 0 }) => largestPage(prepared) > overNodes);
  if (gateway) return { ...GATEWAY[gateway.status], operation: prepared.operationName };
  if (!budget.take(prepared.points, nowMs)) return primaryLimit(endpoint);

  const answer = await run(schema, prepared, contextOf(endpoint, prepared));
  return {
    status: 200,
    headers: { ...budget.headers(nowMs), ...withheldHeaders(endpoint, answer) },
    body: withHoles(endpoint, answer),
    points: prepared.points,
    nodes: prepared.nodes,
    operation: prepared.operationName,
  };
}

function requestOf(body: string): Request | null {
  try {
    const asked = JSON.parse(body) as Request;
    return typeof asked.query === 'string' ? asked : null;
  } catch {
    return null;
  }
}

export function limitedBy(endpoint: Endpoint): Outgoing | null {
  const { faults, request, token, world } = endpoint;
  const secondary = faults.strike('secondary-limit', request);
  if (secondary) return secondaryLimit(secondary);
  if (faults.strike('server-error', request)) return { status: 500, body: { message: 'Server Error' } };
  if (faults.strike('primary-limit', request)) {
    token.budgets[request.api === 'graphql' ? 'graphql' : 'core'].exhaust(world.now);
    return primaryLimit(endpoint);
  }
  return null;
}

function secondaryLimit({
  status = 403,
  retryAfterSeconds = 60,
}: Extract<Fault, { kind: 'secondary-limit' }>): Outgoing {
  return {
    status,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: {
      documentation_url:
        'https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
      message:
        'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to ' +
        'GitHub Support for help, please include the request ID.',
    },
  };
}

/** GraphQL tells of it in a good answer, REST with a status. */
export function primaryLimit({ request, token, world }: Endpoint): Outgoing {
  const message = 'API rate limit exceeded for user ID 1.';
  if (request.api === 'graphql') {
    const headers = token.budgets.graphql.headers(world.now);
    return { status: 200, headers, body: { errors: [{ type: 'RATE_LIMITED', message }] } };
  }
  const headers = token.budgets.core.headers(world.now);
  return { status: 403, headers, body: { message, documentation_url: 'https://docs.github.com/rest' } };
}

export const GATEWAY: Readonly<Record<502 | 504, Outgoing>> = {
  502: {
    status: 502,
    body: {
      data: null,
      errors: [
        {
          message:
            'Something went wrong while executing your query. This may be the result of a timeout, or it could be a ' +
            'GitHub bug. Please include `L0CA:0000` when reporting this issue.',
        },
      ],
    },
  },
  504: {
    status: 504,
    body: {
      message:
        "We couldn't respond to your request in time. Sorry about that. Please try resubmitting your request and " +
        'contact us if the problem persists.',
    },
  },
};

/** The largest page, or list of ids, that a query asks for: what a gateway minds. */
function largestPage({ request }: Prepared): number {
  const literal = [...request.query.matchAll(/\b(?:first|last):\s*(\d+)/g)].map(([, size]) => Number(size));
  const variables = Object.values(request.variables ?? {}).map((it) => {
    if (typeof it === 'number') return it;
    return Array.isArray(it) ? it.length : 0;
  });
  return Math.max(0, ...(variables.some((it) => it > 0) ? variables : literal));
}

function contextOf(endpoint: Endpoint, { points, nodes, isMutation }: Prepared): Context {
  const { world, options, token, webUrl, asked } = endpoint;
  const nowMs = world.now;
  const state = world.state();
  const canSee = (nameWithOwner: string) => canTokenSee(endpoint, nameWithOwner);
  const isWithheld = (owner: string) => endpoint.withheld.has(owner);
  const known = new Set(asked);
  return {
    world,
    // a mutation is answered with what it has made of the world
    get state() {
      return isMutation ? world.state() : state;
    },
    nowMs,
    viewer: viewerOf(endpoint),
    webUrl,
    rateLimit: { ...token.budgets.graphql.at(nowMs), cost: points, nodeCount: nodes },
    canSee,
    isWithheld,
    search(query, type) {
      if (type !== 'ISSUE' && type !== 'ISSUE_ADVANCED') return [];
      const lagged = options.searchLagMs ? world.at(nowMs - options.searchLagMs) : state;
      const found = search(query, type === 'ISSUE_ADVANCED', {
        state: lagged,
        viewer: token.login,
        canSee: (it) => canSee(it) && !isWithheld(ownerOf(it)),
      });
      // the index is late, what it leads to is not
      return found.map((it) => state.nodes.get(it.id) ?? it);
    },
    isMergeabilityKnown(pullRequest) {
      if (!options.isMergeabilityLazy) return true;
      const key = mergeKey(endpoint, pullRequest);
      asked.add(key);
      return known.has(key);
    },
  };
}

export function viewerOf({ world, token }: Endpoint): Account {
  world.account(token.login);
  return world.state().accounts.get(token.login) as Account;
}

export function canTokenSee({ world, token }: Endpoint, nameWithOwner: string): boolean {
  const repository = world.state().repositories.get(nameWithOwner);
  return repository !== undefined && (!repository.isPrivate || token.scopes.has('repo'));
}

function mergeKey({ world }: Endpoint, { id, repository, base, headOid }: PullRequest): string {
  return [id, headOid, world.state().repositories.get(repository)?.branches.get(base)?.oid].join(' ');
}

/** Which organisations kept something back, as GitHub says it: by their numbers, or with the address that mends it. */
function withheldHeaders({ world, withheld, webUrl }: Endpoint, { errors }: Answer): Record<string, string> {
  if (withheld.size === 0) return {};
  const { accounts } = world.state();
  const [first] = withheld;
  if (errors?.some((error) => error.extensions?.saml_failure)) {
    return { 'x-github-sso': `required; url=${webUrl}/orgs/${first}/sso?authorization_request=AAAA` };
  }
  const ids = [...withheld].map((login) => accounts.get(login)?.databaseId ?? 0);
  return { 'x-github-sso': `partial-results; organizations=${ids.join(',')}` };
}

function withHoles({ faults, request }: Endpoint, answer: Answer): Answer {
  const field = faults.strike('partial', request);
  const nodes = faults.strike('null-nodes', request);
  return field || nodes ? spoil(answer, { ...(field && { field }), ...(nodes && { nodes }) }) : answer;
}
