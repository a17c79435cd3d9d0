/** Points and nodes of queries, by the examples of GitHub's own documentation. */

import assert from 'node:assert/strict';
import { parse } from 'graphql';
import { costOf, countOperation } from './cost.ts';
import { schemaWithout } from './schema.ts';

function operationOf(query: string, variables: Record<string, unknown> = {}) {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('the query comes first');
  return { schema: schemaWithout([]), document, operation, variables };
}

const nodesOf = (query: string) => costOf(operationOf(query)).nodes;

describe('the cost of a query', () => {
  it('counts nodes as in the simple example of the documentation', () => {
    assert.equal(
      nodesOf('{ viewer { repositories(first: 50) { nodes { issues(first: 10) { nodes { title } } } } } }'),
      550,
    );
  });

  it('counts nodes as in the complex example of the documentation', () => {
    assert.equal(
      nodesOf(`{ viewer {
        repositories(first: 50) { edges { node {
          pullRequests(first: 20) { edges { node { comments(first: 10) { edges { node { id } } } } } }
          issues(first: 20) { edges { node { comments(first: 10) { edges { node { id } } } } } }
        } } }
        followers(first: 10) { edges { node { login } } }
      } }`),
      22_060,
    );
  });

  it('counts points as in the example of the documentation: 1 + 100 + 5,000 requests', () => {
    const example = operationOf(`{ viewer {
      login
      repositories(first: 100) { edges { node { issues(first: 50) { edges { node { labels(first: 60) { edges { node { name } } } } } } } } }
    } }`);
    assert.equal(countOperation(example).requests, 5101);
    assert.deepEqual(costOf(example), { points: 51, nodes: 305_100 });
  });

  it('is a point at least', () => {
    assert.equal(costOf(operationOf('{ viewer { login } }')).points, 1);
  });

  it('counts what fragments ask for, and the same field once', () => {
    const counted = countOperation(
      operationOf(`{
        search(type: ISSUE, query: "is:pr", first: 50) { nodes { ...A ...B ... on PullRequest { reviews(first: 2) { totalCount } } } }
      }
      fragment A on PullRequest { labels(first: 10) { nodes { name } } }
      fragment B on PullRequest { labels(first: 10) { nodes { color } } }`),
    );
    assert.equal(counted.requests, 1 + 50 + 50);
    assert.equal(counted.nodes, 50 + 500 + 100);
  });

  it('leaves out what a directive leaves out', () => {
    const query = `query ($detail: Boolean!) { viewer { repositories(first: 100) { nodes { issues(first: 9) @include(if: $detail) { nodes { id } } } } } }`;
    assert.equal(countOperation(operationOf(query, { detail: false })).requests, 1);
    assert.equal(countOperation(operationOf(query, { detail: true })).requests, 101);
  });

  it('multiplies by the ids that are asked for', () => {
    const query =
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on PullRequest { files(first: 100) { nodes { path } } } } }';
    assert.equal(countOperation(operationOf(query, { ids: ['a', 'b', 'c'] })).requests, 3);
  });

  it('refuses pages without bounds or beyond 100, but not mere counts', () => {
    assert.throws(
      () => nodesOf('{ viewer { repositories { nodes { name } } } }'),
      /must provide a `first` or `last`/,
    );
    assert.throws(
      () => nodesOf('{ viewer { repositories(first: 101) { nodes { name } } } }'),
      /exceeds the `first` limit/,
    );
    assert.equal(nodesOf('{ viewer { repositories { totalCount } } }'), 0);
  });
});
