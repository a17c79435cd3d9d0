/** How a field of the schema is answered: by its type's table, else by what the source has of that name, else by nothing. */

import {
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
} from 'graphql';
import { type PageArguments, paginate } from '../connection.ts';
import type { Context } from './context.ts';
import { TYPES } from './types.ts';

export const resolveField: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
  const field = TYPES[info.parentType.name]?.[info.fieldName];
  const value = field
    ? field(source, args, context)
    : (source as Record<string, unknown> | null)?.[info.fieldName];
  return complete(value, info, args, context);
};

export const resolveType: GraphQLTypeResolver<unknown, Context> = (value) =>
  (value as { __typename?: string }).__typename;

function complete(
  value: unknown,
  { returnType: type, schema }: GraphQLResolveInfo,
  args: Record<string, unknown>,
  context: Context,
): unknown {
  const named = getNamedType(type);
  if (named.name.endsWith('Connection')) {
    return Array.isArray(value) || value == null ? paginate(value ?? [], args as PageArguments) : value;
  }
  if (value == null) return nothing(type, schema, context);
  if (typeof value === 'string' && isCompositeType(named))
    return whoIs(value, context) ?? nothing(type, schema, context);
  return value;
}

/** People, bots, organisations and teams are kept by name. */
function whoIs(name: string, { state }: Context): unknown {
  return name.includes('/') ? state.teams.get(name) : state.accounts.get(name);
}

/** What the world does not hold: null, or the least that the type allows. */
function nothing(type: GraphQLOutputType, schema: GraphQLSchema, { webUrl }: Context): unknown {
  if (!isNonNullType(type)) return null;
  const inner = type.ofType;
  if (isListType(inner)) return [];
  if (isEnumType(inner)) return inner.getValues()[0]?.value;
  if (isAbstractType(inner)) return { __typename: schema.getPossibleTypes(inner)[0]?.name };
  if (isCompositeType(inner)) return {};
  switch (inner.name) {
    case 'Boolean':
      return false;
    case 'Int':
    case 'Float':
    case 'BigInt':
      return 0;
    case 'URI':
      return webUrl;
    case 'DateTime':
    case 'GitTimestamp':
      return 0;
    default:
      return '';
  }
}
