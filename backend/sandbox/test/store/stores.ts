/** The stores the suite runs against: the embedded one, and AWS's own DynamoDB Local as the reference. */
import { spawnSync } from 'node:child_process';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, describe } from 'vitest';
import { startDynamodbLocal } from '../../src/cli/dynamodb-local.ts';
import { startDynamodb } from '../../src/services/dynamodb/start.ts';

export interface Store {
  name: StoreName;
  client: DynamoDBClient;
  streams: DynamoDBStreamsClient;
  close(): Promise<void>;
}

export type StoreName = 'embedded' | 'DynamoDB Local';

/** Why the reference cannot run here, or undefined when it can. */
export const referenceMissing = reasonForNoReference();

/**
 * Runs a part of the suite against each store. Without Java 17 the reference is skipped, unless
 * `NORTHWIND_REQUIRE_DYNAMODB_LOCAL=1` says that it must be there.
 */
export function describeStores(title: string, define: (store: Store) => void): void {
  describe(`${title} (embedded)`, () => define(opened('embedded')));
  if (referenceMissing === undefined) {
    describe(`${title} (DynamoDB Local)`, () => define(opened('DynamoDB Local')));
    return;
  }
  requireReference(title);
  describe.skip(`${title} (DynamoDB Local)`, () => define(opened('DynamoDB Local')));
}

/** Says why the reference is skipped. @throws Error when it must not be (`NORTHWIND_REQUIRE_DYNAMODB_LOCAL=1`). */
export function requireReference(title: string): void {
  if (referenceMissing === undefined) return;
  if (process.env['NORTHWIND_REQUIRE_DYNAMODB_LOCAL'] === '1') throw new Error(referenceMissing);
  console.warn(`Skipped "${title}" against DynamoDB Local: ${referenceMissing}`);
}

/** Opens a store for the tests of the surrounding `describe`. */
function opened(name: StoreName): Store {
  const store = { name } as Store;
  beforeAll(async () => {
    Object.assign(store, await openStore(name));
  });
  afterAll(() => store.close());
  return store;
}

export async function openStore(name: StoreName): Promise<Store> {
  if (name === 'embedded') {
    // Sweeping is asked for by the tests that are about it.
    const dynamodb = await startDynamodb({ port: 0 });
    return { name, ...clientsOf(dynamodb.url), close: () => dynamodb.close() };
  }
  const reference = await startDynamodbLocal();
  return { name, ...clientsOf(reference.url), close: reference.close };
}

export function clientsOf(endpoint: string): Pick<Store, 'client' | 'streams'> {
  const options = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  };
  return { client: new DynamoDBClient(options), streams: new DynamoDBStreamsClient(options) };
}

function reasonForNoReference(): string | undefined {
  const { stderr, error } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
  if (error !== undefined) return 'DynamoDB Local needs Java 17, and there is no java command.';
  return version >= 17 ? undefined : `DynamoDB Local needs Java 17, and java is version ${version}.`;
}
