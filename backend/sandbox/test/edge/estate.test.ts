/**
 * A sandbox without a seed, and everything in it made through the doors that customers have, by the people who would make it: what a
 * seed puts into the table without asking anybody proves nothing.
 */
import { clientCredentials, Northwind, type LockerEvent } from '@northwind/sdk';
import { cognitoUsers, memoryStorage, type UserSession } from '@northwind/sdk/cognito';
import { MarkDeliveredDocument } from '@northwind/sdk/graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox, type Sandbox, type SandboxUser } from '../../src/index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: null });
});
afterAll(() => sandbox.close());

type Credentials = Pick<SandboxUser, 'username' | 'password'>;

/** A person who signs in. Who was invited chooses a password first. */
async function sessionOf({ username, password }: Credentials): Promise<UserSession> {
  const { userPoolId, webClientId: clientId, tokenUrl } = sandbox;
  const endpoint = new URL(tokenUrl).origin;
  const users = cognitoUsers({ userPoolId, clientId, endpoint, storage: memoryStorage() });
  let step = await users.signIn(username, password);
  if (step.step === 'new-password') step = await step.setPassword('Correct-horse-7-staple');
  if (step.step !== 'signed-in') throw new Error(`the sign-in stands at ${step.step}`);
  return step.session;
}

/** A person's client: their token is all they have, no API key. */
async function clientOf(person: Credentials): Promise<Northwind> {
  const { tokenUrl, restUrl, graphqlUrl } = sandbox;
  return new Northwind({
    environment: { restUrl, tokenUrl, graphqlUrl },
    auth: await sessionOf(person),
  });
}

/** Whom the admin has invited, with what the mail says. */
const invited = (email: string) => {
  const { temporaryPassword: password = '' } =
    sandbox.invitations().find((mail) => mail.email === email) ?? {};
  return { username: email, password };
};

it('an estate comes to be through the doors: admin, building, locker, manager, courier, partner, delivery, live event', async () => {
  const { restUrl, tokenUrl, graphqlUrl } = sandbox;
  const admin = await clientOf(sandbox.users.find(({ groups }) => groups.includes('admin')) as SandboxUser);
  expect((await admin.lockers.list()).data).toEqual([]);

  expect((await admin.buildings.list()).data).toEqual([]);
  const address = { line1: 'Hafenstrasse 12', postalCode: '20457', city: 'Hamburg', country: 'DE' };
  const building = await admin.buildings.create({ name: 'Hafenkontor', address });
  const { id: buildingId } = building;
  const installed = await admin.lockers.create({
    buildingId,
    name: 'Lobby, left wall',
    address,
    compartments: { small: 1, medium: 1, large: 0 },
  });
  const locker = await admin.lockers.update(installed.id, { status: 'online' }, { ifMatch: installed.etag });
  expect(locker).toMatchObject({ buildingId, status: 'online' });

  const invite = (name: string, group: 'courier' | 'manager', buildings: string[] = []) =>
    admin.users.create({ email: `${name}@example.com`, name, groups: [group], buildings });
  const caretaker = await invite('ada', 'manager');
  await admin.users.update(caretaker.id, { buildings: [buildingId] }, { ifMatch: caretaker.etag });
  const manager = await clientOf(invited('ada@example.com'));
  expect((await manager.buildings.list()).data).toEqual([building]);
  expect((await manager.lockers.list()).data).toMatchObject([{ id: locker.id }]);
  expect(await manager.lockers.get(locker.id)).toMatchObject({ id: locker.id });
  const nextDoor = await admin.buildings.create({ name: 'Speicherhof', address });
  await invite('eve', 'manager', [nextDoor.id]);
  const neighbour = await clientOf(invited('eve@example.com'));
  expect((await neighbour.buildings.list()).data).toEqual([nextDoor]);
  await expect(neighbour.buildings.get(buildingId)).rejects.toMatchObject({ status: 404 });
  await expect(neighbour.buildings.create({ name: 'Mine', address })).rejects.toMatchObject({ status: 403 });
  expect((await neighbour.lockers.list()).data).toEqual([]);
  await expect(neighbour.lockers.get(locker.id)).rejects.toMatchObject({ status: 404, code: 'not_found' });
  await expect(neighbour.users.list()).rejects.toMatchObject({ status: 403 });
  await expect(admin.buildings.delete(buildingId)).rejects.toMatchObject({ code: 'building_in_use' });

  const courier = await invite('bob', 'courier');
  const { clientId, clientSecret, apiKey } = await sandbox.partner();
  const partner = new Northwind({
    environment: { restUrl, tokenUrl, graphqlUrl },
    auth: clientCredentials({ clientId, clientSecret }),
    apiKey,
  });
  const { id: deliveryId } = await partner.deliveries.create({
    lockerId: locker.id,
    courierId: courier.id,
    size: 'medium',
    recipient: { name: 'Ada Lovelace' },
    expectedOn: new Date().toISOString().slice(0, 10),
  });

  const driver = await clientOf(invited('bob@example.com'));
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

it('whoever is put into other groups may do their work from the next token on, and nothing of the old one', async () => {
  const admin = await clientOf(sandbox.users.find(({ groups }) => groups.includes('admin')) as SandboxUser);
  const email = 'kim@example.com';
  const invitee = await admin.users.create({ email, name: 'Kim', groups: ['manager'] });
  const session = await sessionOf(invited(email));
  const { restUrl, tokenUrl, graphqlUrl } = sandbox;
  const person = new Northwind({ environment: { restUrl, tokenUrl, graphqlUrl }, auth: session });
  await expect(person.users.list()).rejects.toMatchObject({ status: 403 });

  const token = (rejected?: string) =>
    session.accessToken({ rejected, tokenUrl, postForm: () => Promise.reject(new Error('unused')) });
  const promoted = await admin.users.update(invitee.id, { groups: ['admin'] }, { ifMatch: invitee.etag });
  await token(await token());
  expect((await person.users.list()).data.map(({ id }) => id)).toContain(invitee.id);

  await admin.users.update(invitee.id, { groups: ['courier'] }, { ifMatch: promoted.etag });
  await token(await token());
  await expect(person.users.list()).rejects.toMatchObject({ status: 403 });
  await admin.users.resetMfa(invitee.id);
  await expect(token(await token())).rejects.toMatchObject({ reason: 'NotAuthorizedException' });
});
