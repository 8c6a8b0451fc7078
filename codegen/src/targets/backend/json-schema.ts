/** From the contract's schemas to JSON Schema for Ajv: annotations dropped, `allOf` flattened, replies closed. */
import type { AnySchemaObject } from 'ajv';
import {
  isReference,
  referenceName,
  resolve,
  type HeaderObject,
  type OpenApiDocument,
  type ReferenceObject,
  type ResponseObject,
  type SchemaObject,
} from '../../contract/openapi/document.ts';
import { flatSchemas, flattenAllOf } from '../../contract/openapi/flatten.ts';
import { headerKey, type Operation } from '../../contract/openapi/operations.ts';

/**
 * All components under one `$id`, so that operations share them. A reply's schema is open to partners, so that a property can be
 * added; to ourselves (`closed`) it is not, so that none leaks.
 */
export function validationSchemas(document: OpenApiDocument, closed: boolean): AnySchemaObject {
  return {
    $id: schemasId,
    definitions: Object.fromEntries(
      Object.entries(flatSchemas(document)).map(([name, schema]) => [name, convert(schema, closed)]),
    ),
  };
}

const schemasId = 'contract';

export function toJsonSchema(
  document: OpenApiDocument,
  node: SchemaObject | ReferenceObject,
  closed: boolean,
): AnySchemaObject {
  return convert(flattenAllOf(document, node), closed);
}

const validationKeywords = [
  'type',
  'nullable',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'required',
] as const;

const exclusiveBounds = [
  ['minimum', 'exclusiveMinimum'],
  ['maximum', 'exclusiveMaximum'],
] as const;

function convert(node: SchemaObject | ReferenceObject, closed: boolean): AnySchemaObject {
  if (isReference(node)) return { $ref: `${schemasId}#/definitions/${referenceName(node)}` };
  const schema: AnySchemaObject = {};
  for (const keyword of validationKeywords) if (node[keyword] !== undefined) schema[keyword] = node[keyword];
  // OpenAPI 3.0 says of a bound that it is exclusive; JSON Schema since draft 6 has exclusive bounds of their own.
  for (const [bound, exclusive] of exclusiveBounds) {
    if (node[exclusive] && node[bound] !== undefined) {
      schema[exclusive] = node[bound];
      delete schema[bound];
    }
  }
  if (node.format !== undefined && !['int32', 'int64'].includes(node.format)) schema['format'] = node.format;
  if (node.default !== undefined && !closed) schema['default'] = node.default;
  if (node.items !== undefined) schema['items'] = convert(node.items, closed);
  if (node.properties !== undefined) {
    schema['properties'] = Object.fromEntries(
      Object.entries(node.properties).map(([name, property]) => [name, convert(property, closed)]),
    );
    if (closed) schema['additionalProperties'] = false;
  }
  if (typeof node.additionalProperties === 'object') {
    schema['additionalProperties'] = convert(node.additionalProperties, closed);
  } else if (node.additionalProperties !== undefined) {
    schema['additionalProperties'] = node.additionalProperties;
  }
  return schema;
}

/**
 * One object schema for all parameters, so that an error's path says where it stands: `/query/limit`. `If-Match` is never
 * required here: its absence is 428, and that is for the function to say.
 */
export function parametersSchema(document: OpenApiDocument, { parameters }: Operation): AnySchemaObject {
  const locations = (['path', 'query', 'header'] as const).map((location): [string, AnySchemaObject] => {
    const own = parameters.filter((parameter) => parameter.in === location);
    const key = (name: string): string => (location === 'header' ? headerKey(name) : name);
    const required = own
      .filter(({ required, name }) => required && name !== 'If-Match')
      .map(({ name }) => key(name));
    return [
      location,
      {
        type: 'object',
        properties: Object.fromEntries(
          own.map((parameter) => [key(parameter.name), toJsonSchema(document, parameter.schema, false)]),
        ),
        required,
        additionalProperties: false,
      },
    ];
  });
  return { type: 'object', properties: Object.fromEntries(locations) };
}

export function headersOf(document: OpenApiDocument, { headers }: ResponseObject): [string, HeaderObject][] {
  return Object.entries(headers ?? {}).map(([name, header]) => [
    name,
    resolve<HeaderObject>(document, header),
  ]);
}

/** The headers of a response, by their names in lower case; closed, so that none is sent that the contract does not promise. */
export function headersSchema(
  document: OpenApiDocument,
  headers: readonly [string, HeaderObject][],
): AnySchemaObject {
  return {
    type: 'object',
    properties: Object.fromEntries(
      headers.map(([name, { schema }]) => [name.toLowerCase(), toJsonSchema(document, schema, true)]),
    ),
    required: headers.filter(([, { required }]) => required).map(([name]) => name.toLowerCase()),
    additionalProperties: false,
  };
}
