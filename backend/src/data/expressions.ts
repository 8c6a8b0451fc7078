/**
 * The one builder of DynamoDB expressions. Every attribute is a placeholder, because `status`, `name` and many others are reserved words
 * ("Reserved words in DynamoDB").
 *
 * Bundled into AppSync resolvers, so it keeps to what APPSYNC_JS knows.
 */
import type { Attributes, Condition, UpdateWrite } from './writes.ts';

/** An expression with its placeholders. `names` and `values` hold only what the expression uses. */
export interface Expression {
  readonly text: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Attributes;
}

/** One condition; `placeholder` is what its values are called. */
const conditionExpression = (condition: Condition, placeholder: string): Expression => {
  const name = `#${condition.attribute}`;
  const names = { [name]: condition.attribute };
  if (condition.is === 'absent') return { text: `attribute_not_exists(${name})`, names, values: {} };
  if (condition.is === 'present') return { text: `attribute_exists(${name})`, names, values: {} };
  if (condition.is === 'containing')
    return { text: `contains(${name}, ${placeholder})`, names, values: { [placeholder]: condition.value } };
  if (condition.is === 'one of' || condition.is === 'none of') {
    const values: Record<string, unknown> = {};
    for (const value of condition.value) values[`${placeholder}_${Object.keys(values).length}`] = value;
    const test = `${name} IN (${Object.keys(values).join(', ')})`;
    return { text: condition.is === 'one of' ? test : `NOT ${test}`, names, values };
  }
  const test = `${name} ${condition.is} ${placeholder}`;
  return {
    text: condition.orAbsent ? `(attribute_not_exists(${name}) OR ${test})` : test,
    names,
    values: { [placeholder]: condition.value },
  };
};

/** All conditions together; undefined where there is none, because DynamoDB refuses an empty expression. */
export const conditionsExpression = (conditions: readonly Condition[]): Expression | undefined => {
  if (conditions.length === 0) return undefined;
  const texts: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const condition of conditions) {
    const one = conditionExpression(condition, `:if${texts.length}`);
    texts.push(one.text);
    for (const [name, attribute] of Object.entries(one.names)) names[name] = attribute;
    for (const [name, value] of Object.entries(one.values)) values[name] = value;
  }
  return { text: texts.join(' AND '), names, values };
};

/** `SET #a = :a REMOVE #b ADD #c :c`. */
export const updateExpression = (write: UpdateWrite): Expression => {
  const set: Attributes = write.set ?? {};
  const remove: readonly string[] = write.remove ?? [];
  const add: Readonly<Record<string, number>> = write.add ?? {};
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const attribute of [...Object.keys(set), ...remove, ...Object.keys(add)])
    names[`#${attribute}`] = attribute;
  for (const [attribute, value] of Object.entries({ ...set, ...add })) values[`:${attribute}`] = value;
  const sets = Object.keys(set).map((attribute) => `#${attribute} = :${attribute}`);
  const adds = Object.keys(add).map((attribute) => `#${attribute} :${attribute}`);
  const clauses = [
    sets.length > 0 ? `SET ${sets.join(', ')}` : '',
    remove.length > 0 ? `REMOVE ${remove.map((attribute) => `#${attribute}`).join(', ')}` : '',
    adds.length > 0 ? `ADD ${adds.join(', ')}` : '',
  ];
  return { text: clauses.filter((clause) => clause !== '').join(' '), names, values };
};

/** Which items of a partition a Query reads: those whose sort key begins with `prefix`, or lies between two ends, both included. */
export interface KeyRange {
  readonly partition: string;
  readonly from?: string;
  readonly to?: string;
  readonly prefix?: string;
}

/** The key condition of a Query on the table or on an index, by the names of its two keys. */
export const keyExpression = (
  { partition, from, to, prefix }: KeyRange,
  keys: { readonly partitionKey: string; readonly sortKey: string },
): Expression => {
  const sort = (text: string, values: Attributes): Expression => ({
    text: `#pk = :pk AND ${text}`,
    names: { '#pk': keys.partitionKey, '#sk': keys.sortKey },
    values: { ':pk': partition, ...values },
  });
  if (prefix !== undefined) return sort('begins_with(#sk, :prefix)', { ':prefix': prefix });
  if (from !== undefined && to !== undefined)
    return sort('#sk BETWEEN :from AND :to', { ':from': from, ':to': to });
  if (from !== undefined) return sort('#sk >= :from', { ':from': from });
  if (to !== undefined) return sort('#sk <= :to', { ':to': to });
  return { text: '#pk = :pk', names: { '#pk': keys.partitionKey }, values: { ':pk': partition } };
};
