import path from 'node:path';
import { clientItem } from '../../src/data/items.ts';
import type { TableDefinition } from '../../src/data/table.ts';
import type { Client } from '../../src/domain/principal.ts';
import { startDynamodb } from './dynamodb/dynamodb.ts';
import type { Dynamodb } from './dynamodb/dynamodb.ts';
import { marshallItem } from './seed/marshall.ts';
import { seedItems } from './seed/seed.ts';

/** Options of {@link openTable}. */
export interface TableOptions {
  /** 0 takes any free port. Unused with an external DynamoDB. */
  readonly port: number;
  readonly table: TableDefinition;
  /** Which made-up data to start with; null: none. A table that was there before is left as it is. */
  readonly seed: number | null;
  /** Written at every start: their ids are made by the user pool, whose life is not the table's. */
  readonly clients: readonly Client[];
  readonly persistDirectory?: string;
  /** Another DynamoDB's URL. */
  readonly externalUrl?: string;
}

/** The table, ready for use. */
export interface OpenTable {
  readonly url: string;
  /** The embedded store; undefined with an external one. */
  readonly embedded: Dynamodb | undefined;
  close(): Promise<void>;
}

/** Starts the embedded DynamoDB or prepares another one: the table as the backend defines it, its data, its clients. */
export async function openTable(options: TableOptions): Promise<OpenTable> {
  if (options.externalUrl !== undefined) {
    const { prepareExternalTable } = await import('./external-table.ts');
    await prepareExternalTable(options.externalUrl, options);
    return { url: options.externalUrl, embedded: undefined, close: async () => undefined };
  }
  const dynamodb = await startDynamodb({
    port: options.port,
    tables: [options.table],
    ...(options.persistDirectory === undefined
      ? {}
      : { persistDirectory: path.join(options.persistDirectory, 'dynamodb') }),
  });
  if (!dynamodb.restored && options.seed !== null) dynamodb.load(options.table.name, seedItems(options.seed));
  dynamodb.load(
    options.table.name,
    options.clients.map((client) => marshallItem(clientItem(client))),
  );
  return { url: dynamodb.url, embedded: dynamodb, close: () => dynamodb.close() };
}
