/** Whatever valid query a client may send, it gets an answer: nulls and empty lists for what the world knows nothing of. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { type Client, graphqlOf } from './client.ts';
import { demoWorld } from './demo.ts';
import { schemaWithout } from './schema.ts';
import { type GitHub, startGitHub } from './server.ts';

const SCOPES = ['repo', 'read:org', 'read:project', 'read:user'];
const DEPTH = 4;

/** Literals by type, for arguments that a field cannot do without. */
const LITERALS: Readonly<Record<string, string>> = {
  Int: '1',
  Boolean: 'true',
  String: '"main"',
  ID: '"PR_unknown"',
  DateTime: '"2026-11-01T00:00:00Z"',
  URI: '"https://github.com/acme/shop"',
  GitObjectID: '"0123456789012345678901234567890123456789"',
};

function literalOf(type: GraphQLInputType): string | null {
  const inner = getNullableType(type);
  if (isListType(inner)) return '[]';
  if (isEnumType(inner)) return inner.getValues()[0]?.name ?? null;
  return isInputObjectType(inner) ? null : (LITERALS[getNamedType(inner).name] ?? null);
}

/** `(first: 2, name: "main")`; null where an argument is needed that is not made here. */
function argumentsOf(args: readonly GraphQLArgument[]): string | null {
  const given = args
    .filter((arg) => isRequiredArgument(arg) || arg.name === 'first')
    .map((arg) => [arg.name, arg.name === 'first' ? '2' : literalOf(arg.type)] as const);
  if (given.some(([, literal]) => literal === null)) return null;
  return given.length === 0 ? '' : `(${given.map(([name, literal]) => `${name}: ${literal}`).join(', ')})`;
}

/** A selection of that type's fields, chosen by `pick`, each under a name of its own so that no two collide. */
function selection(type: GraphQLCompositeType, depth: number, pick: (size: number) => number): string {
  const chosen = isAbstractType(type) ? possible(type, pick) : type;
  if (!isObjectType(chosen)) return '{ __typename }';
  const fields = Object.values(chosen.getFields());
  const parts = Array.from({ length: 4 }, (_, index) => {
    const field = fields[pick(fields.length)];
    const args = field && argumentsOf(field.args);
    if (!field || args === null) return '';
    const named = getNamedType(field.type);
    if (isCompositeType(named) && depth === 0) return '';
    const inner = isCompositeType(named) ? selection(named, depth - 1, pick) : '';
    return `f${depth}${index}${chosen.name}${field.name}: ${field.name}${args} ${inner}`;
  });
  const body = `{ __typename ${parts.join(' ')} }`;
  return chosen === type ? body : `{ __typename ... on ${chosen.name} ${body} }`;
}

function possible(type: Parameters<typeof isAbstractType>[0], pick: (size: number) => number) {
  if (!isAbstractType(type)) return null;
  const types = schemaWithout([]).getPossibleTypes(type);
  return types[pick(types.length)] ?? null;
}

describe('any valid query', () => {
  const world = demoWorld('2026-11-20T12:00:00Z');
  let github: GitHub;
  let client: Client;

  before(async () => {
    github = await startGitHub(world, {
      tokens: { 'token-of-dana': { login: 'dana', scopes: SCOPES } },
      limits: { graphql: 1_000_000 },
    });
    client = graphqlOf(github);
  });
  after(() => github.stop());

  for (const [about, query] of [
    [
      'of a pull request',
      (inner: string) =>
        `query { repository(owner: "acme", name: "shop") { pullRequest(number: 16) ${inner} } }`,
    ],
    ['of a repository', (inner: string) => `query { repository(owner: "acme", name: "payments") ${inner} }`],
    ['of oneself', (inner: string) => `query { viewer ${inner} }`],
  ] as const) {
    it(`${about} is answered`, async () => {
      const type = schemaWithout([]).getType(
        { 'of a pull request': 'PullRequest', 'of a repository': 'Repository', 'of oneself': 'User' }[about],
      );
      if (!isCompositeType(type)) throw new Error('the schema has these');
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.nat(1_000_000)), async (numbers) => {
          const pick = (size: number) => Number(numbers.next().value) % size;
          const text = query(selection(type, DEPTH, pick));
          const { data, errors = [] } = await client.query(text);
          // what is asked for by a name that is not there is told so, as GitHub does
          const unexpected = errors.filter((it) => it.type !== 'NOT_FOUND');
          assert.deepEqual(unexpected, [], text);
          assert.notEqual(data, undefined);
        }),
        // the same ones each time: a hole in this server is no fault of whatever is being changed
        { numRuns: 40, seed: 20261120 },
      );
    });
  }
});
