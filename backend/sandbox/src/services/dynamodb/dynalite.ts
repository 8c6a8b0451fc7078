/**
 * The parts of dynalite that the store is made of, with types.
 *
 * dynalite (github.com/architect/dynalite) is published as an HTTP server over a LevelDB. Its request grammar, expression
 * parsers and actions are plain functions in files of their own, and each action takes the store it works on as an
 * argument. We call those functions in-process and hand them a store of ours (`table-store.ts`) whose every callback is
 * called before the function returns. A write is then one synchronous step, and that is what makes transactions atomic.
 */
import { createRequire } from 'node:module';
import { remembering, type ParseExpression } from './expression-memory.ts';

/** A value in DynamoDB's JSON notation; exactly one member is present. */
export interface AttributeValue {
  S?: string;
  N?: string;
  /** Base64. */
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: AttributeValue[];
  M?: Item;
}

/** An item, a key, or any other map of attributes in DynamoDB's JSON notation. */
export interface Item {
  [attribute: string]: AttributeValue;
}

export interface KeySchemaElement {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}

export interface IndexDescription {
  IndexName: string;
  KeySchema: KeySchemaElement[];
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
  [field: string]: unknown;
}

/** What DescribeTable shows; dynalite keeps tables in this form. */
export interface TableDescription {
  TableName: string;
  TableArn: string;
  TableStatus: 'CREATING' | 'UPDATING' | 'DELETING' | 'ACTIVE';
  KeySchema: KeySchemaElement[];
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  GlobalSecondaryIndexes?: IndexDescription[];
  LocalSecondaryIndexes?: IndexDescription[];
  StreamSpecification?: { StreamEnabled: boolean; StreamViewType?: StreamViewType };
  LatestStreamArn?: string;
  LatestStreamLabel?: string;
  [field: string]: unknown;
}

export type StreamViewType = 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'KEYS_ONLY';

export type Callback<Value> = (error: unknown, value?: Value) => void;

export interface RangeOptions {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
  /** -1 for no limit. */
  limit?: number;
}

/** One of dynalite's sub-databases: the items of a table, one index, the tables themselves. */
export interface DynaliteDatabase<Value> {
  lock(key: string, run: (release: <Done>(done: Done) => Done) => void): void;
  get(key: string, callback: Callback<Value>): void;
  put(key: string, value: Value, callback: Callback<void>): void;
  del(key: string, callback: Callback<void>): void;
  batch(operations: { type: 'put' | 'del'; key: string; value?: Value }[], callback: Callback<void>): void;
  createKeyStream(range?: RangeOptions): NodeJS.EventEmitter;
  createValueStream(range?: RangeOptions): NodeJS.EventEmitter;
  createReadStream(range?: RangeOptions): NodeJS.EventEmitter;
}

/** The store that dynalite's actions work on. */
export interface DynaliteStore {
  options: { maxItemSize: number; createTableMs: number; deleteTableMs: number; updateTableMs: number };
  tableDb: DynaliteDatabase<TableDescription> & { awsAccountId: string; awsRegion: string };
  getTable(name: string, callback: Callback<TableDescription>): void;
  getTable(name: string, checkStatus: boolean, callback: Callback<TableDescription>): void;
  getItemDb(tableName: string): DynaliteDatabase<Item>;
  deleteItemDb(tableName: string, callback: Callback<void>): void;
  getIndexDb(indexType: string, tableName: string, indexName: string): DynaliteDatabase<Item>;
  deleteIndexDb(indexType: string, tableName: string, indexName: string, callback: Callback<void>): void;
  getTagDb(name: string): DynaliteDatabase<string>;
  deleteTagDb(name: string, callback: Callback<void>): void;
}

/** A request after dynalite's validation: known fields only, expressions parsed into the fields with an underscore. */
export interface ValidatedRequest {
  TableName: string;
  Item?: Item;
  Key?: Item;
  ReturnConsumedCapacity?: string;
  [field: string]: unknown;
}

interface DynaliteValidation {
  types: Record<string, unknown>;
  custom?: (data: unknown, store: DynaliteStore) => string | undefined;
}

interface DynaliteValidations {
  checkTypes(data: unknown, types: Record<string, unknown>): ValidatedRequest;
  checkValidations(
    data: ValidatedRequest,
    types: Record<string, unknown>,
    custom: DynaliteValidation['custom'],
    store: DynaliteStore,
  ): void;
}

interface DynaliteData {
  createKey(item: Item, table: TableDescription, keySchema?: KeySchemaElement[]): string;
  createIndexKey(item: Item, table: TableDescription, keySchema: KeySchemaElement[]): string;
  getIndexActions(
    indexes: IndexDescription[],
    existingItem: Item | undefined,
    item: Item | undefined,
    table: TableDescription,
  ): { puts: { index: string; key: string; item: Item }[]; deletes: { index: string; key: string }[] };
  itemSize(item: Item): number;
  /** The parts of an item that paths lead to. */
  mapPaths(paths: (string | number)[][], item: Item): Item;
  validateKey(key: Item, table: TableDescription): Error | undefined | null;
  validateItem(item: Item, table: TableDescription): Error | undefined | null;
  validationError(message: string): Error;
}

export type DynaliteAction = (
  store: DynaliteStore,
  request: ValidatedRequest,
  callback: Callback<Record<string, unknown>>,
) => void;

const load = createRequire(import.meta.url);

/** Keys, sizes and index entries as dynalite computes them. */
export const data = load('dynalite/db/index.js') as DynaliteData;

const validations = load('dynalite/validations/index.js') as DynaliteValidations;

// Where dynalite's validation finds its parsers.
for (const name of ['conditionParser', 'updateParser', 'projectionParser']) {
  const grammar = load(`dynalite/db/${name}.js`) as { parse: ParseExpression };
  grammar.parse = remembering(grammar.parse);
}

/** The operations dynalite has; ours are added in `operations.ts`. */
export const dynaliteOperations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;

export type DynaliteOperation = (typeof dynaliteOperations)[number];

interface LoadedOperation {
  action: DynaliteAction;
  validation: DynaliteValidation;
}

const loaded = new Map<DynaliteOperation, LoadedOperation>(
  dynaliteOperations.map((operation) => {
    const file = operation.charAt(0).toLowerCase() + operation.slice(1);
    return [
      operation,
      {
        action: load(`dynalite/actions/${file}.js`) as DynaliteAction,
        validation: load(`dynalite/validations/${file}.js`) as DynaliteValidation,
      },
    ];
  }),
);

function operationOf(operation: DynaliteOperation): LoadedOperation {
  const found = loaded.get(operation);
  if (found === undefined) throw new Error(`dynalite has no operation ${operation}`);
  return found;
}

/**
 * Checks a request as DynamoDB does before it looks at any table.
 *
 * @throws the service's error (`ServiceError` shape) with DynamoDB's own message.
 */
export function validateRequest(
  operation: DynaliteOperation,
  request: object,
  store: DynaliteStore,
): ValidatedRequest {
  const { validation } = operationOf(operation);
  // dynalite deletes what it does not know from the object it is given, so it gets a copy.
  const checked = validations.checkTypes({ ...request }, validation.types);
  validations.checkValidations(checked, validation.types, validation.custom, store);
  return checked;
}

/** Runs an operation on a validated request. */
export function runAction(
  operation: DynaliteOperation,
  store: DynaliteStore,
  request: ValidatedRequest,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    operationOf(operation).action(store, request, (error, reply) => {
      if (error != null) reject(error as Error);
      else resolve(reply ?? {});
    });
  });
}

/**
 * Runs an operation that our store answers without waiting (all but Query and Scan), and returns its reply at once: no
 * other request can run between its first read and its last write.
 */
export function runActionNow(
  operation: DynaliteOperation,
  store: DynaliteStore,
  request: ValidatedRequest,
): Record<string, unknown> {
  let outcome: { error: unknown; reply: Record<string, unknown> | undefined } | undefined;
  operationOf(operation).action(store, request, (error, reply) => {
    outcome = { error, reply };
  });
  if (outcome === undefined) throw new Error(`${operation} did not answer synchronously`);
  if (outcome.error != null) throw outcome.error as Error;
  return outcome.reply ?? {};
}
