/**
 * Time to live: UpdateTimeToLive, DescribeTimeToLive and the deletion of what has expired.
 *
 * AWS deletes "within a few days of expiration"; here a sweep runs every second, so readers must still filter on the
 * attribute as they must on AWS, and tests need not wait. An item expires when its attribute is a number of seconds since
 * 1970 that is past, and not more than five years past ("Using time to live (TTL) in DynamoDB").
 */
import type { Item, TableDescription } from './dynalite.ts';
import { validationError } from './errors.ts';
import { tableNotFound } from './dynalite-stores.ts';
import type { Change, TableStore } from './table-store.ts';

type Request = Record<string, unknown>;
type Reply = Record<string, unknown>;

const fiveYears = 5 * 365 * 24 * 60 * 60;

export interface TimeToLive {
  operations: Record<'UpdateTimeToLive' | 'DescribeTimeToLive', (request: Request) => Reply>;
  /** Switches it on without a request: for tables made at start. `undefined` switches it off. */
  set(tableName: string, attribute: string | undefined): void;
  attribute(tableName: string): string | undefined;
  /** Keeps track of which items can expire. */
  committed(changes: readonly Change[]): void;
  /** Counts a table's items anew, after items were loaded past `committed`. */
  rebuild(tableName: string): void;
  /** Deletes what has expired; returns how many items. */
  sweep(): number;
}

export interface TimeToLiveOptions {
  store: TableStore;
  now: () => number;
  /** Called when a table's setting changed. */
  changed: (tableName: string, attribute: string | undefined) => void;
}

export function createTimeToLive({ store, now, changed }: TimeToLiveOptions): TimeToLive {
  const attributes = new Map<string, string>();
  /** Per table: the keys of items that have the attribute, with its value. Few items do, so a sweep is short. */
  const expiries = new Map<string, Map<string, number>>();

  function expiry(item: Item | undefined, attribute: string): number | undefined {
    const seconds = item?.[attribute]?.N;
    return seconds === undefined ? undefined : Number(seconds);
  }

  function rebuild(tableName: string): void {
    const attribute = attributes.get(tableName);
    const found = new Map<string, number>();
    if (attribute !== undefined) {
      for (const [key, item] of store.items(tableName).made()) {
        const seconds = expiry(item, attribute);
        if (seconds !== undefined) found.set(key, seconds);
      }
    }
    expiries.set(tableName, found);
  }

  function set(tableName: string, attribute: string | undefined): void {
    if (attribute === undefined) attributes.delete(tableName);
    else attributes.set(tableName, attribute);
    rebuild(tableName);
    changed(tableName, attribute);
  }

  function requestedTable(request: Request): TableDescription {
    const name = typeof request['TableName'] === 'string' ? request['TableName'] : '';
    const table = store.findTable(name);
    if (table === undefined) throw tableNotFound(name);
    return table;
  }

  return {
    set,
    rebuild,
    attribute: (tableName) => attributes.get(tableName),
    operations: {
      UpdateTimeToLive(request) {
        const specification = request['TimeToLiveSpecification'] as
          | { Enabled?: boolean; AttributeName?: string }
          | undefined;
        const { Enabled, AttributeName } = specification ?? {};
        if (typeof Enabled !== 'boolean' || typeof AttributeName !== 'string' || AttributeName === '') {
          throw validationError(
            'One or more parameter values were invalid: TimeToLiveSpecification needs Enabled and AttributeName',
          );
        }
        const { TableName } = requestedTable(request);
        const known = attributes.get(TableName);
        if (Enabled && known === AttributeName) throw validationError('TimeToLive is already enabled');
        if (Enabled && known !== undefined) {
          throw validationError(
            `TimeToLive is active on a different AttributeName: current AttributeName is ${known}`,
          );
        }
        if (!Enabled && known === undefined) throw validationError('TimeToLive is already disabled');
        if (!Enabled && known !== AttributeName) {
          throw validationError(
            `TimeToLive is active on a different AttributeName: current AttributeName is ${known}`,
          );
        }
        set(TableName, Enabled ? AttributeName : undefined);
        return { TimeToLiveSpecification: { Enabled, AttributeName } };
      },
      DescribeTimeToLive(request) {
        const attribute = attributes.get(requestedTable(request).TableName);
        return {
          TimeToLiveDescription:
            attribute === undefined
              ? { TimeToLiveStatus: 'DISABLED' }
              : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
        };
      },
    },
    committed(changes) {
      for (const { table, key, newItem } of changes) {
        const attribute = attributes.get(table.TableName);
        if (attribute === undefined) continue;
        const seconds = expiry(newItem, attribute);
        const known = expiries.get(table.TableName);
        if (seconds === undefined) known?.delete(key);
        else known?.set(key, seconds);
      }
    },
    sweep() {
      const seconds = Math.floor(now() / 1000);
      let deleted = 0;
      for (const [tableName, known] of expiries) {
        const table = store.findTable(tableName);
        if (table === undefined) continue;
        const expired = [...known].filter(
          ([, expiresAt]) => expiresAt < seconds && expiresAt > seconds - fiveYears,
        );
        for (const [key] of expired) {
          const oldItem = store.items(tableName).get(key);
          if (oldItem === undefined) continue;
          store.commit([{ table, key, oldItem, newItem: undefined }], 'timeToLive');
          deleted += 1;
        }
      }
      return deleted;
    },
  };
}
