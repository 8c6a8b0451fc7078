/**
 * A sandbox without a seed, and everything in it made through the doors that customers have, by the people who would make it: what a
 * seed puts into the table without asking anybody proves nothing.
 */
import { clientCredentials, Northwind, type LockerEvent } from '@northwind/sdk';
import { cognitoUsers, memoryStorage } from '@northwind/sdk/cognito';
import { MarkDeliveredDocument } from '@northwind/sdk/graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newIdentifier } from '../../../src/domain/identifier.ts';
import { startSandbox, type Sandbox, type SandboxUser } from '../../src/index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: null });
});
afterAll(() => sandbox.close());

/** A person's client: their token is all they have, no API key. */
async function clientOf({ username, password }: SandboxUser): Promise<Northwind> {
  const { userPoolId, webClientId: clientId, tokenUrl, restUrl, graphqlUrl } = sandbox;
  const endpoint = new URL(tokenUrl).origin;
  const users = cognitoUsers({ userPoolId, clientId, endpoint, storage: memoryStorage() });
  const step = await users.signIn(username, password);
  if (step.step !== 'signed-in') throw new Error(`the sign-in stands at ${step.step}`);
  return new Northwind({ environment: { restUrl, tokenUrl, graphqlUrl }, auth: step.session });
}

it('an estate comes to be through the doors: admin, locker, manager, courier, partner, delivery, live event', async () => {
  const { restUrl, tokenUrl, graphqlUrl } = sandbox;
  const admin = await clientOf(sandbox.users.find(({ groups }) => groups.includes('admin')) as SandboxUser);
  expect((await admin.lockers.list()).data).toEqual([]);

  const buildingId = newIdentifier('bld');
  const installed = await admin.lockers.create({
    buildingId,
    name: 'Lobby, left wall',
    address: { line1: 'Hafenstrasse 12', postalCode: '20457', city: 'Hamburg', country: 'DE' },
    compartments: { small: 1, medium: 1, large: 0 },
  });
  const locker = await admin.lockers.update(installed.id, { status: 'online' }, { ifMatch: installed.etag });
  expect(locker).toMatchObject({ buildingId, status: 'online' });

  const manager = await clientOf(await sandbox.manager({ buildings: [buildingId] }));
  expect((await manager.lockers.list()).data).toMatchObject([{ id: locker.id }]);
  expect(await manager.lockers.get(locker.id)).toMatchObject({ id: locker.id });
  const neighbour = await clientOf(await sandbox.manager({ buildings: [newIdentifier('bld')] }));
  expect((await neighbour.lockers.list()).data).toEqual([]);
  await expect(neighbour.lockers.get(locker.id)).rejects.toMatchObject({ status: 404, code: 'not_found' });

  const courier = await sandbox.courier();
  const { clientId, clientSecret, apiKey } = await sandbox.partner();
  const partner = new Northwind({
    environment: { restUrl, tokenUrl, graphqlUrl },
    auth: clientCredentials({ clientId, clientSecret }),
    apiKey,
  });
  const { id: deliveryId } = await partner.deliveries.create({
    lockerId: locker.id,
    courierId: courier.sub,
    size: 'medium',
    recipient: { name: 'Ada Lovelace' },
    expectedOn: new Date().toISOString().slice(0, 10),
  });

  const driver = await clientOf(courier);
  const ending = new AbortController();
  const events: LockerEvent[] = [];
  for await (const event of manager.live.lockerEvents({
    lockerId: locker.id,
    after: 0,
    signal: ending.signal,
  })) {
    events.push(event);
    // The announcement is history that the stream begins with; the delivery happens while it is being followed.
    if (event.type === 'DELIVERY_DELIVERED') break;
    await driver.graphql.mutate(MarkDeliveredDocument, {
      input: { clientMutationId: `estate-${deliveryId}`, deliveryId },
    });
  }
  expect(events.map(({ sequence, deliveryId: about }) => [sequence, about])).toEqual([
    [1, deliveryId],
    [2, deliveryId],
  ]);
  expect(await partner.deliveries.get(deliveryId)).toMatchObject({
    status: 'delivered',
    lockerId: locker.id,
  });
  for (const client of [manager, driver]) client.graphql.close();
});
