/**
 * `components.schemas` as plain named types, one by one. They are written out rather than looked up in openapi-typescript's
 * `components`, because a reader hovers over them, and because a name costs a consumer's compiler nothing.
 */
import {
  isReference,
  referenceName,
  type OpenApiDocument,
  type ParameterObject,
  type ReferenceObject,
  type SchemaObject,
} from '../../contract/openapi/document.ts';
import type { Operation } from '../../contract/openapi/operations.ts';
import { OpenApiTypes, type Schema } from '../../typescript/from-openapi.ts';
import { declaration } from '../../typescript/type.ts';
import { methodName, paramsTypeName } from '../../contract/openapi/names.ts';

export function models(document: OpenApiDocument, operations: readonly Operation[]): string {
  const types = new OpenApiTypes(document, 'sends');
  const received = new OpenApiTypes(document, 'sends', { openEnums: true });
  const sent = sentSchemas(document, operations);
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) =>
    // An enum itself lists the known values; what a response holds may be newer than this SDK.
    (sent.has(name) || (schema as SchemaObject).enum ? types : received).declaration(name, schema),
  );
  const params = operations.flatMap((operation) => [
    ...queryType(types, operation),
    ...bodyType(types, operation),
  ]);
  const scopes = declaration(
    'Scope',
    types.type({ type: 'string', enum: [...new Set(operations.flatMap((operation) => operation.scopes))] }),
    'OAuth scope of a token. Each method names the one that it needs.',
  );
  return [
    "import type { Open } from '../support/open.ts';\n",
    ...schemas,
    ...(operations.length > 0 ? [scopes] : []),
    ...params,
  ].join('\n');
}

/** Names of the schemas that a request body holds, however deep. */
function sentSchemas(document: OpenApiDocument, operations: readonly Operation[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (isReference(node as Schema)) {
      const name = referenceName(node as ReferenceObject);
      if (names.has(name)) return;
      names.add(name);
      return visit(document.components.schemas[name]);
    }
    Object.values(node).forEach(visit);
  };
  operations.forEach((operation) => visit(bodySchema(operation)));
  return names;
}

/** Query parameters of an operation as one object. */
export function queryParameters(operation: Operation): ParameterObject[] {
  return operation.parameters.filter((parameter) => parameter.in === 'query');
}

function queryType(types: OpenApiTypes, operation: Operation): string[] {
  const properties = queryParameters(operation).map(({ name, schema, required, description }) =>
    types.property(name, schema, required ?? false, description ?? ''),
  );
  if (properties.length === 0) return [];
  return [declaration(paramsTypeName(operation), { kind: 'object', properties }, methodDoc(operation))];
}

function bodyType(types: OpenApiTypes, operation: Operation): string[] {
  const schema = bodySchema(operation);
  if (schema === undefined) return [];
  return [declaration(paramsTypeName(operation), types.type(schema), methodDoc(operation))];
}

/** Schema of a JSON request body. */
export function bodySchema(operation: Operation): Schema | undefined {
  return operation.requestBody?.content['application/json']?.schema;
}

function methodDoc(operation: Operation): string {
  return `Parameters of \`${operation.tag.name}.${methodName(operation)}\`.`;
}
