/**
 * The real contract, the real resolver bundles and a real (embedded) table behind the AppSync stand-in, with two of everything: what
 * is somebody's own and what is somebody else's.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { bundleResolvers } from '../../../build-resolvers.ts';
import { compartmentItem, deliveryItem, lockerItem, sequenceItem } from '../../../src/data/items.ts';
import { lockerPartition, type ItemKey } from '../../../src/data/keys.ts';
import { table } from '../../../src/data/table.ts';
import type { Delivery } from '../../../src/domain/delivery.ts';
import type { Locker } from '../../../src/domain/locker.ts';
import { deployment } from '../../src/wiring/graphql-deployment.ts';
import { timeLimits } from '../../src/wiring/time-limits.ts';
import { startAppSync, type AppSync } from '../../src/services/appsync/index.ts';
import { executionLimits } from '../../src/services/appsync/resolvers/executor.ts';
import { startDynamodb, type Dynamodb } from '../../src/services/dynamodb/start.ts';
import { recordMistake } from '../../src/world/records.ts';
import { marshallItem } from '../../src/world/seed/marshall.ts';
import { post, type GraphQLAnswer } from '../appsync/fixture.ts';
import { signedHeaders, systemCredentials } from '../appsync/signing.ts';
import { issuer, testUserPool } from '../appsync/tokens.ts';

export const ids = {
  building: 'bld_01K6F0A0000000000000000001',
  otherBuilding: 'bld_01K6F0A0000000000000000002',
  locker: 'lkr_01K6F0A0000000000000000001',
  otherLocker: 'lkr_01K6F0A0000000000000000002',
  compartment: 'cmp_01K6F0A0000000000000000001',
  otherCompartment: 'cmp_01K6F0A0000000000000000002',
  delivery: 'dlv_01K6F0A0000000000000000001',
  otherDelivery: 'dlv_01K6F0A0000000000000000002',
  partner: 'prt_01K6F0A0000000000000000001',
  otherPartner: 'prt_01K6F0A0000000000000000002',
  courier: 'courier-1',
  otherCourier: 'courier-2',
} as const;

export type Person = 'courier' | 'manager' | 'partner' | 'admin' | 'nobody';

const people: Readonly<Record<Person, { sub: string; groups: string[]; claims: Record<string, unknown> }>> = {
  courier: { sub: ids.courier, groups: ['courier'], claims: {} },
  manager: { sub: 'manager-1', groups: ['manager'], claims: { buildings: [ids.building] } },
  partner: { sub: 'partner-1', groups: ['partner'], claims: { partner_id: ids.partner } },
  admin: { sub: 'admin-1', groups: ['admin'], claims: {} },
  nobody: { sub: 'nobody-1', groups: [], claims: {} },
};

const then = '2026-11-21T08:00:00.000Z';
export const day = '2026-11-21';

export const locker = (lockerId: string, buildingId: string): Locker => ({
  id: lockerId,
  buildingId,
  name: `Locker ${lockerId.slice(-1)}`,
  address: { line1: 'Kaistrasse 1', postalCode: '20457', city: 'Hamburg', country: 'DE' },
  status: 'online',
  createdAt: then,
  updatedAt: then,
  version: 1,
});

export const delivery = (own: boolean, changes: Partial<Delivery> = {}): Delivery => ({
  id: own ? ids.delivery : ids.otherDelivery,
  partnerId: own ? ids.partner : ids.otherPartner,
  status: 'announced',
  lockerId: own ? ids.locker : ids.otherLocker,
  buildingId: own ? ids.building : ids.otherBuilding,
  compartmentId: own ? ids.compartment : ids.otherCompartment,
  size: 'medium',
  courierId: own ? ids.courier : ids.otherCourier,
  expectedOn: day,
  recipient: { name: 'Ada Lovelace' },
  createdAt: then,
  updatedAt: then,
  sequence: 0,
  version: 1,
  ...changes,
});

/** Items of one locker with one compartment for one delivery. */
export const scene = (own: boolean, changes: Partial<Delivery> = {}): Record<string, unknown>[] => {
  const its = delivery(own, changes);
  return [
    lockerItem(locker(its.lockerId, its.buildingId)),
    sequenceItem(its.lockerId, 0),
    compartmentItem({
      id: its.compartmentId,
      lockerId: its.lockerId,
      number: 1,
      size: its.size,
      status: 'reserved',
      deliveryId: its.id,
    }),
    deliveryItem(its),
  ];
};

export interface Api {
  readonly appsync: AppSync;
  readonly dynamodb: Dynamodb;
  /** Events that Lambda functions were invoked with. */
  readonly invocations: { readonly functionName: string; readonly event: unknown }[];
  /** What Lambda functions fail with from now on; undefined: they answer. */
  lambdaError: string | undefined;
  as(person: Person, query: string, variables?: object): Promise<GraphQLAnswer>;
  asSystem(query: string, variables?: object): Promise<GraphQLAnswer>;
  /** The authorization object for the real-time endpoint. */
  authorization(person: Person): Promise<{ host: string; Authorization: string }>;
  item(key: ItemKey): Promise<Record<string, unknown> | undefined>;
  events(lockerId: string): Promise<Record<string, unknown>[]>;
  load(items: Iterable<Record<string, unknown>>): void;
  close(): Promise<void>;
}

const answers = (functionName: string, event: unknown): unknown => {
  const link = (key: string) => ({ url: `https://files.example/${key}`, expiresAt: then });
  if (functionName === 'locker-command') {
    const { commandId } = event as { commandId: string };
    return { commandId, issuedAt: then, expiresAt: then };
  }
  return Array.isArray(event)
    ? event.map(({ key }: { key: string }) => link(key))
    : link((event as { key: string }).key);
};

/** The same for every test: made once. */
const bundles = bundleResolvers();
const userPool = testUserPool();

export async function startApi(): Promise<Api> {
  const pool = await userPool;
  const schemaSDL = await readFile(
    path.resolve(import.meta.dirname, '../../../src/generated/appsync.graphql'),
    'utf8',
  );
  const dynamodb = await startDynamodb({ port: 0, tables: [table], inspect: recordMistake });
  const client = new DynamoDBClient({
    endpoint: dynamodb.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  });
  const documents = DynamoDBDocumentClient.from(client);
  const invocations: Api['invocations'] = [];
  const appsync = await startAppSync({
    port: 0,
    limits: { executionMs: timeLimits().of(executionLimits.milliseconds) },
    schemaSDL,
    auth: {
      defaultMode: 'AMAZON_COGNITO_USER_POOLS',
      additionalModes: ['AWS_IAM'],
      userPool: { issuer, jwks: pool.jwks },
      iam: (accessKeyId) => (accessKeyId === systemCredentials.accessKeyId ? systemCredentials : undefined),
    },
    ...deployment({
      files: await bundles,
      tableName: table.name,
      client,
      invoke: (functionName, event) => {
        invocations.push({ functionName, event });
        return Promise.resolve(
          api.lambdaError === undefined
            ? { payload: answers(functionName, event) }
            : { errorType: 'Error', errorMessage: api.lambdaError },
        );
      },
    }),
  });
  const tokenOf = (person: Person) => pool.accessToken(people[person]);
  const api: Api = {
    appsync,
    dynamodb,
    invocations,
    lambdaError: undefined,
    async as(person, query, variables = {}) {
      return post(appsync.graphqlUrl, JSON.stringify({ query, variables }), {
        authorization: await tokenOf(person),
      });
    },
    async asSystem(query, variables = {}) {
      const body = JSON.stringify({ query, variables });
      return post(appsync.graphqlUrl, body, await signedHeaders(appsync.graphqlUrl, body));
    },
    async authorization(person) {
      return { host: new URL(appsync.graphqlUrl).host, Authorization: await tokenOf(person) };
    },
    async item(key) {
      const { Item } = await documents.send(new GetCommand({ TableName: table.name, Key: key }));
      return Item;
    },
    async events(lockerId) {
      const { Items } = await documents.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
          ExpressionAttributeValues: { ':pk': lockerPartition(lockerId), ':event': 'EVENT#' },
        }),
      );
      return Items ?? [];
    },
    load(items) {
      dynamodb.load(
        table.name,
        [...items].map((item) => marshallItem(item)),
      );
    },
    async close() {
      await appsync.close();
      client.destroy();
      await dynamodb.close();
    },
  };
  return api;
}
