/**
 * Filter, condition and key-condition expressions from AppSync's filter objects (`{ status: { eq: 'open' }, or: [...] }`), after
 * AWS AppSync Developer Guide, "Transformation helpers in util.transform" and "Built-in modules".
 */
import { toDynamoDB, type TypedValue } from './dynamodb-values.ts';

export interface Expression {
  expression: string;
  expressionNames: Record<string, string>;
  expressionValues: Record<string, TypedValue>;
}

/** Hands out placeholders; the two callers of AppSync name them differently. */
export interface Placeholders {
  name(attribute: string): string;
  value(hint: string, typed: TypedValue): string;
  readonly names: Record<string, string>;
  readonly values: Record<string, TypedValue>;
}

/** `#title`, `:title_contains`: how `util.transform` names them. */
export const readablePlaceholders = (): Placeholders =>
  placeholders(
    (attribute) => `#${attribute.replaceAll(/\W/g, '_')}`,
    (hint, values) => {
      const base = `:${hint.replaceAll(/\W/g, '_')}`;
      let placeholder = base;
      for (let index = 1; placeholder in values; index += 1) placeholder = `${base}_${index}`;
      return placeholder;
    },
  );

/** `#expName_1`, `:expValue_1`: how `@aws-appsync/utils/dynamodb` names them. */
export const numberedPlaceholders = (): Placeholders =>
  placeholders(
    (attribute, names) =>
      Object.keys(names).find((placeholder) => names[placeholder] === attribute) ??
      `#expName_${Object.keys(names).length + 1}`,
    (_hint, values) => `:expValue_${Object.keys(values).length + 1}`,
  );

function placeholders(
  ofName: (attribute: string, names: Placeholders['names']) => string,
  ofValue: (hint: string, values: Placeholders['values']) => string,
): Placeholders {
  const names: Record<string, string> = {};
  const values: Record<string, TypedValue> = {};
  return {
    names,
    values,
    name(attribute) {
      const placeholder = ofName(attribute, names);
      names[placeholder] = attribute;
      return placeholder;
    },
    value(hint, typed) {
      const placeholder = ofValue(hint, values);
      values[placeholder] = typed;
      return placeholder;
    },
  };
}

const comparators: Readonly<Record<string, string>> = {
  eq: '=',
  ne: '<>',
  le: '<=',
  lt: '<',
  ge: '>=',
  gt: '>',
};
const operators = new Set([
  ...Object.keys(comparators),
  'in',
  'between',
  'beginsWith',
  'contains',
  'notContains',
  'attributeExists',
  'attributeType',
  'size',
]);
const attributeTypes: Readonly<Record<string, string>> = {
  _null: 'NULL',
  string: 'S',
  stringSet: 'SS',
  number: 'N',
  numberSet: 'NS',
  binary: 'B',
  binarySet: 'BS',
  boolean: 'BOOL',
  list: 'L',
  map: 'M',
};

/** @throws Error naming the operator that AppSync does not know */
export function buildExpression(filter: unknown, placeholders: Placeholders): Expression {
  return {
    expression: conjunction(asObject(filter), placeholders, '', []),
    expressionNames: placeholders.names,
    expressionValues: placeholders.values,
  };
}

function conjunction(
  filter: Record<string, unknown>,
  to: Placeholders,
  prefix: string,
  path: string[],
): string {
  const terms: string[] = [];
  for (const [key, condition] of Object.entries(filter)) {
    if (condition === undefined || condition === null) continue;
    if (key === 'and' || key === 'or') {
      const parts = (Array.isArray(condition) ? condition : [condition]).map((part, index) =>
        conjunction(asObject(part), to, `${prefix}${key}_${index}_`, path),
      );
      terms.push(join(parts, key === 'and' ? 'AND' : 'OR'));
    } else if (key === 'not') {
      terms.push(`(NOT ${conjunction(asObject(condition), to, `${prefix}not_`, path)})`);
    } else {
      terms.push(field(key, asObject(condition), to, prefix, path));
    }
  }
  return join(terms, 'AND');
}

function join(terms: string[], word: 'AND' | 'OR'): string {
  return terms.length === 1 ? (terms[0] ?? '') : `(${terms.join(` ${word} `)})`;
}

function field(
  name: string,
  conditions: Record<string, unknown>,
  to: Placeholders,
  prefix: string,
  path: string[],
): string {
  const full = [...path, ...name.split('.')];
  const entries = Object.entries(conditions).filter(
    ([, operand]) => operand !== undefined && operand !== null,
  );
  if (entries.length > 0 && entries.every(([key]) => !operators.has(key))) {
    return conjunction(conditions, to, prefix, full);
  }
  const target = full.map((part) => to.name(part)).join('.');
  const hint = `${prefix}${full.join('_')}`;
  return join(
    entries.map(([operator, operand]) => `(${term(operator, operand, target, hint, to)})`),
    'AND',
  );
}

function term(operator: string, operand: unknown, target: string, hint: string, to: Placeholders): string {
  const value = (single: unknown, suffix = operator) => to.value(`${hint}_${suffix}`, toDynamoDB(single));
  const comparator = comparators[operator];
  if (comparator !== undefined) return `${target} ${comparator} ${value(operand)}`;
  switch (operator) {
    case 'in':
      return `${target} IN (${(operand as unknown[]).map((single) => value(single)).join(', ')})`;
    case 'between': {
      const [from, till] = operand as [unknown, unknown];
      return `${target} BETWEEN ${value(from, 'between_0')} AND ${value(till, 'between_1')}`;
    }
    case 'beginsWith':
      return `begins_with(${target}, ${value(operand)})`;
    case 'contains':
      return `contains(${target}, ${value(operand)})`;
    case 'notContains':
      return `NOT contains(${target}, ${value(operand)})`;
    case 'attributeExists':
      return operand === true ? `attribute_exists(${target})` : `attribute_not_exists(${target})`;
    case 'attributeType':
      return `attribute_type(${target}, ${value(attributeTypes[operand as string] ?? operand)})`;
    case 'size':
      return join(
        Object.entries(asObject(operand)).map(
          ([inner, bound]) => `(${term(inner, bound, `size(${target})`, `${hint}_size`, to)})`,
        ),
        'AND',
      );
    default:
      throw new Error(`Unsupported operator '${operator}'`);
  }
}

/** The key condition of a query: like a filter, but never wrapped in parentheses, which DynamoDB's key conditions dislike. */
export function buildKeyCondition(query: unknown, placeholders: Placeholders): Expression {
  const terms = Object.entries(asObject(query)).map(([name, condition]) => {
    const [entry, ...more] = Object.entries(asObject(condition));
    if (entry === undefined || more.length > 0)
      throw new Error(`The key condition on '${name}' takes exactly one operator`);
    return term(entry[0], entry[1], placeholders.name(name), name, placeholders);
  });
  return {
    expression: terms.join(' AND '),
    expressionNames: placeholders.names,
    expressionValues: placeholders.values,
  };
}

export function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('Expected an object of conditions');
  }
  return value as Record<string, unknown>;
}
