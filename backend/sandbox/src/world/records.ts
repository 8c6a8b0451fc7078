/** Items as the backend's code writes them, held to what its contracts and `data/records.ts` say that they hold. */
import { entityAttribute } from '../../../src/data/item-types.ts';
import { table } from '../../../src/data/table.ts';
import { records } from '../../../src/generated/validators/records.js';
import type { Validate } from '../../../src/generated/validators/runtime.js';
import type { AttributeValue, Item } from '../services/dynamodb/dynalite.ts';

/** Of the table, not of what is in it. */
const tableAttributes = new Set([
  entityAttribute,
  table.partitionKey,
  table.sortKey,
  ...table.globalSecondaryIndexes.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]),
]);

const validators: Readonly<Record<string, Validate | undefined>> = records;

/**
 * What is wrong with an item, in words for whoever wrote the code that writes it; undefined when nothing is. Items without a kind are the
 * sandbox's notes.
 */
export const recordMistake = (_tableName: string, item: Item): string | undefined => {
  const kind = item[entityAttribute]?.S;
  if (kind === undefined) return undefined;
  const validate = validators[kind];
  if (!validate) return `${kind} is no kind of item that data/records.ts of the backend knows.`;
  const attributes = Object.entries(item).filter(([name]) => !tableAttributes.has(name));
  const errors = validate(Object.fromEntries(attributes.map(([name, value]) => [name, plain(value)])));
  if (errors.length === 0) return undefined;
  const parts = errors.map(({ pointer, message }) => `${pointer} ${message}`);
  return `The ${kind} is not what data/records.ts of the backend says: ${parts.join('; ')}.`;
};

function plain(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map(plain);
  if (value.M !== undefined)
    return Object.fromEntries(Object.entries(value.M).map(([name, inner]) => [name, plain(inner)]));
  if (value.SS !== undefined) return value.SS;
  return null;
}
