/** What may be asked of a GitHub: servers of an older version lack fields, tokens of few scopes lack names of teams. */

import type { Client } from './client.ts';

export interface Capabilities {
  /** whether the type has this field, enumeration value or (for a union) member */
  has(type: string, member: string): boolean;
}

/** How a team is named: without `read:org` GitHub may tell its slug, or no more than that it is a team. */
export type TeamName = 'combinedSlug' | 'slug' | 'none';

/** The public GitHub has everything that is asked for here. */
export const EVERYTHING: Capabilities = { has: () => true };

/** The types in which servers in use differ from the public one. */
const TYPES = [
  'CheckRun',
  'PullRequest',
  'PullRequestReview',
  'PullRequestTimelineItemsItemType',
  'Ref',
  'RefUpdateRule',
  'RequestedReviewer',
  'ReviewRequest',
  'StatusContext',
] as const;

const QUERY = `query Capabilities {
  rateLimit { cost remaining }
  ${TYPES.map((type) => `${type}: __type(name: "${type}") { ...Members }`).join('\n  ')}
}
fragment Members on __Type {
  fields(includeDeprecated: true) { name }
  enumValues(includeDeprecated: true) { name }
  possibleTypes { name }
}`;

type Names = readonly { readonly name: string }[] | null;
type Members = { readonly fields: Names; readonly enumValues: Names; readonly possibleTypes: Names } | null;

/** Asks the server's schema. */
export async function readCapabilities(client: Client, signal?: AbortSignal): Promise<Capabilities> {
  const { data } = await client.graphql<Record<string, Members>>(QUERY, {}, signal);
  const members = new Map(
    TYPES.map((type) => {
      const { fields, enumValues, possibleTypes } = data[type] ?? {};
      const names = [...(fields ?? []), ...(enumValues ?? []), ...(possibleTypes ?? [])];
      return [type as string, new Set(names.map(({ name }) => name))];
    }),
  );
  return { has: (type, member) => members.get(type)?.has(member) ?? true };
}

/** Scopes that let a token read the names of teams. */
const READS_TEAMS = ['read:org', 'write:org', 'admin:org'];

const READS_PROJECTS = ['read:project', 'project'];

interface Reads {
  readonly teamName: TeamName;
  /** name of the project field to read; null: none */
  readonly projectField: string | null;
}

/**
 * Less than before, or more: the user may have granted something since.
 * @param scopes of the token; null where GitHub does not say, which is tried then
 */
export function readableWith<D extends Reads>(dialect: D, scopes: readonly string[] | null): D {
  if (scopes === null) return dialect;
  const hasOne = (wanted: readonly string[]) => scopes.some((scope) => wanted.includes(scope));
  return {
    ...dialect,
    teamName: hasOne(READS_TEAMS)
      ? 'combinedSlug'
      : dialect.teamName === 'combinedSlug'
        ? 'slug'
        : dialect.teamName,
    projectField: hasOne(READS_PROJECTS) ? dialect.projectField : null,
  };
}

/** What is left to ask for when these scopes turn out to be missing; null when they make no difference. */
export function without<D extends Reads>(dialect: D, scopes: readonly string[]): D | null {
  if (scopes.length === 0) return null;
  const { teamName, projectField } = dialect;
  const isOfProjects = scopes.some((scope) => READS_PROJECTS.includes(scope));
  if (isOfProjects) return projectField === null ? null : { ...dialect, projectField: null };
  return teamName === 'none' ? null : { ...dialect, teamName: teamName === 'combinedSlug' ? 'slug' : 'none' };
}
