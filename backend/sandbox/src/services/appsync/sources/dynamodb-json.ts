/** The request document's typed values ↔ the SDK's, and items → the JSON that AppSync puts into `ctx.result`. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** `{ N: 5 }` → `{ N: '5' }`, `{ NULL: null }` → `{ NULL: true }`, base64 → bytes: what DynamoDB itself wants. */
function toAttribute(value: unknown): AttributeValue {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1)
    throw new Error(`Expected one typed value, got ${JSON.stringify(value)}`);
  const [type, content] = entry;
  switch (type) {
    case 'S':
      return { S: String(content) };
    case 'N':
      return { N: String(content) };
    case 'BOOL':
      return { BOOL: content === true || content === 'true' };
    case 'NULL':
      return { NULL: true };
    case 'B':
      return { B: Buffer.from(String(content), 'base64') };
    case 'SS':
      return { SS: (content as unknown[]).map(String) };
    case 'NS':
      return { NS: (content as unknown[]).map(String) };
    case 'BS':
      return { BS: (content as unknown[]).map((single) => Buffer.from(String(single), 'base64')) };
    case 'L':
      return { L: (content as unknown[]).map(toAttribute) };
    case 'M':
      return { M: toItem(content) };
    default:
      throw new Error(`Unsupported DynamoDB type '${type}'`);
  }
}

export function toItem(values: unknown): Item {
  return Object.fromEntries(
    Object.entries((values ?? {}) as Record<string, unknown>).map(([name, value]) => [
      name,
      toAttribute(value),
    ]),
  );
}

/** "Type system (response mapping)": sets become lists, binary becomes base64, numbers become JSON numbers. */
function fromAttribute(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.M !== undefined) return fromItem(value.M);
  if (value.L !== undefined) return value.L.map(fromAttribute);
  if (value.SS !== undefined) return [...value.SS];
  if (value.NS !== undefined) return value.NS.map(Number);
  if (value.B !== undefined) return Buffer.from(value.B).toString('base64');
  if (value.BS !== undefined) return value.BS.map((single) => Buffer.from(single).toString('base64'));
  return null;
}

export function fromItem(item: Item): Record<string, unknown>;
export function fromItem(item: Item | undefined): Record<string, unknown> | null;
export function fromItem(item: Item | undefined): Record<string, unknown> | null {
  if (item === undefined) return null;
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromAttribute(value)]));
}

/** A page token is opaque to callers; AppSync encrypts the last key, here it is merely wrapped. */
export function toPageToken(key: Item | undefined): string | null {
  return key === undefined
    ? null
    : Buffer.from(JSON.stringify({ version: 1, key: fromItemTyped(key) })).toString('base64url');
}

/** @throws Error with AppSync's sentence for a token that it did not make */
export function fromPageToken(token: unknown): Item | undefined {
  if (token === null || token === undefined) return undefined;
  try {
    return toItem((JSON.parse(Buffer.from(token as string, 'base64url').toString()) as { key: unknown }).key);
  } catch (cause) {
    throw new Error('Invalid pagination token given.', { cause });
  }
}

/** Keys are strings, numbers or bytes; only bytes need another form to survive JSON. */
function fromItemTyped(key: Item): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(key).map(([name, value]) => [
      name,
      value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') },
    ]),
  );
}
