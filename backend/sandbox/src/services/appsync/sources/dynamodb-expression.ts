/** The expressions of a request document, merged into the parameters that DynamoDB's API takes once per request. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { toItem } from './dynamodb-json.ts';

export interface ExpressionDocument {
  readonly expression: string;
  readonly expressionNames?: Readonly<Record<string, string>>;
  readonly expressionValues?: Readonly<Record<string, unknown>>;
  readonly equalsIgnore?: readonly string[];
  readonly returnValuesOnConditionCheckFailure?: boolean;
}

type Document = Readonly<Record<string, unknown>>;

export interface ExpressionParameters {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/**
 * AppSync keeps the names and values of each expression apart while DynamoDB takes one map for all, and the helpers number their
 * placeholders per expression: a query and its filter may both own a `#expName_1`. So the parts after the first get a prefix.
 */
export const conditionOf = (request: Document) => prefixed(request.condition, 'condition_');
export const filterOf = (request: Document) => prefixed(request.filter, 'filter_');
export const projectionOf = (request: Document) => prefixed(request.projection, 'projection_');

function prefixed(part: unknown, prefix: string): ExpressionDocument | undefined {
  const document = part as ExpressionDocument | null | undefined;
  if (document === null || document === undefined || document.expression === '') return undefined;
  const known = new Set([
    ...Object.keys(document.expressionNames ?? {}),
    ...Object.keys(document.expressionValues ?? {}),
  ]);
  const rename = (placeholder: string) => `${placeholder.charAt(0)}${prefix}${placeholder.slice(1)}`;
  const renameKeys = <Value>(map: Readonly<Record<string, Value>> | undefined) =>
    Object.fromEntries(Object.entries(map ?? {}).map(([placeholder, value]) => [rename(placeholder), value]));
  return {
    ...document,
    expression: document.expression.replace(/[#:][A-Za-z0-9_]+/g, (token) =>
      known.has(token) ? rename(token) : token,
    ),
    expressionNames: renameKeys(document.expressionNames),
    expressionValues: renameKeys(document.expressionValues),
  };
}

export function expressionAttributes(
  parts: readonly (ExpressionDocument | undefined)[],
): ExpressionParameters {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  for (const part of parts) {
    Object.assign(names, part?.expressionNames);
    Object.assign(values, toItem(part?.expressionValues));
  }
  return {
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}
