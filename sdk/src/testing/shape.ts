/** What a sample needs to know of a type. Codegen writes these from both contracts. */
export interface Shape {
  readonly ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly nullable?: true;
  readonly enum?: readonly (string | number)[];
  /** An identifier: this prefix and a ULID. */
  readonly id?: string;
  readonly format?: 'date' | 'date-time' | 'uri';
  /** What a value is chosen from. */
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Shapes;
  /** Names of properties that may be absent. */
  readonly optional?: readonly string[];
}

export type Shapes = Readonly<Record<string, Shape>>;

/**
 * What a sample shall hold: any of its properties, of nested objects again any, and of a list the items, each with any of its
 * properties.
 *
 * @example
 * ```ts
 * import { invoice } from '@northwind/sdk/testing';
 *
 * invoice({ status: 'open', customer: { name: 'Fabrikam AG' }, lines: [{ quantity: 2 }, { quantity: 5 }] });
 * ```
 */
export type Overrides<T> = T extends readonly (infer Item)[]
  ? readonly Overrides<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Overrides<T[Key]> | undefined }
    : T;
