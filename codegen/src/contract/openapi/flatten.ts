/** Removes `allOf`: API Gateway has no composed schemas, and a closed object cannot be the sum of two. */
import {
  isReference,
  resolve,
  type OpenApiDocument,
  type ReferenceObject,
  type SchemaObject,
} from './document.ts';

/** What may stand beside a reference and changes nothing about its values. */
export const annotations: ReadonlySet<string> = new Set(['description', 'title', 'example', 'deprecated']);

/**
 * The schema without `allOf`: the parts and what stands beside them become one schema, objects with the properties of all. One
 * reference with only words beside it stays that reference; references elsewhere do too.
 */
export function flattenAllOf(
  document: OpenApiDocument,
  node: SchemaObject | ReferenceObject,
): SchemaObject | ReferenceObject {
  if (isReference(node)) return node;
  const { allOf, ...own } = node;
  if (allOf !== undefined) {
    const [only] = allOf;
    const addsNothing = Object.keys(own).every((keyword) => annotations.has(keyword));
    if (allOf.length === 1 && only !== undefined && isReference(only) && addsNothing) return only;
    return mergeParts(document, [...allOf, own]);
  }
  const flat: SchemaObject = { ...own };
  if (flat.properties !== undefined) {
    flat.properties = Object.fromEntries(
      Object.entries(flat.properties).map(([name, property]) => [name, flattenAllOf(document, property)]),
    );
  }
  if (flat.items !== undefined) flat.items = flattenAllOf(document, flat.items);
  if (typeof flat.additionalProperties === 'object') {
    flat.additionalProperties = flattenAllOf(document, flat.additionalProperties);
  }
  return flat;
}

function mergeParts(document: OpenApiDocument, parts: (SchemaObject | ReferenceObject)[]): SchemaObject {
  const flat = parts.map((part) =>
    resolve<SchemaObject>(document, flattenAllOf(document, resolve<SchemaObject>(document, part))),
  );
  const merged = flat.reduce<SchemaObject>((sum, part) => ({ ...sum, ...part }), {});
  const properties = flat.reduce<NonNullable<SchemaObject['properties']>>(
    (sum, part) => ({ ...sum, ...part.properties }),
    {},
  );
  const required = new Set(flat.flatMap((part) => part.required ?? []));
  return {
    ...merged,
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...(required.size === 0 ? {} : { required: [...required] }),
  };
}

/** Every schema of the contract by name, without `allOf`. */
export function flatSchemas(document: OpenApiDocument): Record<string, SchemaObject | ReferenceObject> {
  return Object.fromEntries(
    Object.entries(document.components.schemas).map(([name, schema]) => [
      name,
      flattenAllOf(document, schema),
    ]),
  );
}
