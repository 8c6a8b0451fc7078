/** JSON Schema, as far as schema/events uses it, as types. An unknown keyword is an error, not a wider type. */
import type { EventSchema } from '../contract/events/schema.ts';
import { literals, named, union, type Type } from './type.ts';

/** A name for what a reference points to: a definition's own, or another file's title. */
export type NameReference = (reference: string) => string;

export function eventType(schema: EventSchema, nameOf: NameReference): Type {
  const types = (schemas: readonly EventSchema[]): Type[] =>
    schemas.map((member) => eventType(member, nameOf));
  if (schema.$ref !== undefined) return named(nameOf(schema.$ref));
  if (schema.const !== undefined) return { kind: 'literal', value: schema.const };
  if (schema.enum !== undefined) return literals(schema.enum);
  if (schema.oneOf !== undefined) return union(types(schema.oneOf));
  if (schema.allOf !== undefined) return { kind: 'intersection', members: types(schema.allOf) };
  switch (schema.type) {
    case 'object':
      return {
        kind: 'object',
        properties: Object.entries(schema.properties ?? {}).map(([name, property]) => ({
          name,
          type: eventType(property, nameOf),
          readonly: true,
          optional: !(schema.required ?? []).includes(name),
          description: property.description,
        })),
      };
    case 'integer':
    case 'number':
      return named('number');
    case 'string':
    case 'boolean':
      return named(schema.type);
    default:
      throw new Error(`A schema without a type, which reading the event refuses: ${JSON.stringify(schema)}`);
  }
}
