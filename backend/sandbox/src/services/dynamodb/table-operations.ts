/** CreateTable, UpdateTable, DescribeTable and DeleteTable, with the stream settings that dynalite does not know. */
import {
  data,
  runActionNow,
  validateRequest,
  type Item,
  type StreamViewType,
  type TableDescription,
} from './dynalite.ts';
import { serviceError, validationError } from './errors.ts';
import { tableNotFound } from './dynalite-stores.ts';
import type { TableStore } from './table-store.ts';

type Request = Record<string, unknown>;
type Reply = Record<string, unknown>;

interface StreamSpecification {
  StreamEnabled: boolean;
  StreamViewType?: StreamViewType;
}

export function createTableOperations(
  store: TableStore,
  now: () => number,
): Record<string, (request: Request) => Reply> {
  function withStream(table: TableDescription, specification: StreamSpecification): TableDescription {
    const { StreamSpecification: _specification, ...rest } = table;
    if (!specification.StreamEnabled) return rest as TableDescription;
    const label = new Date(now()).toISOString().slice(0, -1);
    return {
      ...rest,
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES', ...specification },
      LatestStreamLabel: label,
      LatestStreamArn: `${table.TableArn}/stream/${label}`,
    } as TableDescription;
  }

  return {
    CreateTable(request) {
      const stream = streamSpecification(request);
      const validated = validateRequest('CreateTable', request, store.readStore);
      if (store.findTable(validated.TableName) !== undefined) {
        throw serviceError('ResourceInUseException', `Table already exists: ${validated.TableName}`);
      }
      let described: TableDescription | undefined;
      // dynalite puts the description twice, the second time as active. We take the first and set it active ourselves.
      const tableDb: typeof store.readStore.tableDb = {
        ...store.readStore.tableDb,
        put: (_name, table, done) => {
          described ??= structuredClone(table);
          done(null);
        },
      };
      runActionNow('CreateTable', { ...store.readStore, tableDb }, validated);
      if (described === undefined) throw new Error('CreateTable described no table');
      const creating: TableDescription = {
        ...(stream === undefined ? described : withStream(described, stream)),
        DeletionProtectionEnabled: request['DeletionProtectionEnabled'] === true,
      };
      // On AWS a table takes some seconds to become active. Here it is active at once, so that a start need not wait.
      store.putTable(activated(structuredClone(creating)));
      return { TableDescription: creating };
    },

    UpdateTable(request) {
      const stream = streamSpecification(request);
      if (stream === undefined) {
        return runActionNow(
          'UpdateTable',
          store.readStore,
          validateRequest('UpdateTable', request, store.readStore),
        );
      }
      const table = store.findTable(String(request['TableName']));
      if (table === undefined) throw tableNotFound(String(request['TableName']));
      const enabled = table.StreamSpecification?.StreamEnabled === true;
      if (enabled && stream.StreamEnabled) {
        throw validationError('Table already has an enabled stream: ' + String(table.LatestStreamArn));
      }
      if (!enabled && !stream.StreamEnabled) {
        throw validationError('Table has no stream to disable');
      }
      const updated = withStream(table, stream);
      store.putTable(updated);
      return { TableDescription: { ...updated, TableStatus: 'UPDATING' } };
    },

    DescribeTable(request) {
      const reply = runActionNow(
        'DescribeTable',
        store.readStore,
        validateRequest('DescribeTable', request, store.readStore),
      );
      const table = reply['Table'] as TableDescription;
      const items = store.items(table.TableName);
      return {
        Table: {
          ...table,
          ...count([...items.values()], 'TableSizeBytes'),
          ...indexCounts(store, table, 'Global'),
          ...indexCounts(store, table, 'Local'),
        },
      };
    },

    DeleteTable(request) {
      const validated = validateRequest('DeleteTable', request, store.readStore);
      const table = store.findTable(validated.TableName);
      if (table?.['DeletionProtectionEnabled'] === true) {
        throw validationError(
          `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
        );
      }
      return runActionNow('DeleteTable', store.readStore, validated);
    },
  };
}

/** AWS refreshes these about every six hours; here they are exact. */
function count(items: readonly Item[], sizeField: string): Reply {
  return { ItemCount: items.length, [sizeField]: items.reduce((total, item) => total + sizeOf(item), 0) };
}

/** An item that was written is never changed but replaced, and an index that projects everything holds the item itself. */
const sizes = new WeakMap<Item, number>();

function sizeOf(item: Item): number {
  let size = sizes.get(item);
  if (size === undefined) {
    size = data.itemSize(item);
    sizes.set(item, size);
  }
  return size;
}

function indexCounts(store: TableStore, table: TableDescription, type: 'Global' | 'Local'): Reply {
  const indexes = table[`${type}SecondaryIndexes`];
  if (indexes === undefined) return {};
  return {
    [`${type}SecondaryIndexes`]: indexes.map((index) => ({
      ...index,
      ...count([...store.index(type, table.TableName, index.IndexName).values()], 'IndexSizeBytes'),
    })),
  };
}

function activated(table: TableDescription): TableDescription {
  return {
    ...table,
    TableStatus: 'ACTIVE',
    ...(table.GlobalSecondaryIndexes === undefined
      ? {}
      : {
          GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map((index) => ({
            ...index,
            IndexStatus: 'ACTIVE',
          })),
        }),
  };
}

function streamSpecification(request: Request): StreamSpecification | undefined {
  const specification = request['StreamSpecification'] as StreamSpecification | undefined;
  if (specification == null) return undefined;
  const { StreamEnabled, StreamViewType } = specification;
  if (StreamEnabled && StreamViewType === undefined) {
    throw validationError(
      'One or more parameter values were invalid: StreamViewType must be specified when StreamEnabled is true',
    );
  }
  if (!StreamEnabled && StreamViewType !== undefined) {
    throw validationError(
      'One or more parameter values were invalid: StreamViewType is not allowed when StreamEnabled is false',
    );
  }
  return specification;
}
