/** TypeScript for a schema, as a person would write it. */
import {
  isReference,
  referenceName,
  type ReferenceObject,
  type SchemaObject,
} from '../contract/openapi/document.ts';

/** The type of a (flattened) schema as text, indented for a line that starts at `indent`. */
export function typeText(node: SchemaObject | ReferenceObject, indent = ''): string {
  if (isReference(node)) return referenceName(node);
  const type = nonNullType(node, indent);
  return node.nullable && !type.split(' | ').includes('null') ? `${type} | null` : type;
}

function nonNullType(schema: SchemaObject, indent: string): string {
  if (schema.enum !== undefined)
    return schema.enum
      .map((value) => JSON.stringify(value))
      .join(' | ')
      .replaceAll('"', "'");
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'integer':
    case 'number':
      return 'number';
    case 'array': {
      const items = schema.items === undefined ? 'unknown' : typeText(schema.items, indent);
      return items.includes(' ') ? `(${items})[]` : `${items}[]`;
    }
    case 'object':
      return objectText(schema, indent);
    default:
      throw new Error(`A schema without a type: ${JSON.stringify(schema)}`);
  }
}

function objectText(schema: SchemaObject, indent: string): string {
  if (schema.properties === undefined) {
    const values =
      typeof schema.additionalProperties === 'object'
        ? typeText(schema.additionalProperties, indent)
        : 'unknown';
    return `Record<string, ${values}>`;
  }
  return `{\n${memberLines(schema, `${indent}  `)}${indent}}`;
}

/** The members of an object. A property with a default is always there: the validator has filled it in. */
export function memberLines(schema: SchemaObject, indent: string): string {
  return Object.entries(schema.properties ?? {})
    .map(([name, property]) => {
      const always =
        schema.required?.includes(name) || (!isReference(property) && property.default !== undefined);
      const comment = isReference(property) ? '' : docComment(property.description, indent);
      return `${comment}${indent}${propertyKey(name)}${always ? '' : '?'}: ${typeText(property, indent)};\n`;
    })
    .join('');
}

export function propertyKey(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : `'${name}'`;
}

export function docComment(text: string | undefined, indent: string): string {
  if (!text) return '';
  const lines = text.trim().split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

/** `If-Match` → `ifMatch`: how a header is called in code. */
export function headerKey(name: string): string {
  return name.toLowerCase().replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
