/**
 * EventBridge's event patterns (AWS, "Comparison operators for use in event patterns in Amazon EventBridge"): a pure function from
 * pattern and event to yes or no. Fields of a pattern are ANDed, the entries of one field's array are ORed, and a field of the event
 * that holds an array matches when any of its elements does.
 */
import { BlockList, isIP } from 'node:net';

export type EventPattern = { readonly [field: string]: unknown };

/** Throws where a pattern is not one EventBridge would accept, naming the field. */
export class InvalidEventPatternError extends Error {
  override readonly name = 'InvalidEventPatternError';

  constructor(path: readonly string[], reason: string) {
    super(`event pattern, ${path.length === 0 ? 'top level' : path.join('.')}: ${reason}`);
  }
}

type Test = (value: unknown) => boolean;
/** A matcher of one field: what a value must pass, and whether the field's absence passes. */
interface Matcher {
  readonly value: Test;
  readonly absent: boolean;
}

/** Compiles a pattern once; the returned function tests events. */
export function compileEventPattern(pattern: EventPattern): (event: unknown) => boolean {
  return compileFields(pattern, []);
}

function compileFields(pattern: EventPattern, path: readonly string[]): (event: unknown) => boolean {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new InvalidEventPatternError(path, 'must name at least one field');
  const tests = entries.map(([field, expected]) => compileField(field, expected, [...path, field]));
  return (event) => tests.every((test) => test(event));
}

function compileField(
  field: string,
  expected: unknown,
  path: readonly string[],
): (event: unknown) => boolean {
  if (field === '$or') {
    if (!Array.isArray(expected) || expected.length < 2) {
      throw new InvalidEventPatternError(path, 'takes an array of at least two patterns');
    }
    const alternatives = expected.map((entry) => compileFields(asObject(entry, path), path.slice(0, -1)));
    return (event) => alternatives.some((test) => test(event));
  }
  if (Array.isArray(expected)) {
    if (expected.length === 0)
      throw new InvalidEventPatternError(path, 'takes an array of at least one value');
    const matchers = expected.map((entry) => compileMatcher(entry, path));
    return (event) => {
      const value = isObject(event) ? event[field] : undefined;
      return matchers.some((matcher) =>
        value === undefined || isObject(value) ? matcher.absent : [value].flat(Infinity).some(matcher.value),
      );
    };
  }
  const nested = compileFields(asObject(expected, path), path);
  return (event) => nested(isObject(event) ? event[field] : undefined);
}

function compileMatcher(entry: unknown, path: readonly string[]): Matcher {
  if (!isObject(entry)) return { value: (value) => value === entry, absent: false };
  const [operator, operand] = onlyEntry(entry, path);
  if (operator === 'exists') {
    if (typeof operand !== 'boolean') throw new InvalidEventPatternError(path, 'exists takes true or false');
    return { value: () => operand, absent: !operand };
  }
  return { value: compileOperator(operator, operand, path), absent: false };
}

function compileOperator(operator: string, operand: unknown, path: readonly string[]): Test {
  switch (operator) {
    case 'prefix':
      return compileAffix(operand, path, (value, affix) => value.startsWith(affix));
    case 'suffix':
      return compileAffix(operand, path, (value, affix) => value.endsWith(affix));
    case 'equals-ignore-case': {
      const wanted = asString(operand, path).toLowerCase();
      return (value) => typeof value === 'string' && value.toLowerCase() === wanted;
    }
    case 'wildcard':
      return compileWildcard(asString(operand, path), path);
    case 'numeric':
      return compileNumeric(operand, path);
    case 'cidr':
      return compileCidr(asString(operand, path), path);
    case 'anything-but':
      return compileAnythingBut(operand, path);
    default:
      throw new InvalidEventPatternError(path, `unknown operator "${operator}"`);
  }
}

/** `prefix` and `suffix`, whose operand is a text or `{ "equals-ignore-case": text }`. */
function compileAffix(
  operand: unknown,
  path: readonly string[],
  has: (value: string, affix: string) => boolean,
): Test {
  if (isObject(operand)) {
    const [operator, inner] = onlyEntry(operand, path);
    if (operator !== 'equals-ignore-case')
      throw new InvalidEventPatternError(path, `cannot combine with "${operator}"`);
    const affix = asString(inner, path).toLowerCase();
    return (value) => typeof value === 'string' && has(value.toLowerCase(), affix);
  }
  const affix = asString(operand, path);
  return (value) => typeof value === 'string' && has(value, affix);
}

function compileAnythingBut(operand: unknown, path: readonly string[]): Test {
  if (isObject(operand)) {
    const [operator, inner] = onlyEntry(operand, path);
    if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator)) {
      throw new InvalidEventPatternError(path, `anything-but cannot combine with "${operator}"`);
    }
    const refused = [inner].flat().map((text) => compileOperator(operator, text, path));
    return (value) => !refused.some((test) => test(value));
  }
  const refused = [operand].flat();
  if (refused.length === 0) throw new InvalidEventPatternError(path, 'anything-but takes at least one value');
  return (value) => !refused.includes(value);
}

/** `*` stands for any run of characters, `\*` and `\\` for themselves; two stars in a row are refused, as EventBridge does. */
function compileWildcard(pattern: string, path: readonly string[]): Test {
  if (/(?<!\\)\*\*/.test(pattern))
    throw new InvalidEventPatternError(path, 'wildcard may not have two * in a row');
  const source = pattern.replace(/\\([*\\])|\*|[^*\\]+|\\/g, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return part === '*' ? '[\\s\\S]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  const expression = new RegExp(`^${source}$`);
  return (value) => typeof value === 'string' && expression.test(value);
}

const comparisons: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

/** `["=", n]`, one bound, or a lower and an upper bound. */
function compileNumeric(operand: unknown, path: readonly string[]): Test {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new InvalidEventPatternError(
      path,
      'numeric takes one or two comparisons, for example [">", 0, "<=", 5]',
    );
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const compare = comparisons[String(operand[index])];
    const limit: unknown = operand[index + 1];
    if (compare === undefined || typeof limit !== 'number' || Math.abs(limit) > 5e9) {
      throw new InvalidEventPatternError(path, `numeric cannot compare with ${JSON.stringify(operand)}`);
    }
    tests.push((value) => compare(value, limit));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function compileCidr(range: string, path: readonly string[]): Test {
  const [address = '', prefix = ''] = range.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  try {
    list.addSubnet(address, Number.parseInt(prefix, 10), family);
  } catch {
    throw new InvalidEventPatternError(path, `"${range}" is no address range`);
  }
  return (value) =>
    typeof value === 'string' && isIP(value) !== 0 && list.check(value, isIP(value) === 6 ? 'ipv6' : 'ipv4');
}

function onlyEntry(operator: Record<string, unknown>, path: readonly string[]): [string, unknown] {
  const entries = Object.entries(operator);
  const [entry] = entries;
  if (entry === undefined || entries.length > 1)
    throw new InvalidEventPatternError(path, 'an operator has exactly one key');
  return entry;
}

function asObject(value: unknown, path: readonly string[]): EventPattern {
  if (!isObject(value)) throw new InvalidEventPatternError(path, 'must be an object or an array');
  return value;
}

function asString(value: unknown, path: readonly string[]): string {
  if (typeof value !== 'string')
    throw new InvalidEventPatternError(path, `must be a string, not ${JSON.stringify(value)}`);
  return value;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
