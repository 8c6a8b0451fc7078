/** Live GraphQL goes over to the other Region: the client has no host of either, and learns it from the edge. */
import { isSubscriptionError, Northwind } from '@northwind/sdk';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { graphqlDiscoveryPath } from '../../../src/generated/manifest.ts';
import type { LockerEvent } from '../../../src/domain/locker-event.ts';
import { eventItem, sequenceItem } from '../../../src/data/items.ts';
import { systemDocuments } from '../../../src/generated/graphql-documents.ts';
import { marshallItem } from '../../src/world/seed/marshall.ts';
import {
  owners,
  startNorthwind,
  tableName,
  type Northwind as Backend,
  type Place,
} from '../appsync/northwind-fixture.ts';
import { published } from '../published.ts';
import { startEdge, type Edge } from './edge.ts';

let primary: Backend;
let standby: Backend;
let edge: Edge;
let place: Place;
const clients: Northwind[] = [];

beforeEach(async () => {
  primary = await startNorthwind();
  standby = await startNorthwind(primary);
  edge = await startEdge(primary.api.graphqlUrl);
  place = await primary.place('own', 'announced');
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.graphql.close();
  await edge.close();
  await standby.close();
  await primary.close();
});

async function manager(fetch?: typeof globalThis.fetch): Promise<Northwind> {
  const auth = await primary.pool.accessToken({
    sub: 'manager-1',
    groups: ['manager'],
    claims: { buildings: [owners.own.buildingId] },
  });
  const environment = { restUrl: 'http://127.0.0.1:9', graphqlUrl: edge.graphqlUrl };
  const client = new Northwind({ environment, auth, fetch });
  clients.push(client);
  return client;
}

/** Records an event, and pushes it in the Region that is active. */
async function happen(region: Backend, sequence: number): Promise<void> {
  const { lockerId, buildingId } = place;
  const at = new Date().toISOString();
  const event = { lockerId, buildingId, sequence, occurredAt: at, recordedAt: at };
  const item: LockerEvent = { ...event, type: 'door_opened' };
  primary.dynamodb.load(tableName, [eventItem(item), sequenceItem(lockerId, sequence)].map(marshallItem));
  const variables = published('PublishLockerEvent', { ...event, type: 'DOOR_OPENED' });
  const answer = await region.ask('system', systemDocuments.PublishLockerEvent, variables);
  // A push that is refused would be found much later, by the stream's own check.
  expect(answer.errors).toBeUndefined();
}

it('a live stream follows to the other Region, with every event once and in order', async () => {
  const northwind = await manager();
  const stream = northwind.live.lockerEvents({ lockerId: place.lockerId, after: 0 });
  const next = async () => (await stream.next()).value?.sequence;
  expect(await next()).toBe(1);
  await expect.poll(() => primary.api.subscriptionCount).toBe(1);
  await happen(primary, 2);
  expect(await next()).toBe(2);

  // The Region is lost: while nobody answers, something happens.
  await primary.api.close();
  await happen(standby, 3);
  edge.lead(standby.api.graphqlUrl);
  expect(await next()).toBe(3);
  await expect.poll(() => standby.api.subscriptionCount).toBe(1);
  await happen(standby, 4);
  expect(await next()).toBe(4);
  await stream.return?.();
});

it('the document names the Region that is behind the edge, to everybody', async () => {
  const discovered = async () => {
    const response = await fetch(new URL(graphqlDiscoveryPath, edge.graphqlUrl));
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    return response.json();
  };
  const hostOf = ({ api }: Backend) => new URL(api.graphqlUrl).host;
  expect(await discovered()).toEqual({ host: hostOf(primary), refreshSeconds: 15 });
  edge.lead(standby.api.graphqlUrl);
  expect(await discovered()).toEqual({ host: hostOf(standby), refreshSeconds: 15 });
});

it('a client that goes on naming the Region that was left is refused by the other', async () => {
  edge.lead(standby.api.graphqlUrl);
  const { host } = new URL(primary.api.graphqlUrl);
  const northwind = await manager(async (input, init) =>
    String(input).endsWith(graphqlDiscoveryPath)
      ? Response.json({ host, refreshSeconds: 60 })
      : fetch(input, init),
  );
  const stream = northwind.live.lockerEvents({ lockerId: place.lockerId });
  const error = await stream.next().catch((reason: unknown) => reason);
  expect(isSubscriptionError(error)).toBe(true);
  expect(standby.api.subscriptionCount).toBe(0);
});
