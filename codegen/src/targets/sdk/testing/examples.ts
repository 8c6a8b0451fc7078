/**
 * The values that the contract itself shows: what stands in the examples of its requests and responses, by the schema and property
 * they belong to. Sample data is made of them, so that it reads like the documentation and needs no second list of names.
 */
import {
  isReference,
  referenceName,
  resolve,
  type Json,
  type OpenApiDocument,
  type SchemaObject,
} from '../../../contract/openapi/document.ts';
import { flattenAllOf } from '../../../contract/openapi/flatten.ts';
import type { Operation } from '../../../contract/openapi/operations.ts';
import type { Schema } from '../../../typescript/from-openapi.ts';

/** `LockerUpdate.name` → `Locker`, `Update` */
const wordsOf = (key: string): string[] => key.match(/[A-Z][a-z]+/g) ?? [];

export class Examples {
  readonly #document: OpenApiDocument;
  /** By `Customer.name`, and by `name` alone. */
  readonly #values = new Map<string, Set<Json>>();

  constructor(document: OpenApiDocument, operations: readonly Operation[]) {
    this.#document = document;
    for (const { requestBody, responses } of operations) {
      const bodies = [requestBody, ...responses.map(([, response]) => response)];
      for (const media of bodies.flatMap((body) => Object.values(body?.content ?? {})))
        if (media.example !== undefined) this.#read(media.schema, media.example);
    }
  }

  /**
   * What the contract shows for a property; for one that it never shows, what it shows for the property of that name of a related
   * schema (`LockerSummary.name` for `LockerUpdate.name`), or of any.
   */
  of(owner: string, property: string): Json[] {
    const exact = this.#values.get(`${owner}.${property}`);
    const related = [...this.#values].find(
      ([key]) => key.endsWith(`.${property}`) && wordsOf(key).some((word) => wordsOf(owner).includes(word)),
    )?.[1];
    return [...(exact ?? related ?? this.#values.get(property) ?? [])];
  }

  #read(schema: Schema, example: Json): void {
    const owner = isReference(schema) ? referenceName(schema) : '';
    const { items, properties } = this.#flat(schema);
    if (Array.isArray(example)) {
      for (const item of example) if (items !== undefined) this.#read(items, item);
    } else if (typeof example === 'object' && example !== null) {
      for (const [name, value] of Object.entries(example)) {
        const property = properties?.[name];
        if (property === undefined) continue;
        this.#keep(`${owner}.${name}`, value);
        this.#keep(name, value);
        this.#read(property, value);
      }
    }
  }

  #flat(schema: Schema): SchemaObject {
    const resolved = resolve<SchemaObject>(this.#document, schema);
    return resolve<SchemaObject>(this.#document, flattenAllOf(this.#document, resolved));
  }

  #keep(key: string, value: Json): void {
    const known = this.#values.get(key) ?? new Set();
    this.#values.set(key, known.add(value));
  }
}
