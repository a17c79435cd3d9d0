/**
 * Scopes of a token. A query that names a field that needs another one is refused as a whole, whether or not there is
 * anything to show: everything of a team needs `read:org` or `read:discussion`, everything of a project `read:project`.
 */

import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { ErrorJson } from './graphql.ts';

/** Scopes that have others in them. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  repo: ['public_repo', 'repo:status', 'security_events'],
  'admin:org': ['write:org', 'read:org'],
  'write:org': ['read:org'],
  project: ['read:project'],
  'write:discussion': ['read:discussion'],
};

export function withImplied(scopes: readonly string[]): ReadonlySet<string> {
  return new Set(scopes.flatMap((scope) => [scope, ...(IMPLIED[scope] ?? [])]));
}

/** A field that not every token may ask for, and the scopes of which one is enough. */
interface Guarded {
  readonly node: FieldNode;
  readonly needed: readonly string[];
}

/** By document: queries come again and again. */
const guarded = new WeakMap<DocumentNode, readonly Guarded[]>();

export function missingScopes(
  schema: GraphQLSchema,
  document: DocumentNode,
  scopes: ReadonlySet<string>,
): ErrorJson[] {
  const fields = guarded.get(document) ?? guardedFields(schema, document);
  guarded.set(document, fields);
  return fields
    .filter(({ needed }) => !needed.some((scope) => scopes.has(scope)))
    .map(({ node, needed }) => {
      const list = (names: Iterable<string>) => `[${[...names].map((it) => `'${it}'`).join(', ')}]`;
      const { line = 1, column = 1 } = node.loc?.startToken ?? {};
      const message =
        `Your token has not been granted the required scopes to execute this query. The '${node.name.value}' field ` +
        `requires one of the following scopes: ${list(needed)}, but your token has only been granted the: ` +
        `${list(scopes)} scopes. Please modify your token's scopes at: https://github.com/settings/tokens.`;
      return { type: 'INSUFFICIENT_SCOPES', locations: [{ line, column }], message };
    });
}

function guardedFields(schema: GraphQLSchema, document: DocumentNode): readonly Guarded[] {
  const found: Guarded[] = [];
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        const needed = neededScopes(info.getParentType()?.name ?? '', node.name.value);
        if (needed) found.push({ node, needed });
      },
    }),
  );
  return found;
}

function neededScopes(type: string, field: string): readonly string[] | null {
  if (field.startsWith('__')) return null;
  if (type === 'Team') return ['read:org', 'read:discussion'];
  if (type === 'Organization' && (field === 'teams' || field === 'team')) return ['read:org'];
  if (type.startsWith('ProjectV2')) return ['read:project'];
  return null;
}
