/** Equality and order of attribute values. */
import { createRequire } from 'node:module';
import type { AttributeValue, Item } from './dynalite.ts';

interface Decimal {
  cmp(other: string): -1 | 0 | 1;
}

// dynalite's own decimal library: DynamoDB's numbers have 38 digits, JavaScript's 15.
const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite/package.json'));
const Big = fromDynalite('big.js') as new (text: string) => Decimal;

/** Whether both are there, of one type and of the same content; sets in any order. */
export function equalValues(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  const type = Object.keys(left)[0] as keyof AttributeValue;
  if (type !== Object.keys(right)[0]) return false;
  switch (type) {
    case 'N':
      return new Big(left.N as string).cmp(right.N as string) === 0;
    case 'SS':
    case 'BS':
    case 'NS': {
      const [own, other] = [left[type] ?? [], right[type] ?? []];
      const same = (a: string, b: string) => (type === 'NS' ? new Big(a).cmp(b) === 0 : a === b);
      return own.length === other.length && own.every((a) => other.some((b) => same(a, b)));
    }
    case 'L': {
      const [own, other] = [left.L ?? [], right.L ?? []];
      return own.length === other.length && own.every((element, index) => equalValues(element, other[index]));
    }
    case 'M': {
      const [own, other] = [left.M ?? {}, right.M ?? {}];
      const names = Object.keys(own);
      return (
        names.length === Object.keys(other).length &&
        names.every((name) => equalValues(own[name], other[name]))
      );
    }
    default:
      return left[type] === right[type];
  }
}

/** Whether an item is the same after a write as before; also when it was and is absent. */
export function sameItem(before: Item | undefined, after: Item | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return equalValues({ M: before }, { M: after });
}

/** Negative, zero or positive; undefined for values that have no order with each other. */
export function compareValues(
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): number | undefined {
  if (left?.N !== undefined && right?.N !== undefined) return new Big(left.N).cmp(right.N);
  if (left?.S !== undefined && right?.S !== undefined)
    return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S));
  if (left?.B !== undefined && right?.B !== undefined) {
    return Buffer.compare(Buffer.from(left.B, 'base64'), Buffer.from(right.B, 'base64'));
  }
  return undefined;
}
