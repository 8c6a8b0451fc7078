/**
 * Evaluates condition and filter expressions as parsed by dynalite.
 *
 * dynalite has an evaluator too. It compares lists and maps by identity and orders texts by UTF-16; DynamoDB compares
 * documents by content and orders by UTF-8 bytes ("Comparison operator and function reference").
 */
import type { AttributeValue, Item } from './dynalite.ts';
import { serviceError } from './errors.ts';
import { compareValues, equalValues } from './values.ts';

/** A path such as `a.b[1]`, as its steps. */
export type Path = (string | number)[];

export interface Expression {
  /** `and`, `or`, `not`, a comparator, `between`, `in` or `function`. */
  type: string;
  name?: string;
  args: Operand[];
}

type Operand = Expression | Path | AttributeValue;

/** @throws ConditionalCheckFailedException */
export function requireCondition(expression: Expression | undefined, item: Item | undefined): void {
  if (expression === undefined || holds(expression, item ?? {})) return;
  throw serviceError('ConditionalCheckFailedException', 'The conditional request failed');
}

export function holds(expression: Expression, item: Item): boolean {
  const { type, args } = expression;
  if (type === 'and') return args.every((arg) => holds(arg as Expression, item));
  if (type === 'or') return args.some((arg) => holds(arg as Expression, item));
  if (type === 'not') return !holds(args[0] as Expression, item);
  const values = args.map((arg) => resolve(arg, item));
  const [left, right, third] = values;
  const name = type === 'function' ? expression.name : type;
  switch (name) {
    case 'attribute_exists':
      return left !== undefined;
    case 'attribute_not_exists':
      return left === undefined;
    case 'attribute_type':
      return left !== undefined && Object.keys(left)[0] === right?.S;
    case 'begins_with':
      return beginsWith(left, right);
    case 'contains':
      return contains(left, right);
    case 'in':
      return values.slice(1).some((value) => equalValues(left, value));
    case 'between':
      return ordered(left, right, (order) => order >= 0) && ordered(left, third, (order) => order <= 0);
    case '=':
      return equalValues(left, right);
    case '<>':
      // Unlike every other comparison, this one holds where the attribute is missing.
      return !equalValues(left, right);
    case '<':
      return ordered(left, right, (order) => order < 0);
    case '<=':
      return ordered(left, right, (order) => order <= 0);
    case '>':
      return ordered(left, right, (order) => order > 0);
    case '>=':
      return ordered(left, right, (order) => order >= 0);
    default:
      throw new Error(`Unknown condition ${String(name)}`);
  }
}

function resolve(operand: Operand, item: Item): AttributeValue | undefined {
  if (Array.isArray(operand)) return valueAt(operand, item);
  if ('type' in operand && 'args' in operand)
    return sizeOf(resolve((operand as Expression).args[0] as Operand, item));
  return operand as AttributeValue;
}

/** The value a path leads to. */
export function valueAt(path: Path, item: Item): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) value = typeof step === 'number' ? value?.L?.[step] : value?.M?.[step];
  return value;
}

function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value === undefined) return undefined;
  const { S, B, M } = value;
  const elements = value.SS ?? value.NS ?? value.BS ?? value.L;
  if (S !== undefined) return { N: String(S.length) };
  if (B !== undefined) return { N: String(Buffer.from(B, 'base64').length) };
  if (M !== undefined) return { N: String(Object.keys(M).length) };
  return elements === undefined ? undefined : { N: String(elements.length) };
}

function ordered(
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
  test: (order: number) => boolean,
): boolean {
  const order = compareValues(left, right);
  return order !== undefined && test(order);
}

function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
  if (value?.S !== undefined && prefix?.S !== undefined) return value.S.startsWith(prefix.S);
  if (value?.B === undefined || prefix?.B === undefined) return false;
  const start = Buffer.from(prefix.B, 'base64');
  return Buffer.from(value.B, 'base64').subarray(0, start.length).equals(start);
}

function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (value === undefined || part === undefined) return false;
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.B !== undefined) {
    return part.B !== undefined && Buffer.from(value.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  }
  if (value.L !== undefined) return value.L.some((element) => equalValues(element, part));
  const elements: AttributeValue[] | undefined =
    value.SS?.map((S) => ({ S })) ?? value.NS?.map((N) => ({ N })) ?? value.BS?.map((B) => ({ B }));
  return elements?.some((element) => equalValues(element, part)) ?? false;
}
