/** What subscribers receive of what the system publishes with its own documents. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemDocuments } from '../../../src/generated/graphql-documents.ts';
import type { DeliveryEventInput, LockerEventInput } from '../../../src/generated/graphql.ts';
import { RealtimeClient } from '../appsync/realtime-client.ts';
import { published } from '../published.ts';
import { ids, scene, startApi, type Api, type Person } from './api.ts';

const at = '2026-11-21T08:00:00.000Z';

const lockerEvent = (
  own: boolean,
  sequence: number,
  changes: Partial<LockerEventInput> = {},
): Partial<LockerEventInput> => ({
  lockerId: own ? ids.locker : ids.otherLocker,
  buildingId: own ? ids.building : ids.otherBuilding,
  sequence,
  type: 'DOOR_OPENED',
  occurredAt: at,
  recordedAt: at,
  ...changes,
});

const deliveryEvent = (
  own: boolean,
  sequence: number,
  changes: Partial<DeliveryEventInput> = {},
): Partial<DeliveryEventInput> => ({
  deliveryId: own ? ids.delivery : ids.otherDelivery,
  sequence,
  status: 'DELIVERED',
  lockerId: own ? ids.locker : ids.otherLocker,
  buildingId: own ? ids.building : ids.otherBuilding,
  partnerId: own ? ids.partner : ids.otherPartner,
  courierId: own ? ids.courier : ids.otherCourier,
  occurredAt: at,
  recordedAt: at,
  ...changes,
});

describe('live events', () => {
  let api: Api;
  const clients: RealtimeClient[] = [];
  beforeAll(async () => {
    api = await startApi();
    api.load([...scene(true), ...scene(false)]);
  });
  afterAll(() => api.close());
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });

  const subscribe = async (person: Person, query: string): Promise<RealtimeClient> => {
    const authorization = await api.authorization(person);
    const client = await RealtimeClient.connect(api.appsync.realtimeUrl, authorization);
    clients.push(client);
    expect(await client.subscribe('1', query, authorization)).toMatchObject({ type: 'start_ack' });
    return client;
  };
  const publishLocker = async (input: Partial<LockerEventInput>): Promise<void> => {
    const { errors } = await api.asSystem(
      systemDocuments.PublishLockerEvent,
      published('PublishLockerEvent', input),
    );
    expect(errors).toBeUndefined();
  };
  const publishDelivery = async (input: Partial<DeliveryEventInput>): Promise<void> => {
    const { errors } = await api.asSystem(
      systemDocuments.PublishDeliveryEvent,
      published('PublishDeliveryEvent', input),
    );
    expect(errors).toBeUndefined();
  };
  /** The event that arrives next: what was filtered out before it never arrives, because pushes keep their order. */
  const next = async (client: RealtimeClient, field: string) =>
    (await client.next('data')).payload?.data?.[field];

  it("reach a locker's follower, with every field, and nobody else's locker with them", async () => {
    const client = await subscribe(
      'manager',
      `subscription { onLockerEvent(lockerId: "${ids.locker}") { sequence lockerId buildingId type occurredAt batteryPercent deviceSequence } }`,
    );
    await publishLocker(lockerEvent(false, 1));
    await publishLocker(lockerEvent(true, 2, { type: 'BATTERY', batteryPercent: 80, deviceSequence: 9 }));

    expect(await next(client, 'onLockerEvent')).toEqual({
      sequence: 2,
      lockerId: ids.locker,
      buildingId: ids.building,
      type: 'BATTERY',
      occurredAt: at,
      batteryPercent: 80,
      deviceSequence: 9,
    });
  });

  it('are refused to the system itself when a field is left out: a subscriber would read null for ever', async () => {
    const { errors } = await api.asSystem(systemDocuments.PublishLockerEvent, {
      input: lockerEvent(true, 7),
    });
    expect(errors?.[0]?.message).toContain(
      'Mutation.publishLockerEvent broke the contract: /compartmentId is missing',
    );
  });

  it("reach a building's follower from all its lockers", async () => {
    const client = await subscribe(
      'manager',
      `subscription { onLockerEvent(buildingId: "${ids.building}") { sequence lockerId } }`,
    );
    await publishLocker(lockerEvent(false, 3));
    await publishLocker(lockerEvent(true, 4, { lockerId: ids.otherLocker }));

    expect(await next(client, 'onLockerEvent')).toEqual({ sequence: 4, lockerId: ids.otherLocker });
  });

  it('leave with a locker that moved to another building', async () => {
    const client = await subscribe(
      'manager',
      `subscription { onLockerEvent(lockerId: "${ids.locker}") { sequence } }`,
    );
    await publishLocker(lockerEvent(true, 5, { buildingId: ids.otherBuilding }));
    await publishLocker(lockerEvent(true, 6));

    expect(await next(client, 'onLockerEvent')).toEqual({ sequence: 6 });
  });

  it.each([
    ['courier', { courierId: ids.otherCourier }],
    ['partner', { partnerId: ids.otherPartner }],
  ] as const)('of deliveries reach a %s if they are their own, at every locker', async (person, foreign) => {
    const client = await subscribe(person, 'subscription { onDeliveryUpdated { sequence lockerId } }');
    await publishDelivery(deliveryEvent(true, 1, foreign));
    await publishDelivery(deliveryEvent(true, 2, { lockerId: ids.otherLocker }));

    expect(await next(client, 'onDeliveryUpdated')).toEqual({ sequence: 2, lockerId: ids.otherLocker });
  });

  it('of deliveries at one locker reach a courier who names it, and still only their own', async () => {
    const client = await subscribe(
      'courier',
      `subscription { onDeliveryUpdated(lockerId: "${ids.otherLocker}") { sequence } }`,
    );
    await publishDelivery(deliveryEvent(true, 3));
    await publishDelivery(deliveryEvent(false, 4));
    await publishDelivery(deliveryEvent(false, 5, { courierId: ids.courier }));

    expect(await next(client, 'onDeliveryUpdated')).toEqual({ sequence: 5 });
  });

  it.each([
    ['manager', 'subscription { onDeliveryUpdated { sequence } }'],
    ['admin', 'subscription { onDeliveryUpdated { sequence } }'],
    ['manager', 'subscription { onLockerEvent { sequence } }'],
    [
      'manager',
      `subscription { onLockerEvent(lockerId: "${ids.locker}", buildingId: "${ids.building}") { sequence } }`,
    ],
  ] as const)('are refused to a %s who does not say which: %s', async (person, query) => {
    const authorization = await api.authorization(person);
    const client = await RealtimeClient.connect(api.appsync.realtimeUrl, authorization);
    clients.push(client);
    expect(await client.subscribe('1', query, authorization)).toMatchObject({
      type: 'error',
      payload: { errors: [{ errorType: 'BadRequest' }] },
    });
  });
});
