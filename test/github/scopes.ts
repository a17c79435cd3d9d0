/**
 * Scopes of a token. A query that names a field that needs another one is refused as a whole, whether or not there is
 * anything to show: everything of a team needs `read:org` or `read:discussion`, everything of a project `read:project`.
 */

import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
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

export function missingScopes(
  schema: GraphQLSchema,
  document: DocumentNode,
  scopes: ReadonlySet<string>,
): ErrorJson[] {
  const missing: ErrorJson[] = [];
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        const field = node.name.value;
        const needed = field.startsWith('__') ? null : neededScopes(info.getParentType()?.name ?? '', field);
        if (!needed || needed.some((scope) => scopes.has(scope))) return;
        const list = (names: Iterable<string>) => `[${[...names].map((it) => `'${it}'`).join(', ')}]`;
        const { line = 1, column = 1 } = node.loc?.startToken ?? {};
        missing.push({
          type: 'INSUFFICIENT_SCOPES',
          locations: [{ line, column }],
          message:
            `Your token has not been granted the required scopes to execute this query. The '${field}' field requires ` +
            `one of the following scopes: ${list(needed)}, but your token has only been granted the: ${list(scopes)} ` +
            `scopes. Please modify your token's scopes at: https://github.com/settings/tokens.`,
        });
      },
    }),
  );
  return missing;
}

function neededScopes(type: string, field: string): readonly string[] | null {
  if (type === 'Team') return ['read:org', 'read:discussion'];
  if (type === 'Organization' && (field === 'teams' || field === 'team')) return ['read:org'];
  if (type.startsWith('ProjectV2')) return ['read:project'];
  return null;
}
