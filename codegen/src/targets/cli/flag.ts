import {
  resolve,
  type Json,
  type OpenApiDocument,
  type ReferenceObject,
  type SchemaObject,
} from '../../contract/openapi/document.ts';
import { flattenAllOf } from '../../contract/openapi/flatten.ts';
import { fileName } from '../../contract/openapi/names.ts';
import { oneLine } from '../sdk/method-doc.ts';

/** A flag: a query parameter, or a property of the body. */
export interface Flag {
  name: string;
  flag: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'json';
  description: string;
  required?: true;
  choices?: string[];
  default?: Json;
  maximum?: number;
}

/** `issuedFrom` → `issued-from` */
const kebabCase = fileName;

export function flag(
  document: OpenApiDocument,
  name: string,
  schema: SchemaObject | ReferenceObject,
  own: { description?: string | undefined; required?: boolean | undefined } = {},
): Flag {
  const resolved = resolve<SchemaObject>(document, flattenAllOf(document, schema));
  const { type = 'string', enum: choices, default: initial, maximum } = resolved;
  // A property may say more than the schema it refers to.
  const described = own.description ?? (schema as SchemaObject).description ?? resolved.description;
  return {
    name,
    flag: kebabCase(name),
    type: type === 'object' || type === 'array' ? 'json' : type,
    description: oneLine(described ?? ''),
    ...(own.required && { required: true }),
    ...(choices && { choices: choices.map(String) }),
    ...(initial !== undefined && { default: initial }),
    ...(maximum !== undefined && { maximum }),
  };
}
