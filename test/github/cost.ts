/**
 * What a query costs by the formula that GitHub publishes ("Rate limits and node limits for the GraphQL API"): one
 * request for each connection, times the items of every connection around it; their sum divided by 100, rounded, at
 * least 1. The nodes are the items of all connections.
 *
 * The page says nothing of `nodes(ids:)` and of plain lists. Here `nodes` counts as so many items around what is in it,
 * which can only make a query look dearer than it is.
 */

import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLError,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';

export const MAX_NODES = 500_000;
export const MAX_PAGE = 100;

export interface Cost {
  readonly points: number;
  readonly nodes: number;
}

export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

export function costOf(asked: Operation): Cost {
  const { requests, nodes } = countOperation(asked);
  return { points: Math.max(1, Math.round(requests / 100)), nodes };
}

/** Requests before they are divided into points, and nodes. Throws a GraphQLError on a page without bounds, or too large. */
export function countOperation({ schema, document, operation, variables }: Operation) {
  const fragments = new Map(
    document.definitions
      .filter((it): it is FragmentDefinitionNode => it.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const counted = { requests: 0, nodes: 0 };
  // A field that several fragments ask for is executed once for each type: it counts once for a place and a type.
  const seen = new Set<string>();

  const walk = (
    selections: readonly SelectionNode[],
    type: GraphQLCompositeType,
    items: number,
    path: string,
  ) => {
    for (const selection of selections) {
      if (isLeftOut(selection, variables)) continue;
      switch (selection.kind) {
        case Kind.FIELD:
          field(selection, type, items, path);
          break;
        case Kind.INLINE_FRAGMENT: {
          const on = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : type;
          if (isCompositeType(on)) walk(selection.selectionSet.selections, on, items, path);
          break;
        }
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments.get(selection.name.value);
          const on = fragment && schema.getType(fragment.typeCondition.name.value);
          if (fragment && isCompositeType(on)) walk(fragment.selectionSet.selections, on, items, path);
        }
      }
    }
  };
  const field = (node: FieldNode, type: GraphQLCompositeType, items: number, path: string) => {
    const name = node.name.value;
    const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    if (!definition) return;
    const named = getNamedType(definition.type);
    const place = `${path}/${type.name}.${node.alias?.value ?? name}`;
    let inner = items;
    if (named.name.endsWith('Connection')) {
      const size = pageSize(node, getArgumentValues(definition, node, variables));
      if (!seen.has(place)) {
        seen.add(place);
        counted.requests += items;
        counted.nodes += items * size;
      }
      inner = items * size;
    } else if (name === 'nodes' && type === schema.getQueryType()) {
      const { ids } = getArgumentValues(definition, node, variables);
      inner = items * Math.max(1, (ids as readonly unknown[]).length);
    }
    if (node.selectionSet && isCompositeType(named)) walk(node.selectionSet.selections, named, inner, place);
  };

  const root = schema.getRootType(operation.operation);
  if (root) walk(operation.selectionSet.selections, root, 1, '');
  return counted;
}

function pageSize(node: FieldNode, { first, last }: { [name: string]: unknown }): number {
  const name = node.name.value;
  for (const [bound, size] of Object.entries({ first, last })) {
    if (typeof size !== 'number') continue;
    if (size < 0 || size > MAX_PAGE) {
      throw new GraphQLError(
        `Requesting ${size} records on the \`${name}\` connection exceeds the \`${bound}\` limit of ${MAX_PAGE} records.`,
        { nodes: node, extensions: { type: 'EXCESSIVE_PAGINATION' } },
      );
    }
    return size;
  }
  // a mere count needs no page
  if (!node.selectionSet?.selections.some(isAboutItems)) return 0;
  throw new GraphQLError(
    `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    { nodes: node, extensions: { type: 'MISSING_PAGINATION_BOUNDARIES' } },
  );
}

const isAboutItems = (selection: SelectionNode): boolean =>
  selection.kind !== Kind.FIELD || ['nodes', 'edges'].includes(selection.name.value);

function isLeftOut(selection: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables);
  return skip?.if === true || include?.if === false;
}
