/** Removes `allOf`: API Gateway has no composed schemas, and a closed object cannot be the sum of two. */
import {
  isReference,
  resolve,
  type OpenApiDocument,
  type ReferenceObject,
  type SchemaObject,
} from './document.ts';

/**
 * The schema without `allOf`. One entry is replaced by that entry (a description beside it is kept where the result is not a
 * reference); several object schemas become one object with all their properties. References elsewhere stay references.
 */
export function flattenAllOf(
  document: OpenApiDocument,
  node: SchemaObject | ReferenceObject,
): SchemaObject | ReferenceObject {
  if (isReference(node)) return node;
  const { allOf, ...rest } = node;
  if (allOf !== undefined) {
    const [only] = allOf;
    if (allOf.length === 1 && only !== undefined) {
      return isReference(only) ? only : flattenAllOf(document, { ...only, ...rest });
    }
    return flattenAllOf(document, mergeObjects(document, allOf, rest));
  }
  const flat: SchemaObject = { ...rest };
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

function mergeObjects(
  document: OpenApiDocument,
  parts: (SchemaObject | ReferenceObject)[],
  rest: SchemaObject,
): SchemaObject {
  const merged: SchemaObject = { type: 'object', properties: {}, required: [] };
  for (const part of parts) {
    const flat = resolve<SchemaObject>(
      document,
      flattenAllOf(document, resolve<SchemaObject>(document, part)),
    );
    if (flat.type !== 'object') throw new Error('Only objects can be joined by allOf.');
    Object.assign(merged.properties ?? {}, flat.properties);
    merged.required?.push(...(flat.required ?? []));
  }
  return { ...merged, ...rest };
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
