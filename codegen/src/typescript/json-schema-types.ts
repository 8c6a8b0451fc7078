/** JSON Schema, as far as schema/events uses it, as TypeScript. A keyword that is not known here is an error, not a wider type. */
import { comment, literals } from './text.ts';

export interface EventSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'string' | 'integer' | 'number' | 'boolean';
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, EventSchema>>;
  readonly oneOf?: readonly EventSchema[];
  readonly allOf?: readonly EventSchema[];
  readonly definitions?: Readonly<Record<string, EventSchema>>;
  readonly [extension: `x-${string}`]: string;
}

/** A name for what a reference points to: a definition's own, or another file's title. */
export type NameReference = (reference: string) => string;

function objectText(schema: EventSchema, nameOf: NameReference): string {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const optional = (schema.required ?? []).includes(name) ? '' : '?';
    return `${comment(property.description, '  ')}  readonly ${name}${optional}: ${typeText(property, nameOf)};\n`;
  });
  return `{\n${properties.join('')}}`;
}

export function typeText(schema: EventSchema, nameOf: NameReference): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if (schema.const !== undefined) return literals([schema.const]);
  if (schema.enum !== undefined) return literals(schema.enum);
  if (schema.oneOf !== undefined) return schema.oneOf.map((member) => typeText(member, nameOf)).join(' | ');
  if (schema.allOf !== undefined) {
    return schema.allOf
      .map((member) => (member.oneOf ? `(${typeText(member, nameOf)})` : typeText(member, nameOf)))
      .join(' & ');
  }
  switch (schema.type) {
    case 'object':
      return objectText(schema, nameOf);
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
      return schema.type;
    default:
      throw new Error(
        `A schema in schema/events has no type this generator knows: ${JSON.stringify(schema)}`,
      );
  }
}

/** `export type DeviceMessage = …`, or an interface for an object. */
export function declaration(name: string, schema: EventSchema, nameOf: NameReference): string {
  const text = typeText(schema, nameOf);
  const docs = comment(schema.description);
  return text.startsWith('{')
    ? `${docs}export interface ${name} ${text}\n`
    : `${docs}export type ${name} = ${text};\n`;
}
