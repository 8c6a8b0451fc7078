/** What a sample needs to know of a type: one small model for the schemas of REST and the types of GraphQL. */
import type { Json } from '../../../contract/openapi/document.ts';

/** Its twin in the SDK, `testing/shape.ts`, is what the generated file is checked against. */
export interface Shape {
  ref?: string;
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  nullable?: true;
  enum?: readonly (string | number)[];
  /** An identifier: this prefix and a ULID. */
  id?: string;
  format?: 'date' | 'date-time' | 'uri';
  /** What a value is chosen from. */
  examples?: readonly Json[];
  minimum?: number;
  maximum?: number;
  items?: Shape;
  minItems?: number;
  maxItems?: number;
  properties?: Readonly<Record<string, Shape>>;
  /** Names of properties that may be absent. */
  optional?: readonly string[];
}

const IDENTIFIER = /^\^(\w+_)\[0-9A-HJKMNP-TV-Z\]\{26\}\$$/;

/** The prefix that a pattern asks for, of one that describes an identifier. */
export const identifierPrefix = (pattern: string | undefined): string | undefined =>
  IDENTIFIER.exec(pattern ?? '')?.[1];

/** A text that the contract shows no example of: what it says of it (`Entrance or floor`), or its name (`taxId` → `Tax id`). */
export function readable(name: string, description = ''): string {
  const [sentence = ''] = description.split(/[.:;,`(\n]/);
  if (sentence.length > 3) return sentence.trim();
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
