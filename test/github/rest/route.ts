/** What a route is made of, and what most of them do: find the repository, give a page of a list. */

import { WITHHELD } from '../access.ts';
import { canTokenSee, type Endpoint } from '../graphql-endpoint.ts';
import { ownerOf } from '../lookup.ts';
import type { Incoming, Outgoing } from '../server.ts';
import type { Repository } from '../state.ts';

export interface Asked {
  readonly endpoint: Endpoint;
  /** what stands in the path for its `:names`, in their order */
  readonly parameters: readonly string[];
  readonly incoming: Incoming;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly pattern: RegExp;
  /** null where there is nothing of that name; may throw an answer that is `Refused` */
  readonly answer: (asked: Asked) => Outgoing | null;
}

/** An answer thrown from wherever it turns out that there will be no other. */
export class Refused extends Error {
  readonly outgoing: Outgoing;

  constructor(outgoing: Outgoing) {
    super(`status ${outgoing.status}`);
    this.outgoing = outgoing;
  }
}

/** `/repos/:owner/:name` as a pattern of whole paths. */
export function pathOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:\w+/g, '([^/]+)')}$`);
}

export function notFound(message = 'Not Found'): Refused {
  return new Refused({
    status: 404,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: '404' },
  });
}

export function canSee(endpoint: Endpoint, nameWithOwner: string): boolean {
  return canTokenSee(endpoint, nameWithOwner) && !endpoint.withheld.has(ownerOf(nameWithOwner));
}

export function repositoryAsked({ endpoint, parameters: [owner = '', name = ''] }: Asked): Repository {
  const repository = endpoint.world.state().repositories.get(`${owner}/${name}`);
  if (!repository || !canTokenSee(endpoint, repository.nameWithOwner)) throw notFound();
  if (endpoint.withheld.has(owner)) {
    const url = `${endpoint.webUrl}/orgs/${owner}/sso?authorization_request=AAAA`;
    throw new Refused({
      status: 403,
      headers: { 'x-github-sso': `required; url=${url}` },
      body: {
        message: WITHHELD,
        documentation_url:
          'https://docs.github.com/articles/authenticating-to-a-github-organization-with-saml-single-sign-on/',
        status: '403',
      },
    });
  }
  return repository;
}

/** The page of a list that `page` and `per_page` ask for, with the links to others. */
export function listed<T>({ incoming }: Asked, all: readonly T[], json: (item: T) => unknown): Outgoing {
  const { url } = incoming;
  const size = Math.min(100, Math.max(1, Number(url.searchParams.get('per_page') ?? 30)));
  const page = Math.max(1, Number(url.searchParams.get('page') ?? 1));
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (rel: string, to: number) => {
    const target = new URL(url);
    target.searchParams.set('page', String(to));
    return `<${target}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link('prev', page - 1), link('first', 1)] : []),
    ...(page < last ? [link('next', page + 1), link('last', last)] : []),
  ];
  const body = all.slice((page - 1) * size, page * size).map(json);
  return { status: 200, body, ...(links.length > 0 && { headers: { link: links.join(', ') } }) };
}
