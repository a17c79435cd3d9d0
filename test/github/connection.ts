/** Pages of a list as connections have them: cursors, `first`, `last`, `after`, `before`. */

import { GraphQLError } from 'graphql';

export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

export interface Connection<T> {
  readonly totalCount: number;
  readonly nodes: readonly T[];
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly startCursor: string | null;
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
  /** the whole list, for what a connection tells of it beside its page */
  readonly all: readonly T[];
}

/** The page of a list that was asked for. Without bounds it is the first 100. */
export function paginate<T>(all: readonly T[], { first, last, after, before }: PageArguments): Connection<T> {
  const from = after ? indexOf(after) + 1 : 0;
  const to = Math.max(from, before ? Math.min(indexOf(before), all.length) : all.length);
  const end = first == null ? to : Math.min(to, from + first);
  const start = last == null ? from : Math.max(from, end - last);
  const until = first == null && last == null ? Math.min(end, start + 100) : end;
  const edges = all.slice(start, until).map((node, index) => ({ cursor: cursorOf(start + index), node }));
  return {
    totalCount: all.length,
    nodes: edges.map((edge) => edge.node),
    edges,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: until < all.length,
      hasPreviousPage: start > 0,
    },
    all,
  };
}

/** GitHub's own search cursors are positions as well; counted from 1 there, from 1 here. */
function cursorOf(index: number): string {
  return Buffer.from(`cursor:${index + 1}`).toString('base64');
}

function indexOf(cursor: string): number {
  const position = /^cursor:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  if (!position) {
    throw new GraphQLError(`\`${cursor}\` does not appear to be a valid cursor.`, {
      extensions: { type: 'INVALID_CURSOR_ARGUMENTS' },
    });
  }
  return Number(position[1]) - 1;
}
