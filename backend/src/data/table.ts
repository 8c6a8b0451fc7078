/**
 * The table as data. The sandbox creates its table from it and Terraform reads it as JSON, so an index added here exists in both
 * or in neither. Keys are all strings; attributes that are no keys need no declaration.
 */

import { indexSortKey } from './keys.ts';

export type IndexName = 'gsi1' | 'gsi2' | 'gsi3' | 'gsi4' | 'gsi5';

export interface GlobalSecondaryIndex {
  readonly name: IndexName;
  readonly description: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly projection: 'ALL';
}

export interface TableDefinition {
  /** Logical name; the deployed name has the environment's prefix and reaches functions as `TABLE_NAME`. */
  readonly name: string;
  readonly billingMode: 'PAY_PER_REQUEST';
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly globalSecondaryIndexes: readonly GlobalSecondaryIndex[];
  /** Epoch seconds; items without it stay. */
  readonly timeToLiveAttribute: string;
  readonly streamViewType: 'NEW_AND_OLD_IMAGES';
  /**
   * What production's table and each of its indexes take at once, from the first day: without it a new one takes 4,000 writes, fewer than
   * December's busiest second needs. It can be raised and never lowered (DynamoDB Developer Guide, "Understanding DynamoDB warm
   * throughput").
   */
  readonly warmThroughput: { readonly readUnitsPerSecond: number; readonly writeUnitsPerSecond: number };
}

const index = <const Name extends IndexName>(name: Name, description: string): GlobalSecondaryIndex => ({
  name,
  description,
  partitionKey: `${name}pk`,
  sortKey: indexSortKey,
  projection: 'ALL',
});

export const table: TableDefinition = {
  name: 'northwind',
  billingMode: 'PAY_PER_REQUEST',
  partitionKey: 'pk',
  sortKey: 'sk',
  globalSecondaryIndexes: [
    index('gsi1', "A partner's invoices by issue, its deliveries by day; a building's lockers."),
    index('gsi2', "A partner's invoices and deliveries by status; all lockers."),
    index('gsi3', "A partner's invoices by building; its deliveries by locker."),
    index('gsi4', "A partner's invoices by status and building; its deliveries by status and locker."),
    index('gsi5', "A courier's deliveries by day."),
  ],
  timeToLiveAttribute: 'expiresAt',
  streamViewType: 'NEW_AND_OLD_IMAGES',
  warmThroughput: { readUnitsPerSecond: 12_000, writeUnitsPerSecond: 10_000 },
};
