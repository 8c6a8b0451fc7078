/** The REST contract's parts, named as the OpenAPI specification names them. */

export const contractPath = 'schema/openapi.yaml';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface ReferenceObject {
  $ref: string;
}

export interface SchemaObject {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  title?: string;
  description?: string;
  format?: string;
  pattern?: string;
  enum?: (string | number)[];
  default?: Json;
  example?: Json;
  nullable?: boolean;
  readOnly?: boolean;
  deprecated?: boolean;
  /** The last day of what is deprecated, `YYYY-MM-DD`. */
  'x-sunset'?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minProperties?: number;
  maxProperties?: number;
  required?: string[];
  properties?: Record<string, SchemaObject | ReferenceObject>;
  additionalProperties?: boolean | SchemaObject | ReferenceObject;
  items?: SchemaObject | ReferenceObject;
  allOf?: (SchemaObject | ReferenceObject)[];
  /** On `ProblemCode` only. */
  'x-northwind-problems'?: Record<string, ProblemDescription>;
}

/** What the contract says of a problem code: what a response carries, and what the page behind its `type` explains. */
export interface ProblemDescription {
  status: number;
  title: string;
  cause: string;
  remedy: string;
}

export interface ParameterObject {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: SchemaObject | ReferenceObject;
  example?: Json;
}

export interface HeaderObject {
  description?: string;
  required?: boolean;
  schema: SchemaObject | ReferenceObject;
}

export interface MediaTypeObject {
  schema: SchemaObject | ReferenceObject;
  example?: Json;
  examples?: Record<string, { summary?: string; value: Json } | ReferenceObject>;
}

export interface RequestBodyObject {
  description?: string;
  required?: boolean;
  content: Record<string, MediaTypeObject>;
}

export interface ResponseObject {
  description: string;
  /** The SDK's error class for this response, and what its reader can do. */
  'x-northwind-error'?: { name: string; advice: string };
  headers?: Record<string, HeaderObject | ReferenceObject>;
  content?: Record<string, MediaTypeObject>;
}

export interface OperationObject {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  deprecated?: boolean;
  /** On a deprecated operation: the SDK's method to use instead, e.g. `invoices.list`. */
  'x-northwind-replaced-by'?: string;
  /** The last day of what is deprecated, `YYYY-MM-DD`. */
  'x-sunset'?: string;
  parameters?: (ParameterObject | ReferenceObject)[];
  requestBody?: RequestBodyObject | ReferenceObject;
  responses: Record<string, ResponseObject | ReferenceObject>;
  security: Record<string, string[]>[];
  'x-northwind-groups'?: string[];
}

export interface TagObject {
  name: string;
  description: string;
  'x-northwind-function': string;
  /** Where the singular is not made by dropping `-s`, `-es` or by `-ies` → `-y`: `person` of `people`. */
  'x-northwind-singular'?: string;
}

export interface ServerObject {
  url: string;
  description: string;
  'x-northwind-environment': string;
  'x-northwind-token-url': string;
  'x-northwind-graphql-url': string;
}

export const httpMethods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
export type HttpMethod = (typeof httpMethods)[number];

export type PathItemObject = Partial<Record<HttpMethod, OperationObject>> & {
  parameters?: (ParameterObject | ReferenceObject)[];
};

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: ServerObject[];
  tags: TagObject[];
  /** Where, at the origin of a GraphQL URL, it is said who answers. */
  'x-northwind-graphql-discovery-path': string;
  /** A larger body is refused with 413. */
  'x-northwind-max-body-bytes': number;
  /** Most `errors` of one problem document: a validator that has found so many stops. */
  'x-northwind-max-problem-errors': number;
  /** A problem's `type` is this and its code. */
  'x-northwind-problem-type-base': string;
  paths: Record<string, PathItemObject>;
  components: {
    schemas: Record<string, SchemaObject | ReferenceObject>;
    parameters: Record<string, ParameterObject>;
    headers: Record<string, HeaderObject>;
    responses: Record<string, ResponseObject>;
    securitySchemes: Record<string, Record<string, Json>>;
  };
}

export function isReference(node: object): node is ReferenceObject {
  return '$ref' in node;
}

/** The last segment of a reference: the component's name. */
export function referenceName(reference: ReferenceObject): string {
  return reference.$ref.slice(reference.$ref.lastIndexOf('/') + 1);
}

/** Follows a `#/components/…` reference; anything else is returned as it is. Throws on a reference that leads nowhere. */
export function resolve<T extends object>(document: OpenApiDocument, node: T | ReferenceObject): T {
  let current: T | ReferenceObject = node;
  while (isReference(current)) {
    const reference = current.$ref;
    let target: unknown = document;
    for (const segment of reference.replace(/^#\//, '').split('/')) {
      target = (target as Record<string, unknown> | undefined)?.[
        segment.replaceAll('~1', '/').replaceAll('~0', '~')
      ];
    }
    if (target === undefined)
      throw new Error(`${reference} leads nowhere, and the contract was read without that being told.`);
    current = target as T | ReferenceObject;
  }
  return current;
}
