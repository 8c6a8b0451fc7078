/** One OpenAPI Schema Object as a TypeScript type. */
import {
  isReference,
  referenceName,
  type ReferenceObject,
  type SchemaObject,
} from '../contract/openapi/document.ts';
import { comment } from './comment.ts';

export type Schema = SchemaObject | ReferenceObject;

/** The type, as text. References become the names of their components. */
export function schemaType(schema: Schema, indent = ''): string {
  if (isReference(schema)) return referenceName(schema);
  const type = nonNullType(schema, indent);
  return schema.nullable && !/\bnull\b/.test(type) ? `${type} | null` : type;
}

function nonNullType(schema: SchemaObject, indent: string): string {
  if (schema.allOf) return schema.allOf.map((part) => schemaType(part, indent)).join(' & ');
  if (schema.enum)
    return schema.enum.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(' | ');
  switch (schema.type) {
    case 'integer':
      return 'number';
    case 'array': {
      const item = schemaType(schema.items!, indent);
      return /^\w+$/.test(item) ? `${item}[]` : `Array<${item}>`;
    }
    case 'object':
      return objectType(schema, indent);
    case undefined:
      throw new Error(`A schema has neither type nor allOf: ${JSON.stringify(schema)}`);
    default:
      return schema.type;
  }
}

function objectType(schema: SchemaObject, indent: string): string {
  if (schema.properties) return `{\n${properties(schema, `${indent}  `)}${indent}}`;
  const values = schema.additionalProperties;
  if (values && typeof values === 'object') return `{ [key: string]: ${schemaType(values, indent)} }`;
  return '{ [key: string]: unknown }';
}

/** The lines between an object type's braces, each property with its description, format and default. */
export function properties(schema: SchemaObject, indent: string): string {
  return Object.entries(schema.properties ?? {})
    .map(([name, property]) => {
      const optional = schema.required?.includes(name) ? '' : '?';
      return `${comment(describe(property), indent)}${indent}${name}${optional}: ${schemaType(property, indent)};\n`;
    })
    .join('');
}

/** Description of a schema, with what the type alone does not say. */
export function describe(schema: Schema): string {
  if (isReference(schema)) return '';
  const lines = [schema.description ?? ''];
  if (schema.format === 'date') lines.push('An ISO 8601 day, `YYYY-MM-DD`.');
  if (schema.default !== undefined && schema.default !== '')
    lines.push(`@defaultValue \`${JSON.stringify(schema.default)}\``);
  return lines.filter(Boolean).join('\n');
}
