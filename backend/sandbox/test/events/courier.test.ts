/** What a courier at the locker sets off: doors, signatures, notifications. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliveryPartition } from '../../../src/data/index-keys.ts';
import type { Delivery } from '../../../src/domain/delivery.ts';
import type { DeviceCommand } from '../../../src/generated/events/types.ts';
import { validateDeviceCommand } from '../../../src/generated/events/validators.js';
import { commandsTopic } from '../../src/wiring/device-topics.ts';
import { eventually, startEvents, type Events } from './fixture.ts';

let events: Events;
let deliveries: Delivery[];
beforeAll(async () => {
  events = await startEvents();
  const found = await Promise.all(
    events.sandbox.clients.map(({ partnerId }) =>
      events.table.send(
        new QueryCommand({
          TableName: events.sandbox.tableName,
          IndexName: 'gsi2',
          KeyConditionExpression: 'gsi2pk = :announced',
          ExpressionAttributeValues: { ':announced': deliveryPartition.byStatus(partnerId, 'announced') },
        }),
      ),
    ),
  );
  deliveries = found.flatMap(({ Items = [] }) => Items as Delivery[]).filter(({ courierId }) => courierId);
});
afterAll(() => events.close());

/** An announced delivery of the seed and its courier's token; each call takes another one. */
const nextDelivery = async (): Promise<{ delivery: Delivery; token: string }> => {
  const delivery = deliveries.shift();
  if (!delivery?.courierId) throw new Error('The seed has no more announced deliveries.');
  return { delivery, token: await events.accessToken(delivery.courierId, ['courier']) };
};

const openCompartment = `mutation ($input: OpenCompartmentInput!) {
  openCompartment(input: $input) { id lockerId compartmentId issuedAt expiresAt }
}`;
const requestUpload = `mutation ($input: RequestSignatureUploadInput!) {
  requestSignatureUpload(input: $input) { uploadId url expiresAt }
}`;
const markDelivered = `mutation ($input: MarkDeliveredInput!) { markDelivered(input: $input) { id status } }`;
const getSignature = `query ($deliveryId: ID!) { getDelivery(deliveryId: $deliveryId) { signature { url expiresAt } } }`;

describe('opening a compartment', () => {
  it('reaches the controller once for each client mutation id, and a repeat gets the first answer', async () => {
    const { delivery, token } = await nextDelivery();
    const { lockerId, compartmentId } = delivery;
    const controller = await events.controller(events.sandbox.deviceOf(lockerId));
    const commands: DeviceCommand[] = [];
    controller.client.on('message', (_topic, payload) =>
      commands.push(JSON.parse(String(payload)) as DeviceCommand),
    );
    await controller.client.subscribeAsync(commandsTopic(lockerId), { qos: 1 });

    const input = { clientMutationId: 'open-the-door-1', lockerId, compartmentId };
    const first = await events.graphql<{ openCompartment: object }>(token, openCompartment, { input });
    const again = await events.graphql<{ openCompartment: object }>(token, openCompartment, { input });
    expect(first.errors).toBeUndefined();
    expect(first.data.openCompartment).toMatchObject({ id: 'open-the-door-1', lockerId, compartmentId });
    expect(again).toEqual(first);

    // Twice the same command: the first may have been lost, and the controller acts once for each commandId. A function that got no
    // answer in time sends it once more.
    await expect.poll(() => commands.length).toBeGreaterThanOrEqual(2);
    expect(commands).toEqual(commands.map(() => commands[0]));
    expect(validateDeviceCommand(commands[0])).toBe(true);
    const lifetime = Date.parse(commands[0]?.expiresAt ?? '') - Date.parse(commands[0]?.issuedAt ?? '');
    expect(lifetime).toBe(60_000);

    const other = await events.graphql(
      await events.accessToken(delivery.courierId ?? '', ['admin']),
      openCompartment,
      {
        input: { ...input, compartmentId: await anotherCompartment(lockerId, compartmentId) },
      },
    );
    expect(other).toMatchObject({ errors: [{ errorType: 'IdempotencyMismatch' }] });
    expect(commands).toEqual(commands.map(() => commands[0]));
  });

  it('is not for a courier without a delivery in it', async () => {
    const { delivery } = await nextDelivery();
    const { lockerId, compartmentId } = delivery;
    const stranger = await events.accessToken('somebody-else', ['courier']);
    const input = { clientMutationId: 'open-the-door-2', lockerId, compartmentId };
    expect(await events.graphql(stranger, openCompartment, { input })).toMatchObject({
      errors: [{ errorType: 'NotFound' }],
    });
  });
});

async function anotherCompartment(lockerId: string, compartmentId: string): Promise<string> {
  const compartments = await events.compartmentsOf(lockerId);
  return compartments.find((each) => each.id !== compartmentId)?.id ?? '';
}

describe('delivering a parcel', () => {
  it('takes a signature, shows it, and tells the topic of the new status without a word about the recipient', async () => {
    const { delivery, token } = await nextDelivery();
    const { id: deliveryId, lockerId, partnerId, courierId } = delivery;
    const image = Buffer.from('89504e470d0a1a0a', 'hex');
    const upload = await events.graphql<{ requestSignatureUpload: { uploadId: string; url: string } }>(
      token,
      requestUpload,
      { input: { deliveryId, contentType: 'PNG', sizeBytes: image.length } },
    );
    const { uploadId, url } = upload.data.requestSignatureUpload;
    const put = async (body: Buffer, headers: Record<string, string>) => {
      const { status } = await fetch(url, { method: 'PUT', body: new Uint8Array(body), headers });
      return status;
    };
    const asked = { 'content-type': 'image/png', 'if-none-match': '*' };
    expect(await put(image, { ...asked, 'content-type': 'text/html' })).toBe(403);
    expect(await put(Buffer.concat([image, image]), asked), 'another size').toBe(403);
    expect(await put(image, { 'content-type': 'image/png' }), 'without its condition').toBe(403);
    expect(await put(image, asked)).toBe(200);

    const done = await events.graphql(token, markDelivered, {
      input: { clientMutationId: 'deliver-it-1', deliveryId, signatureUploadId: uploadId },
    });
    expect(done).toEqual({ data: { markDelivered: { id: deliveryId, status: 'DELIVERED' } } });
    expect(await put(Buffer.from('forgery!'), asked), 'evidence is written once').toBe(412);

    const shown = await events.graphql<{ getDelivery: { signature: { url: string } } }>(token, getSignature, {
      deliveryId,
    });
    const download = await fetch(shown.data.getDelivery.signature.url);
    expect(download.headers.get('content-type')).toBe('image/png');
    expect(download.headers.get('content-disposition')).toBe('attachment; filename="signature"');
    expect(Buffer.from(await download.arrayBuffer())).toEqual(image);

    const notification = await eventually(() =>
      Promise.resolve(
        events.sandbox.notifications().find(({ message }) => message.includes(`"${deliveryId}"`)),
      ),
    );
    expect(notification).toMatchObject({
      topic: 'delivery-status',
      attributes: { status: 'delivered', partnerId, courierId, buildingId: delivery.buildingId },
    });
    expect(JSON.parse(notification.message)).toEqual({
      lockerId,
      sequence: await events.lastSequence(lockerId),
      deliveryId,
      status: 'delivered',
      occurredAt: expect.stringMatching(/Z$/) as unknown,
      correlationId: 'deliver-it-1',
    });
    expect(
      events.sandbox
        .logs()
        .some(({ functionName, text }) => functionName === 'sns' && text.includes(deliveryId)),
    ).toBe(true);
  });
});
