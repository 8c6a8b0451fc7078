/**
 * The errors of a GraphQL answer in AppSync's shape: errorType, errorInfo and data stand beside the message, not under
 * `extensions`, and each location carries a null sourceName.
 */
import { getNullableType, isObjectType, type GraphQLError, type GraphQLSchema } from 'graphql';
import { ResolverError } from '../runtime/index.ts';
import { ScalarValueError } from '../schema/scalars.ts';

export interface AppSyncLocation {
  readonly line: number;
  readonly column: number;
  readonly sourceName: null;
}

export interface AppSyncError {
  readonly path?: readonly (string | number)[] | null;
  readonly data?: unknown;
  readonly errorType?: string | null;
  readonly errorInfo?: unknown;
  readonly locations?: readonly AppSyncLocation[] | null;
  readonly message: string;
}

export function locationsOf(error: {
  readonly locations?: readonly { line: number; column: number }[] | undefined;
}): AppSyncLocation[] | null {
  return error.locations?.map(({ line, column }) => ({ line, column, sourceName: null })) ?? null;
}

/** An error that a field's execution ended in. */
export function executionError(error: GraphQLError, schema: GraphQLSchema): AppSyncError {
  const path = error.path ?? null;
  const cause: unknown = error.originalError;
  if (cause instanceof ResolverError) {
    return {
      path,
      data: cause.data,
      errorType: cause.errorType,
      errorInfo: cause.errorInfo,
      locations: locationsOf(error),
      message: cause.message,
    };
  }
  if (cause instanceof ScalarValueError) {
    return { path, locations: null, message: `Can't serialize value (${slashed(path)}) : ${cause.message}` };
  }
  const nullField = /^Cannot return null for non-nullable field (\w+)\.(\w+)\.$/.exec(error.message);
  if (nullField) {
    const [, parentName = '', fieldName = ''] = nullField;
    const parent = schema.getType(parentName);
    const type = isObjectType(parent) ? parent.getFields()[fieldName]?.type : undefined;
    const expected = type === undefined ? 'Unknown' : String(getNullableType(type));
    return {
      path,
      locations: null,
      message: `Cannot return null for non-nullable type: '${expected}' within parent '${parentName}' (${slashed(
        path,
      )})`,
    };
  }
  const enumValue = /^Enum "(\w+)" cannot represent (?:non-string )?value: (.+?)\.?$/.exec(error.message);
  if (enumValue) {
    const [, name = '', value = ''] = enumValue;
    const text = value.replaceAll(/^["']|["']$/g, '');
    return {
      path,
      locations: null,
      message: `Can't serialize value (${slashed(
        path,
      )}) : Invalid input for Enum '${name}'. No value found for name '${text}'`,
    };
  }
  return {
    path,
    data: null,
    errorType: null,
    errorInfo: null,
    locations: locationsOf(error),
    message: error.message,
  };
}

/** `/listLockers/items[0]/name`, as graphql-java prints a path. */
function slashed(path: readonly (string | number)[] | null): string {
  return (path ?? []).map((part) => (typeof part === 'number' ? `[${part}]` : `/${part}`)).join('');
}
