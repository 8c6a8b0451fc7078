/**
 * Types as TypeScript writes them. OpenAPI, JSON Schema and GraphQL are each turned into this one model, and this is the one place
 * that prints it, so that the SDK's types and the server's cannot drift apart in style or in meaning.
 */
import { comment, propertyKey, scalar } from './text.ts';

export interface Property {
  readonly name: string;
  readonly type: Type;
  readonly optional?: boolean;
  readonly readonly?: boolean;
  readonly description?: string | undefined;
}

export type Type =
  /** A keyword (`string`, `null`) or a declared type. */
  | { readonly kind: 'name'; readonly name: string }
  | {
      readonly kind: 'literal';
      readonly value: string | number | boolean | null;
      readonly description?: string | undefined;
    }
  | { readonly kind: 'array'; readonly items: Type; readonly readonly?: boolean }
  | { readonly kind: 'record'; readonly values: Type }
  | { readonly kind: 'object'; readonly properties: readonly Property[] }
  | { readonly kind: 'union' | 'intersection'; readonly members: readonly Type[] };

export const named = (name: string): Type => ({ kind: 'name', name });

/** A union without repetition; of one type it is that type. */
export function union(members: readonly Type[]): Type {
  const flat = members.flatMap((member) => (member.kind === 'union' ? member.members : [member]));
  const distinct = [...new Map(flat.map((member) => [printType(member), member])).values()];
  const [only] = distinct;
  if (only === undefined) return named('never');
  return distinct.length === 1 ? only : { kind: 'union', members: distinct };
}

export const literals = (values: readonly (string | number | boolean | null)[]): Type =>
  union(values.map((value) => ({ kind: 'literal', value })));

export const nullable = (type: Type): Type => union([type, { kind: 'literal', value: null }]);

/** The type as text, for a line that starts at `indent`. */
export function printType(type: Type, indent = ''): string {
  switch (type.kind) {
    case 'name':
      return type.name;
    case 'literal':
      return scalar(type.value);
    case 'array': {
      const items = printType(type.items, indent);
      const isSum = type.items.kind === 'union' || type.items.kind === 'intersection';
      const isReadonlyList = type.items.kind === 'array' && type.items.readonly;
      return `${type.readonly ? 'readonly ' : ''}${isSum || isReadonlyList ? `(${items})` : items}[]`;
    }
    case 'record':
      return `{ [key: string]: ${printType(type.values, indent)} }`;
    case 'object':
      return `{\n${printProperties(type.properties, `${indent}  `)}${indent}}`;
    case 'union':
      if (type.members.some((member) => member.kind === 'literal' && member.description)) {
        const lines = type.members.map(
          (member) =>
            `${comment(member.kind === 'literal' ? member.description : '', `${indent}  `)}${indent}  | ${printType(member, indent)}`,
        );
        return `\n${lines.join('\n')}`;
      }
      return type.members.map((member) => printType(member, indent)).join(' | ');
    case 'intersection':
      return type.members
        .map((member) =>
          member.kind === 'union' ? `(${printType(member, indent)})` : printType(member, indent),
        )
        .join(' & ');
  }
}

/** The lines between an object's braces. */
export function printProperties(properties: readonly Property[], indent: string): string {
  return properties
    .map(
      (property) => `${comment(property.description, indent)}${indent}${printProperty(property, indent)};\n`,
    )
    .join('');
}

/** `readonly name?: type`, without comment or end. */
export function printProperty({ name, type, optional, readonly }: Property, indent = ''): string {
  return `${readonly ? 'readonly ' : ''}${propertyKey(name)}${optional ? '?' : ''}: ${printType(type, indent)}`;
}

/** All properties on one line. */
export function inlineObject(properties: readonly Property[], indent = ''): string {
  return `{ ${properties.map((property) => printProperty(property, indent)).join('; ')} }`;
}

/** `export interface` of an object, `export type` of anything else. */
export function declaration(name: string, type: Type, description?: string | null, base?: string): string {
  const text = printType(type).replace(/^\n/, '\n');
  return type.kind === 'object'
    ? `${comment(description)}export interface ${name} ${base === undefined ? '' : `extends ${base} `}${text}\n`
    : `${comment(description)}export type ${name} =${text.startsWith('\n') ? '' : ' '}${text};\n`;
}
