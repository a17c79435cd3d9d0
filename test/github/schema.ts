/** GitHub's published schema, as it is now and as an older Enterprise Server has it. */

import { readFileSync } from 'node:fs';
import {
  buildASTSchema,
  type DocumentNode,
  extendSchema,
  type GraphQLSchema,
  Kind,
  parse,
  visit,
} from 'graphql';

/** What the public API has and the schema of the package, that of early 2025, has not. */
const NEWER = `
  extend enum SearchType { ISSUE_ADVANCED }
  extend enum PullRequestTimelineItemsItemType { ADDED_TO_PROJECT_V2_EVENT PROJECT_V2_ITEM_STATUS_CHANGED_EVENT }
  extend union PullRequestTimelineItems = AddedToProjectV2Event | ProjectV2ItemStatusChangedEvent
  type AddedToProjectV2Event implements Node {
    actor: Actor createdAt: DateTime! databaseId: Int id: ID! project: ProjectV2 wasAutomated: Boolean!
  }
  type ProjectV2ItemStatusChangedEvent implements Node {
    actor: Actor createdAt: DateTime! databaseId: Int id: ID! project: ProjectV2 wasAutomated: Boolean!
    previousStatus: String! status: String!
  }
`;

/** Fields that an Enterprise Server may lack, as `Type.field`. It lacks what is newer than the package, too. */
export const ENTERPRISE_LACKS: readonly string[] = [
  'PullRequest.mergeQueue',
  'PullRequest.mergeQueueEntry',
  'PullRequest.isInMergeQueue',
  'PullRequest.isMergeQueueEnabled',
  'Repository.mergeQueue',
  'CheckRun.pendingDeploymentRequest',
  'PullRequest.fullDatabaseId',
];

let published: DocumentNode | undefined;
const built = new Map<string, GraphQLSchema>();

/** Built once for a process and a set of what is left out: it takes a quarter of a second. */
export function schemaWithout(lacking: readonly string[]): GraphQLSchema {
  const key = lacking.join();
  let schema = built.get(key);
  if (!schema) {
    // its entry reads the same schema as JSON as well, which takes far longer
    const path = new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema'));
    published ??= parse(readFileSync(path, 'utf8'), { noLocation: true });
    schema = buildASTSchema(leaveOut(published, lacking), { assumeValid: true });
    if (lacking.length === 0) schema = extendSchema(schema, parse(NEWER), { assumeValid: true });
    serialiseTimes(schema);
    built.set(key, schema);
  }
  return schema;
}

function leaveOut(document: DocumentNode, lacking: readonly string[]): DocumentNode {
  if (lacking.length === 0) return document;
  const left = new Set(lacking);
  return visit(document, {
    [Kind.OBJECT_TYPE_DEFINITION]: {
      enter: (type) => ({
        ...type,
        fields: type.fields?.filter((field) => !left.has(`${type.name.value}.${field.name.value}`)) ?? [],
      }),
    },
  });
}

/** Inside, times are epoch milliseconds; outside, ISO 8601 to the second, as GitHub writes them. */
function serialiseTimes(schema: GraphQLSchema): void {
  for (const name of ['DateTime', 'GitTimestamp', 'PreciseDateTime']) {
    const type = schema.getType(name);
    if (type && 'serialize' in type) type.serialize = (value) => isoTime(Number(value));
  }
}

export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}
