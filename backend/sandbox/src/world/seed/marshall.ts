import type { AttributeValue, Item } from '../../services/dynamodb/dynalite.ts';

/**
 * Writes a plain item in DynamoDB's JSON notation, as the document client of the AWS SDK does with `removeUndefinedValues`.
 * For what the backend stores (texts, numbers, booleans, lists and maps), and several times faster.
 */
export function marshallItem(item: object): Item {
  // A copy has a place for each attribute from the start; an object that grows by name becomes a slow hash table on its way.
  const marshalled: Record<string, unknown> = { ...item };
  for (const name of Object.keys(marshalled)) {
    if (marshalled[name] === undefined) delete marshalled[name];
    else marshalled[name] = marshallValue(marshalled[name]);
  }
  return marshalled as Item;
}

function marshallValue(value: unknown): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    case 'object':
      if (value === null) return { NULL: true };
      if (Array.isArray(value)) return { L: value.map(marshallValue) };
      return { M: marshallItem(value) };
    default:
      throw new TypeError(`A ${typeof value} has no place in an item.`);
  }
}
