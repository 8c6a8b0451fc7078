/** An item with the keys that this version gives it, made from what the item says and from its old primary key. */
import {
  buildingIndexKeys,
  deliveryIndexKeys,
  invoiceIndexKeys,
  lockerIndexKeys,
  userIndexKeys,
  type BuildingIndexed,
  type DeliveryIndexed,
  type InvoiceIndexed,
  type LockerIndexed,
  type UserIndexed,
} from '../../src/data/index-keys.ts';
import { entityAttribute, itemType, type ItemType } from '../../src/data/item-types.ts';
import { deliveryKey, partitionPrefix } from '../../src/data/keys.ts';
import { table } from '../../src/data/table.ts';

export type StoredItem = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

/** Attributes that place an item in indexes, today's and those of versions before. */
const isIndexKey = (attribute: string): boolean => /^gsi\d*(pk|sk)$/.test(attribute);

/** Keys have ids without the kind that their own prefix says; versions before kept it: `P#prt_01…`. */
const kindInKey: readonly (readonly [prefix: string, kind: string])[] = [
  [partitionPrefix.partner, 'prt_'],
  [partitionPrefix.locker, 'lkr_'],
  [partitionPrefix.building, 'bld_'],
];

const withoutKind = (key: string): string => {
  const found = kindInKey.find(([prefix, kind]) => key.startsWith(prefix + kind));
  return found === undefined ? key : found[0] + key.slice(found[0].length + found[1].length);
};

/** Of the entities that are listed: where they are, by what they hold. The others are in no index. */
const indexKeysOf: Readonly<
  Partial<Record<ItemType, (item: StoredItem) => Readonly<Record<string, string>>>>
> = {
  [itemType.invoice]: (item) => invoiceIndexKeys(item as unknown as InvoiceIndexed),
  [itemType.delivery]: (item) => deliveryIndexKeys(item as unknown as DeliveryIndexed),
  [itemType.locker]: (item) => lockerIndexKeys(item as unknown as LockerIndexed),
  [itemType.building]: (item) => buildingIndexKeys(item as unknown as BuildingIndexed),
  [itemType.user]: (item) => userIndexKeys(item as unknown as UserIndexed),
};

/** Versions before kept a delivery with its partner, and found it by its id in an index. */
const primaryKeyOf = (type: ItemType, { pk, sk, id }: StoredItem): Readonly<Record<string, string>> =>
  type === itemType.delivery
    ? { ...deliveryKey(String(id)) }
    : { [table.partitionKey]: withoutKind(pk), [table.sortKey]: withoutKind(sk) };

export function rekeyed(item: StoredItem): StoredItem {
  const rest = Object.fromEntries(Object.entries(item).filter(([name]) => !isIndexKey(name)));
  const type = item[entityAttribute] as ItemType;
  return {
    ...rest,
    ...primaryKeyOf(type, item),
    ...indexKeysOf[type]?.(item),
  } as StoredItem;
}

export type Change = 'none' | 'listed elsewhere' | 'moved';

/** What it takes: an item of which the primary key changes is put there and deleted here; other keys are attributes. */
export function changeOf(before: StoredItem, after: StoredItem): Change {
  if (before.pk !== after.pk || before.sk !== after.sk) return 'moved';
  const names = new Set([...Object.keys(before), ...Object.keys(after)].filter(isIndexKey));
  return [...names].every((name) => before[name] === after[name]) ? 'none' : 'listed elsewhere';
}

export const indexKeyNames = (item: StoredItem): string[] => Object.keys(item).filter(isIndexKey);
