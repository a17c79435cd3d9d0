/** Where queries begin. */

import { GraphQLError } from 'graphql';
import { WITHHELD } from '../access.ts';
import type { Connection } from '../connection.ts';
import { ownerOf, pullRequestNode } from '../lookup.ts';
import type { Account, Node, Repository, State } from '../state.ts';
import { visibleRepositories } from './accounts.ts';
import type { Context, Fields } from './context.ts';

export const QUERY = {
  Query: {
    viewer: (_source, _args, { viewer }) => viewer,
    rateLimit: (_source, _args, { rateLimit }) => rateLimit,
    search: (_source, { query, type }: { query: string; type: string }, context) =>
      context.search(query, type),
    node: (_source, { id }: { id: string }, context) => nodeOf(id, context),
    nodes: (_source, { ids }: { ids: readonly string[] }, context) =>
      ids.map((id) => {
        try {
          return nodeOf(id, context);
        } catch (error) {
          // a list takes an error in the place of an item: that item is null, the others stay
          return error;
        }
      }),
    repository: (_source, { owner, name }: { owner: string; name: string }, context) =>
      repositoryNamed(`${owner}/${name}`, context),
    repositoryOwner: (_source, { login }: { login: string }, { state }) => accountNamed(state, login) ?? null,
    organization: (_source, { login }: { login: string }, { state, isWithheld }) => {
      const account = accountNamed(state, login);
      if (account?.__typename !== 'Organization')
        throw notFound(`an Organization with the login of '${login}'`);
      if (isWithheld(account.login)) throw withheld();
      return account;
    },
    user: (_source, { login }: { login: string }, { state }) => {
      const account = accountNamed(state, login);
      if (account?.__typename !== 'User') throw notFound(`a User with the login of '${login}'`);
      return account;
    },
  },
  SearchResultItemConnection: {
    issueCount: ({ all }) =>
      all.filter((it) => it.__typename === 'PullRequest' || it.__typename === 'Issue').length,
    repositoryCount: ({ all }) => all.filter((it) => it.__typename === 'Repository').length,
    userCount: ({ all }) => all.filter((it) => it.__typename === 'User').length,
  },
} satisfies { Query: Fields<undefined>; SearchResultItemConnection: Fields<Connection<Node>> };

export function repositoryNamed(nameWithOwner: string, context: Context): Repository {
  const repository = [...context.state.repositories.values()].find(
    (it) => it.nameWithOwner.toLowerCase() === nameWithOwner.toLowerCase(),
  );
  if (!repository) throw notFound(`a Repository with the name '${nameWithOwner}'`);
  if (context.isWithheld(repository.owner)) throw withheld();
  if (!visibleRepositories(context).includes(repository))
    throw notFound(`a Repository with the name '${nameWithOwner}'`);
  return repository;
}

function nodeOf(id: string, context: Context): Node {
  const node = context.state.nodes.get(id);
  const where = node && repositoryOfNode(node);
  if (!node || (where && !context.isWithheld(ownerOf(where)) && !context.canSee(where))) {
    throw notFound(`a node with the global id of '${id}'`, '');
  }
  if (where && context.isWithheld(ownerOf(where))) throw withheld();
  return node;
}

function repositoryOfNode(node: Node): string | null {
  if (node.__typename === 'Repository') return node.nameWithOwner;
  if ('repository' in node) return node.repository;
  return pullRequestNode(node)?.repository ?? null;
}

function accountNamed(state: State, login: string): Account | undefined {
  return (
    state.accounts.get(login) ??
    [...state.accounts.values()].find((it) => it.login.toLowerCase() === login.toLowerCase())
  );
}

export function notFound(what: string, to = ' to'): GraphQLError {
  return new GraphQLError(`Could not resolve${to} ${what}.`, { extensions: { type: 'NOT_FOUND' } });
}

export function withheld(): GraphQLError {
  return new GraphQLError(WITHHELD, { extensions: { type: 'FORBIDDEN', saml_failure: true } });
}
