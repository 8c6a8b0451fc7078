/**
 * `util.dynamodb`: JavaScript values ↔ DynamoDB's typed values, after AWS AppSync Developer Guide, "DynamoDB helpers in util.dynamodb".
 * AppSync keeps numbers as numbers (`{ N: 5 }`) and null as `{ NULL: null }`; the data source makes DynamoDB's own form of them.
 */
export type TypedValue = Record<string, unknown>;

/** Sets made by `toStringSet` & co. inside an item: told apart from a map that merely has a key named SS. */
const sets = new WeakSet<object>();

/** Undefined becomes null at the top, and is left out of lists' and maps' entries, as in JSON. */
export function toDynamoDB(value: unknown): TypedValue {
  if (value === null || value === undefined) return { NULL: null };
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: value };
    case 'boolean':
      return { BOOL: value };
    case 'object':
      if (sets.has(value)) return value as TypedValue;
      return Array.isArray(value) ? { L: value.map(toDynamoDB) } : { M: toMapValues(value) };
    default:
      throw new Error(`Unsupported type ${typeof value} for a DynamoDB attribute`);
  }
}

/** Like `toDynamoDB` for each entry, without the `M` around them. */
export function toMapValues(value: unknown): Record<string, TypedValue> {
  const typed: Record<string, TypedValue> = {};
  for (const [name, entry] of Object.entries((value ?? {}) as Record<string, unknown>)) {
    if (entry !== undefined) typed[name] = toDynamoDB(entry);
  }
  return typed;
}

function set(type: 'SS' | 'NS' | 'BS', values: unknown): TypedValue | null {
  if (values === null || values === undefined) return null;
  const typed = { [type]: [...(values as unknown[])] };
  sets.add(typed);
  return typed;
}

export const toStringSet = (values: unknown): TypedValue | null => set('SS', values);
export const toNumberSet = (values: unknown): TypedValue | null => set('NS', values);
export const toBinarySet = (values: unknown): TypedValue | null => set('BS', values);

const orNull = (make: (value: unknown) => TypedValue) => (value: unknown) =>
  value === null || value === undefined ? null : make(value);

/** The S3 object's description, as a string attribute: what `AWSS3Object`-like fields hold. */
function toS3Object(key: string, bucket: string, region: string, version?: string): TypedValue {
  return {
    S: JSON.stringify({ s3: { key, bucket, region, ...(version === undefined ? {} : { version }) } }),
  };
}

export const dynamodb = {
  toDynamoDB,
  toMapValues,
  toString: orNull((value) => ({ S: value })),
  toStringSet,
  toNumber: orNull((value) => ({ N: value })),
  toNumberSet,
  toBinary: orNull((value) => ({ B: value })),
  toBinarySet,
  toBoolean: orNull((value) => ({ BOOL: value })),
  toNull: () => ({ NULL: null }),
  toList: orNull((value) => ({ L: (value as unknown[]).map(toDynamoDB) })),
  toMap: orNull((value) => ({ M: toMapValues(value) })),
  toS3Object,
  fromS3ObjectJson: (text: string): unknown => JSON.parse(text),
};
