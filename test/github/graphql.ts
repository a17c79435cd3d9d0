/** Runs a query as GitHub does: what it may ask, what it costs, its answer, its errors in GitHub's own shape. */

import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { type Cost, costOf, MAX_NODES } from './cost.ts';
import type { Context } from './resolvers/context.ts';
import { resolveField, resolveType } from './resolvers/fields.ts';
import { missingScopes } from './scopes.ts';

export interface Request {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

/** An error as GitHub writes it: `type` and `path` beside the message. */
export interface ErrorJson {
  readonly type?: string;
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Answer {
  /** absent where the query was refused as a whole */
  readonly data?: unknown;
  readonly errors?: readonly ErrorJson[];
}

export interface Prepared extends Cost {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly isMutation: boolean;
  readonly request: Request;
}

const parsed = new WeakMap<GraphQLSchema, Map<string, DocumentNode | readonly ErrorJson[]>>();

/** Reads and prices a query, or says why it will not be run. */
export function prepare(
  schema: GraphQLSchema,
  request: Request,
  scopes: ReadonlySet<string>,
): Prepared | { readonly errors: readonly ErrorJson[] } {
  const document = read(schema, request.query);
  if (!('kind' in document)) return { errors: document };
  const operation = getOperationAST(document, request.operationName);
  if (!operation) return { errors: [{ message: 'An operation name is required' }] };
  const variables = request.variables ?? {};
  const missing = missingScopes(schema, document, scopes);
  if (missing.length > 0) return { errors: missing };
  let cost: Cost;
  try {
    cost = costOf({ schema, document, operation, variables });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [errorJson(error)] };
  }
  if (cost.nodes > MAX_NODES) {
    const [asked, most] = [cost.nodes, MAX_NODES].map((it) => it.toLocaleString('en'));
    const message = `This query requests up to ${asked} possible nodes which exceeds the maximum limit of ${most}.`;
    return { errors: [{ type: 'MAX_NODE_LIMIT_EXCEEDED', message }] };
  }
  const operationName = operation.name?.value ?? null;
  return { ...cost, document, operationName, isMutation: operation.operation === 'mutation', request };
}

export async function run(schema: GraphQLSchema, prepared: Prepared, context: Context): Promise<Answer> {
  const result: ExecutionResult = await execute({
    schema,
    document: prepared.document,
    contextValue: context,
    variableValues: prepared.request.variables ?? {},
    operationName: prepared.request.operationName ?? null,
    fieldResolver: resolveField,
    typeResolver: resolveType,
  });
  for (const error of result.errors ?? []) {
    // what the world gets wrong is a bug of the world, not an answer
    if (error.originalError && !(error.originalError instanceof GraphQLError)) throw error.originalError;
  }
  const data = result.data === undefined ? {} : { data: result.data };
  return result.errors ? { ...data, errors: result.errors.map(errorJson) } : data;
}

function read(schema: GraphQLSchema, query: string): DocumentNode | readonly ErrorJson[] {
  const known = parsed.get(schema) ?? new Map<string, DocumentNode | readonly ErrorJson[]>();
  parsed.set(schema, known);
  let document = known.get(query);
  if (!document) {
    document = parseAndValidate(schema, query);
    known.set(query, document);
  }
  return document;
}

function parseAndValidate(schema: GraphQLSchema, query: string): DocumentNode | readonly ErrorJson[] {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return [errorJson(error)];
  }
  const errors = validate(schema, document);
  return errors.length > 0 ? errors.map(validationError) : document;
}

/** GitHub has messages of its own for fields that do not exist, which clients look for. */
function validationError(error: GraphQLError): ErrorJson {
  const [, fieldName, typeName] = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(error.message) ?? [];
  const json = errorJson(error);
  if (!fieldName || !typeName) return json;
  return {
    ...json,
    message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
    extensions: { code: 'undefinedField', typeName, fieldName },
  };
}

function errorJson({ message, path, locations, extensions: { type, ...rest } }: GraphQLError): ErrorJson {
  return {
    ...(typeof type === 'string' && { type }),
    ...(path && { path }),
    ...(Object.keys(rest).length > 0 && { extensions: rest }),
    ...(locations && { locations: locations.map(({ line, column }) => ({ line, column })) }),
    message,
  };
}
