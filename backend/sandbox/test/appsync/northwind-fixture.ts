/** The real schema and the real resolvers over the embedded table, with two of everything: one that is the caller's, one that is not. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  compartmentItem,
  deliveryItem,
  eventItem,
  lockerItem,
  sequenceItem,
} from '../../../src/data/items.ts';
import { table } from '../../../src/data/table.ts';
import { deliveryEvent, type LockerEvent } from '../../../src/domain/locker-event.ts';
import type { Delivery, DeliveryStatus } from '../../../src/domain/delivery.ts';
import type { AppSync } from '../../src/services/appsync/index.ts';
import { executionLimits } from '../../src/services/appsync/resolvers/executor.ts';
import { readApiFiles } from '../../src/wiring/graphql-api-files.ts';
import { startNorthwindApi } from '../../src/wiring/graphql-api.ts';
import { timeLimits } from '../../src/wiring/time-limits.ts';
import { startDynamodb, type Dynamodb } from '../../src/services/dynamodb/start.ts';
import { post, type GraphQLAnswer } from './fixture.ts';
import { signedHeaders, systemCredentials } from './signing.ts';
import { issuer, testUserPool, type TestUserPool } from './tokens.ts';

export const tableName = table.name;

/** The callers of the authorization table: the groups, a signed-in user without any, and the system. */
export type CallerName = 'courier' | 'manager' | 'partner' | 'admin' | 'nobody' | 'system';

/** Right group, but a token without the claim that says what is theirs. */
export type ClaimlessCaller = 'manager without buildings' | 'partner without partner';

/** Who owns what: `own` is every caller's (it has this courier, lies in this building, is of this partner), `foreign` nobody's. */
export const owners = {
  own: { courierId: 'courier-own', buildingId: 'bld_OWN', partnerId: 'par_OWN' },
  foreign: { courierId: 'courier-foreign', buildingId: 'bld_FOREIGN', partnerId: 'par_FOREIGN' },
} as const;
export type Owner = keyof typeof owners;

export interface Place {
  readonly lockerId: string;
  readonly compartmentId: string;
  readonly deliveryId: string;
  readonly buildingId: string;
}

export interface Northwind {
  readonly api: AppSync;
  readonly pool: TestUserPool;
  readonly dynamodb: Dynamodb;
  readonly invocations: { functionName: string; event: unknown }[];
  /** A new locker with one compartment, one delivery in the given status, and the event that brought it there. */
  place(owner: Owner, status: DeliveryStatus): Promise<Place>;
  authorization(
    caller: CallerName | ClaimlessCaller,
    body: string,
    url?: string,
  ): Promise<Record<string, string>>;
  ask(caller: CallerName | ClaimlessCaller, query: string, variables?: object): Promise<GraphQLAnswer>;
  close(): Promise<void>;
}

/** @param primary - what this one is the standby of: the same people, and a replica of the table that is never behind. */
export async function startNorthwind(primary?: Pick<Northwind, 'dynamodb' | 'pool'>): Promise<Northwind> {
  const [files, pool] = await Promise.all([readApiFiles(), primary?.pool ?? testUserPool()]);
  const dynamodb = primary?.dynamodb ?? (await startDynamodb({ port: 0, tables: [table], sweepInterval: 0 }));
  const store = {
    url: dynamodb.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const client = new DynamoDBClient({ ...store, endpoint: store.url });
  const items = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const invocations: Northwind['invocations'] = [];
  const api = await startNorthwindApi({
    port: 0,
    limits: { executionMs: timeLimits().of(executionLimits.milliseconds) },
    tableName,
    dynamodb: store,
    userPool: { issuer, jwks: pool.jwks },
    iam: (accessKeyId) => (accessKeyId === systemCredentials.accessKeyId ? systemCredentials : undefined),
    files,
    invoke: (functionName, event) => {
      invocations.push({ functionName, event });
      return Promise.resolve(answerOf(event));
    },
  });
  let made = 0;
  const authorization: Northwind['authorization'] = async (caller, body, url = api.graphqlUrl) => {
    if (caller === 'system') return await signedHeaders(url, body);
    const { courierId, buildingId, partnerId } = owners.own;
    const token = await pool.accessToken({
      sub: caller === 'courier' ? courierId : `${caller}-1`,
      groups: caller === 'nobody' ? [] : [caller.replace(/ without .*/, '')],
      claims: {
        ...(caller === 'manager' ? { buildings: [buildingId] } : {}),
        ...(caller === 'partner' ? { partner_id: partnerId } : {}),
      },
    });
    return { host: new URL(url).host, Authorization: token };
  };
  return {
    api,
    pool,
    dynamodb,
    invocations,
    authorization,
    async place(owner, status) {
      made += 1;
      return await writePlace(items, owner, status, String(made).padStart(4, '0'));
    },
    async ask(caller, query, variables = {}) {
      const body = JSON.stringify({ query, variables });
      return await post(api.graphqlUrl, body, await authorization(caller, body));
    },
    async close() {
      await api.close();
      client.destroy();
      if (!primary) await dynamodb.close();
    },
  };
}

const now = '2026-11-21T09:00:00.000Z';

async function writePlace(
  items: DynamoDBDocumentClient,
  owner: Owner,
  status: DeliveryStatus,
  number: string,
): Promise<Place> {
  const { courierId, buildingId, partnerId } = owners[owner];
  const lockerId = `lkr_${number}`;
  const compartmentId = `cmp_${number}`;
  const deliveryId = `dlv_${number}`;
  const delivery: Delivery = {
    id: deliveryId,
    partnerId,
    status,
    lockerId,
    buildingId,
    compartmentId,
    size: 'small',
    courierId,
    expectedOn: '2026-11-21',
    recipient: { name: `Recipient of ${owner}` },
    signatureUploadId: 'upload',
    createdAt: now,
    updatedAt: now,
    sequence: 1,
    version: 1,
  };
  const event: LockerEvent = deliveryEvent(delivery);
  const written = [
    lockerItem({
      id: lockerId,
      buildingId,
      name: `Locker of ${owner}`,
      address: { line1: 'Hafenstraße 1', postalCode: '20457', city: 'Hamburg', country: 'DE' },
      status: 'online',
      createdAt: now,
      updatedAt: now,
      version: 1,
    }),
    sequenceItem(lockerId, 1),
    compartmentItem({
      id: compartmentId,
      lockerId,
      number: 1,
      size: 'small',
      status: status === 'announced' ? 'reserved' : 'occupied',
      deliveryId,
    }),
    deliveryItem(delivery),
    eventItem(event),
  ];
  for (const Item of written) await items.send(new PutCommand({ TableName: tableName, Item }));
  return { lockerId, compartmentId, deliveryId, buildingId };
}

/** What the two functions behind Lambda data sources answer; what they do with it is tested with them. */
function answerOf(event: unknown): unknown {
  if (Array.isArray(event)) return event.map(answerOf);
  const expiresAt = '2026-11-21T09:05:00.000Z';
  const { key, commandId } = event as { key?: string; commandId?: string };
  return commandId === undefined
    ? { url: `https://signatures.example/${key ?? ''}`, expiresAt }
    : { commandId, issuedAt: now, expiresAt };
}
