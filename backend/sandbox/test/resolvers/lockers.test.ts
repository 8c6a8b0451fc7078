import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliveryItem, eventItem, lockerItem, sequenceItem } from '../../../src/data/items.ts';
import type { LockerEvent } from '../../../src/domain/locker-event.ts';
import { day, delivery, ids, locker, scene, startApi, type Api } from './api.ts';

const event = (sequence: number): LockerEvent => ({
  lockerId: ids.locker,
  buildingId: ids.building,
  sequence,
  type: 'door_opened',
  occurredAt: '2026-11-21T08:00:00.000Z',
  recordedAt: '2026-11-21T08:00:01.000Z',
  compartmentId: ids.compartment,
  deviceSequence: sequence + 100,
});

const listEvents = `query ($after: Int, $limit: Int) {
  listLockerEvents(lockerId: "${ids.locker}", after: $after, limit: $limit) {
    items { sequence type compartmentId deviceSequence size }
    latestSequence
  }
}`;

describe("a manager's lockers", () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
    api.load(scene(true));
    api.load(Array.from({ length: 30 }, (_, index) => eventItem(event(index + 1))));
    api.load([sequenceItem(ids.locker, 30)]);
  });
  afterAll(() => api.close());

  it('have events that are read on from any sequence, and say how far there is to go', async () => {
    const first = await api.as('manager', listEvents, { after: 8, limit: 3 });
    expect(first.data).toEqual({
      listLockerEvents: {
        items: [9, 10, 11].map((sequence) => ({
          sequence,
          type: 'DOOR_OPENED',
          compartmentId: ids.compartment,
          deviceSequence: sequence + 100,
          size: null,
        })),
        latestSequence: 30,
      },
    });
    const end = await api.as('manager', listEvents, { after: 30 });
    expect(end.data).toEqual({ listLockerEvents: { items: [], latestSequence: 30 } });
  });

  it.each([{ after: -1 }, { limit: 0 }, { limit: 501 }])(
    'refuse a range there cannot be: %o',
    async (variables) => {
      const { errors } = await api.as('manager', listEvents, variables);
      expect(errors).toMatchObject([
        { errorType: 'BadRequest', errorInfo: { argument: Object.keys(variables)[0] } },
      ]);
    },
  );

  it('show their state with the sequence it is at least as new as', async () => {
    const { data } = await api.as(
      'manager',
      `{ getLocker(lockerId: "${ids.locker}") { name status sequence address { city line2 } compartments { number size status door deliveryId } } }`,
    );
    expect(data).toEqual({
      getLocker: {
        name: 'Locker 1',
        status: 'ONLINE',
        sequence: 30,
        address: { city: 'Hamburg', line2: null },
        compartments: [
          { number: 1, size: 'MEDIUM', status: 'RESERVED', door: null, deliveryId: ids.delivery },
        ],
      },
    });
  });

  it('are listed page by page, each with its own sequence', async () => {
    const more = Array.from({ length: 4 }, (_, index) => `lkr_01K6F0A000000000000000010${index}`);
    api.load(more.map((id) => lockerItem(locker(id, ids.building))));
    api.load(more.map((id, index) => sequenceItem(id, index)));
    const list = `query ($nextToken: String) { listBuildingLockers(buildingId: "${ids.building}", limit: 3, nextToken: $nextToken) { items { id sequence } nextToken } }`;
    interface Page {
      listBuildingLockers: { items: { id: string; sequence: number }[]; nextToken: string | null };
    }
    const first = (await api.as('manager', list)).data as unknown as Page;
    expect(first.listBuildingLockers.items).toHaveLength(3);
    const { nextToken } = first.listBuildingLockers;
    const second = (await api.as('manager', list, { nextToken })).data as unknown as Page;
    expect([...first.listBuildingLockers.items, ...second.listBuildingLockers.items]).toEqual([
      { id: ids.locker, sequence: 30 },
      ...more.map((id, index) => ({ id, sequence: index })),
    ]);
    expect(second.listBuildingLockers.nextToken).toBeNull();
  });

  it("are no business of the courier's list, which knows UTC days and the courier's own deliveries", async () => {
    const foreign = delivery(false, { id: 'dlv_01K6F0A0000000000000000009' });
    api.load([deliveryItem(foreign)]);
    const { data } = await api.as('courier', `{ listMyDeliveries(day: "${day}+01:00") { items { id } } }`);
    expect(data).toEqual({ listMyDeliveries: { items: [{ id: ids.delivery }] } });
  });

  it.each(['locker { name }', 'locker: locker { name }', 'elsewhere: locker { id } locker { name }'])(
    "are shown with the courier's stops, and nothing where one is gone: %s",
    async (selection) => {
      const gone = 'lkr_01K6F0A0000000000000000999';
      const stops = [ids.locker, gone, ids.locker].map((lockerId, index) =>
        delivery(true, { id: `dlv_01K6F0A000000000000000030${index}`, lockerId, expectedOn: '2026-12-23' }),
      );
      api.load(stops.map((stop) => deliveryItem(stop)));
      const { data } = await api.as(
        'courier',
        `{ listMyDeliveries(day: "2026-12-23") { items { ${selection} } } }`,
      );
      const its = { name: 'Locker 1' };
      expect(data).toMatchObject({
        listMyDeliveries: { items: [{ locker: its }, { locker: null }, { locker: its }] },
      });
    },
  );

  it("send the courier's list of signatures to Lambda as one invocation, and ask for none where there is none", async () => {
    const deliveryIds = [1, 2, 3].map((number) => `dlv_01K6F0A000000000000000020${number}`);
    api.load(
      deliveryIds.map((id, index) =>
        deliveryItem(
          delivery(true, {
            id,
            expectedOn: '2026-12-24',
            ...(index < 2 ? { signatureUploadId: `upload${index}` } : {}),
          }),
        ),
      ),
    );
    api.invocations.length = 0;
    const { data } = await api.as(
      'courier',
      '{ listMyDeliveries(day: "2026-12-24") { items { signature { url } locker { name address { city } } } } }',
    );

    const objectKeys = [0, 1].map(
      (index) => `signatures/${ids.partner}/${deliveryIds[index]}/upload${index}`,
    );
    const its = { name: 'Locker 1', address: { city: 'Hamburg' } };
    expect(data).toEqual({
      listMyDeliveries: {
        items: [
          { signature: { url: `https://files.example/${objectKeys[0]}` }, locker: its },
          { signature: { url: `https://files.example/${objectKeys[1]}` }, locker: its },
          { signature: null, locker: its },
        ],
      },
    });
    expect(api.invocations).toEqual([
      {
        functionName: 'delivery-signature',
        event: [
          { operation: 'download', key: objectKeys[0] },
          { operation: 'download', key: objectKeys[1] },
        ],
      },
    ]);
  });

  it('open a compartment through locker-command, under the caller’s own command id', async () => {
    api.invocations.length = 0;
    const { data } = await api.as(
      'courier',
      'mutation ($input: OpenCompartmentInput!) { openCompartment(input: $input) { id lockerId compartmentId } }',
      { input: { clientMutationId: 'open-it-1', lockerId: ids.locker, compartmentId: ids.compartment } },
    );

    expect(data).toEqual({
      openCompartment: { id: 'open-it-1', lockerId: ids.locker, compartmentId: ids.compartment },
    });
    expect(api.invocations).toEqual([
      {
        functionName: 'locker-command',
        event: {
          commandId: 'open-it-1',
          lockerId: ids.locker,
          compartmentId: ids.compartment,
          requestedBy: ids.courier,
        },
      },
    ]);
  });

  it('answer for somebody else’s compartment as for one that does not exist', async () => {
    const open = async (lockerId: string, compartmentId: string) => {
      const { data, errors } = await api.as(
        'courier',
        'mutation ($input: OpenCompartmentInput!) { openCompartment(input: $input) { id } }',
        { input: { clientMutationId: 'open-it-3', lockerId, compartmentId } },
      );
      return JSON.stringify({ data, errors }).replaceAll(compartmentId, 'ID');
    };
    api.load(scene(false));
    const missing = 'cmp_01K6F0A0000000000000000404';
    const foreign = await open(ids.otherLocker, ids.otherCompartment);
    expect(foreign).toBe(await open(ids.otherLocker, missing));
    expect(foreign).toContain('NotFound');
  });

  it('keep to themselves what a function failed with', async () => {
    api.lambdaError = 'arn:aws:iam::123456789012:role/locker-command may not publish';
    const { errors } = await api.as(
      'manager',
      'mutation ($input: OpenCompartmentInput!) { openCompartment(input: $input) { id } }',
      { input: { clientMutationId: 'open-it-2', lockerId: ids.locker, compartmentId: ids.compartment } },
    );
    api.lambdaError = undefined;

    expect(errors).toMatchObject([{ errorType: 'InternalError' }]);
    expect(JSON.stringify(errors)).not.toContain('arn:');
  });

  it('take a signature under a key made of ids only', async () => {
    api.invocations.length = 0;
    const { data } = await api.as(
      'courier',
      'mutation ($input: RequestSignatureUploadInput!) { requestSignatureUpload(input: $input) { uploadId url } }',
      { input: { deliveryId: ids.delivery, contentType: 'SVG', sizeBytes: 4_096 } },
    );

    const { uploadId } = (data as { requestSignatureUpload: { uploadId: string } }).requestSignatureUpload;
    expect(uploadId).toMatch(/^[0-9A-Z]{26}$/);
    expect(api.invocations).toEqual([
      {
        functionName: 'delivery-signature',
        event: {
          operation: 'upload',
          key: `signatures/${ids.partner}/${ids.delivery}/${uploadId}`,
          contentType: 'image/svg+xml',
          sizeBytes: 4_096,
        },
      },
    ]);
  });
});
