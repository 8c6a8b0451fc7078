/**
 * DynamoDB on one machine: the JSON protocol, transactions, streams and time to live over dynalite's request grammar.
 *
 * @example
 * const dynamodb = await startDynamodb({ port: 0, tables: [table] });
 * process.env.AWS_ENDPOINT_URL_DYNAMODB = dynamodb.url;
 */
import { answerInProcess } from '../../support/in-process.ts';
import { listenOnLoopback } from '../../support/loopback-server.ts';
import type { Authorize } from '../../support/access.ts';
import type { SecretOf } from '../../support/signature-v4.ts';
import type { Port } from '../../support/ports.ts';
import type { PartitionKeyOf } from './access.ts';
import type { Item } from './dynalite.ts';
import { createEngine, type InspectItem } from './engine.ts';
import { createProtocol, overHttp } from './protocol.ts';
import type { Replication } from './replication.ts';
import type { LaterItems } from './table-store.ts';
import type { StreamReader, StreamReaderOptions } from './stream-reader.ts';
import type { TableDefinition } from './table-definition.ts';

export interface DynamodbOptions {
  /** 0 for any free port. */
  port: Port;
  /** Tables to make at start, unless a restored state has them. Default none. */
  tables?: readonly TableDefinition[];
  /** Directory that keeps the state; default memory only. */
  persistDirectory?: string;
  /** Milliseconds since 1970; default `Date.now`. Moves time to live, stream retention, idempotency tokens and what signatures are held to. */
  clock?: () => number;
  /** Milliseconds between two sweeps of expired items; default 1,000, 0 for none (then call `sweepExpired`). */
  sweepInterval?: number;
  /** Whose signed requests are taken; default: any key's, signed with whatever, for a store that is started by itself. */
  secretOf?: SecretOf;
  /** Whether a signer may do what a request asks for; default: anything. */
  authorize?: Authorize;
  /** Refuses what a request would write with a ValidationException; default: DynamoDB's own rules alone. */
  inspect?: InspectItem;
  /** For ARNs and stream records; default `us-east-1`. */
  region?: string;
  /** For ARNs; default `000000000000`. */
  accountId?: string;
  /** Told of faults of the store itself; default writes them to stderr. */
  failed?: (error: unknown) => void;
}

export interface Dynamodb extends Replication {
  /** What `AWS_ENDPOINT_URL_DYNAMODB` is set to; the Streams API is at the same address. */
  readonly url: string;
  readonly port: number;
  /** Whether the state came from `persistDirectory`: then there is nothing to seed. */
  readonly restored: boolean;
  /**
   * Puts items in DynamoDB's JSON notation into a table at once: past the API, without stream records and conditions.
   * The items are then as if written through the API, indexes and persistence included.
   *
   * @param later further ones, which are made when one of them is first needed, or at once where the state is kept
   * @throws Error when the table is unknown.
   */
  load(tableName: string, items: Iterable<Item>, later?: readonly LaterItems[]): void;
  /** Reads a table's stream in this process. @throws Error when the table has no stream. */
  streamReader(options: StreamReaderOptions): StreamReader;
  /** Deletes expired items now; returns how many. */
  sweepExpired(): number;
  /**
   * Makes the transactions to come meet a `TransactionConflict` on the items for which `meets` answers true. Requests run
   * one after another here, so a conflict never arises by itself. Returns the function that ends it.
   */
  injectTransactionConflict(meets: (item: { tableName: string; key: Item }) => boolean): () => void;
  close(): Promise<void>;
}

/** @throws PortInUseError, or an Error when `persistDirectory` is in use by another process. */
export async function startDynamodb(options: DynamodbOptions): Promise<Dynamodb> {
  const {
    port,
    tables = [],
    persistDirectory,
    clock = Date.now,
    sweepInterval = 1000,
    region = 'us-east-1',
    accountId = '000000000000',
    failed = (error) => console.error(error),
  } = options;
  const engine = createEngine({ region, accountId, now: clock, persistDirectory, inspect: options.inspect });
  try {
    for (const definition of tables) engine.ensureTable(definition);
    const { tableOperations, streamOperations } = engine;
    const { secretOf, authorize } = options;
    const service = createProtocol({
      tableOperations,
      streamOperations,
      failed,
      secretOf,
      authorize,
      partitionKeyOf: partitionKeysOf(tables),
      now: clock,
    });
    const server = await listenOnLoopback('DynamoDB', port, overHttp(service), { loopbackHostsOnly: true });
    const leave = answerInProcess(server.url, service);
    const sweeper = sweepInterval > 0 ? setInterval(() => engine.sweep(), sweepInterval).unref() : undefined;
    return {
      url: server.url,
      port: server.port,
      restored: engine.restored,
      load: engine.load,
      streamReader: engine.streamReader,
      sweepExpired: engine.sweep,
      injectTransactionConflict: engine.injectTransactionConflict,
      items: engine.items,
      onWrite: engine.onWrite,
      applyReplicated: engine.applyReplicated,
      async close() {
        clearInterval(sweeper);
        leave();
        await server.close();
        engine.close();
      },
    };
  } catch (error) {
    engine.close();
    throw error;
  }
}

const partitionKeysOf =
  (tables: readonly TableDefinition[]): PartitionKeyOf =>
  (tableName, indexName) => {
    const table = tables.find(({ name }) => name === tableName);
    const keys =
      indexName === undefined ? table : table?.globalSecondaryIndexes.find(({ name }) => name === indexName);
    return keys?.partitionKey;
  };
