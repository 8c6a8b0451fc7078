/** Errors of one field, with their data cut to what the caller selected. */
import type { GraphQLResolveInfo } from 'graphql';
import { locationsOf, type AppSyncError } from '../http/errors.ts';
import { ResolverError, type ResolverErrorEntry } from '../runtime/index.ts';
import { pathOf, selectedFields } from './context.ts';

/** "data will be filtered based on the query selection set; errorInfo will not." */
function selectedData(data: unknown, info: GraphQLResolveInfo): unknown {
  const selected = selectedFields(info);
  if (typeof data !== 'object' || data === null || Array.isArray(data) || selected === undefined)
    return data ?? null;
  return Object.fromEntries(Object.entries(data).filter(([name]) => selected.has(name)));
}

export function withSelectedData(error: ResolverError, info: GraphQLResolveInfo): ResolverError {
  return new ResolverError({
    message: error.message,
    errorType: error.errorType,
    data: selectedData(error.data, info),
    errorInfo: error.errorInfo,
  });
}

export function appendedError(entry: ResolverErrorEntry, info: GraphQLResolveInfo): AppSyncError {
  const start = info.fieldNodes[0]?.loc?.startToken;
  return {
    path: pathOf(info),
    data: selectedData(entry.data, info),
    errorType: entry.errorType,
    errorInfo: entry.errorInfo,
    locations: locationsOf({ locations: start ? [{ line: start.line, column: start.column }] : undefined }),
    message: entry.message,
  };
}
