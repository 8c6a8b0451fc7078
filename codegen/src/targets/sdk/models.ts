/**
 * `components.schemas` as plain named types, one by one. They are written out rather than looked up in openapi-typescript's
 * `components`, because a reader hovers over them, and because a name costs a consumer's compiler nothing.
 */
import { isReference, type OpenApiDocument, type ParameterObject } from '../../contract/openapi/document.ts';
import type { Operation } from '../../contract/openapi/operations.ts';
import { comment } from '../../typescript/comment.ts';
import { methodName, paramsTypeName } from './names.ts';
import { describe, properties, schemaType, type Schema } from '../../typescript/schema-type.ts';

export function models(document: OpenApiDocument, operations: readonly Operation[]): string {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) =>
    declaration(name, schema),
  );
  const params = operations.flatMap((operation) => [...queryType(operation), ...bodyType(operation)]);
  return [...schemas, ...params].join('\n');
}

function declaration(name: string, schema: Schema): string {
  const doc = comment(describe(schema));
  if (!isReference(schema)) {
    if (schema.properties) return `${doc}export interface ${name} {\n${properties(schema, '  ')}}\n`;
    const [base, extension, ...rest] = schema.allOf ?? [];
    if (base && extension && rest.length === 0 && isReference(base) && !isReference(extension)) {
      return `${doc}export interface ${name} extends ${schemaType(base)} {\n${properties(extension, '  ')}}\n`;
    }
  }
  return `${doc}export type ${name} = ${schemaType(schema)};\n`;
}

/** Query parameters of an operation as one object. */
export function queryParameters(operation: Operation): ParameterObject[] {
  return operation.parameters.filter((parameter) => parameter.in === 'query');
}

function queryType(operation: Operation): string[] {
  const parameters = queryParameters(operation);
  if (parameters.length === 0) return [];
  if (operation.requestBody)
    throw new Error(`${operation.operationId}: a body and a query would need two names.`);
  const lines = parameters.map((parameter) => {
    const schema = isReference(parameter.schema) ? {} : parameter.schema;
    const doc = describe({ ...schema, description: parameter.description ?? '' });
    return `${comment(doc, '  ')}  ${parameter.name}${parameter.required ? '' : '?'}: ${schemaType(parameter.schema)};\n`;
  });
  return [`${methodDoc(operation)}export interface ${paramsTypeName(operation)} {\n${lines.join('')}}\n`];
}

function bodyType(operation: Operation): string[] {
  const schema = bodySchema(operation);
  return schema
    ? [`${methodDoc(operation)}export type ${paramsTypeName(operation)} = ${schemaType(schema)};\n`]
    : [];
}

/** Schema of a JSON request body. */
export function bodySchema(operation: Operation): Schema | undefined {
  return operation.requestBody?.content['application/json']?.schema;
}

function methodDoc(operation: Operation): string {
  return comment(`Parameters of \`${operation.tag.name}.${methodName(operation)}\`.`);
}
