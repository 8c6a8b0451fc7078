/**
 * Lockers that do not count their free compartments: after a Region was lost, because the items of one transaction may have arrived apart,
 * and in a table of the version before, which counted on the locker itself.
 */
import type { Locker } from '../domain/locker.ts';
import { allLockersPartitions, lockerIndex } from './index-keys.ts';
import { entityOf, freeCountsOf, sequenceItem } from './items.ts';
import { freeCountAttribute, lockerKey } from './keys.ts';
import { lockerRepository } from './locker-repository.ts';
import { queryAll } from './page.ts';
import type { TableClient } from './table-client.ts';
import { retryWhenOvertaken, transact } from './transaction.ts';
import { isPresent, type Write } from './writes.ts';

const attributes = Object.values(freeCountAttribute);

/** Makes the locker count what is free. @returns whether it did not */
const mendLocker = (table: TableClient, listed: Locker, apply: boolean): Promise<boolean> =>
  retryWhenOvertaken(async () => {
    const found = await lockerRepository(table).find(listed.id);
    if (!found) return false;
    const { compartments, counted, lastSequence } = found;
    const free = freeCountsOf(compartments);
    const isBefore = attributes.some((attribute) => attribute in listed);
    if (!isBefore && attributes.every((attribute) => free[attribute] === counted[attribute])) return false;
    const { pk, sk, ...sequence } = sequenceItem(listed.id, lastSequence);
    const writes: Write[] = [
      {
        kind: 'update',
        label: 'sequence',
        key: { pk, sk },
        set: { ...sequence, ...free },
        conditions: [{ attribute: 'sequence', is: '=', value: lastSequence, orAbsent: lastSequence === 0 }],
      },
    ];
    if (isBefore)
      writes.push({
        kind: 'update',
        label: 'locker',
        key: lockerKey(listed.id),
        remove: attributes,
        conditions: [isPresent],
      });
    if (apply) await transact(table, writes);
    return true;
  });

/**
 * Makes all lockers count what is free in them, in the Region that is written to.
 *
 * @param options.apply - false: changes nothing
 * @returns those that did not
 */
export const mendFreeCounts = async (
  table: TableClient,
  { apply = true }: { readonly apply?: boolean } = {},
): Promise<readonly string[]> => {
  const mended: string[] = [];
  for (const partition of allLockersPartitions())
    for await (const item of queryAll(table, { index: lockerIndex.all, partition })) {
      const locker = entityOf<Locker>(item);
      if (await mendLocker(table, locker, apply)) mended.push(locker.id);
    }
  return mended;
};
