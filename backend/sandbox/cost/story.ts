/**
 * One of everything that programs, people and devices ask of Northwind, in an order in which each finds what it needs. What a step
 * makes the platform do is what it costs; sizes are those of the contract's own examples.
 */
import { randomUUID } from 'node:crypto';
import {
  GetDeliveryDocument,
  GetDeliverySignatureDocument,
  ListBuildingLockersDocument,
  ListLockerEventsDocument,
  ListMyDeliveriesDocument,
  MarkDeliveredDocument,
  MarkPickedUpDocument,
  MeDocument,
  OpenCompartmentDocument,
  ReportDeliveryProblemDocument,
  RequestSignatureUploadDocument,
} from '@northwind/sdk/graphql';
import { connectAsync, type MqttClient } from 'mqtt';
import type { Sandbox } from '../src/index.ts';
import { eventsTopic } from '../src/wiring/device-topics.ts';
import { assemble, rowsPerPage, type Cast, type Step } from './cast.ts';
import { remembering, tellOtherReads, type Met } from './reads.ts';

const invoice = {
  customer: { name: 'Contoso GmbH', email: 'billing@contoso.example', taxId: 'DE123456789' },
  currency: 'EUR' as const,
  lines: [{ description: 'Medium compartment', quantity: 10, unitAmount: 2799, taxRateBps: 1900 }],
  paymentTermDays: 30,
  memo: 'Locker fees, October',
  metadata: { orderId: 'A-1001' },
};
const recipient = { name: 'Ada Lovelace', email: 'ada@example.com', phone: '+4940123456' };
const address = { line1: 'Am Kaiserkai 12', postalCode: '20457', city: 'Hamburg', country: 'DE' };

export async function tellStory(sandbox: Sandbox, step: Step): Promise<void> {
  const cast = await assemble(sandbox);
  const { lockerId, buildingId } = cast.locker;
  const told = new Set<string>();
  const met: Met = { lockerId: [lockerId], buildingId: [buildingId], userId: [cast.courierId] };
  const following = remembering(step, told, met);
  try {
    await invoicing(cast, following);
    await lockers(cast, following);
    await buildings(cast, following);
    await users(cast, following);
    await clientSecrets(cast, following);
    await deliveries(cast, following);
    await devices(sandbox, cast, following);
    await tellOtherReads(cast, told, met, step);
  } finally {
    cast.courier.graphql.close();
    cast.manager.graphql.close();
  }
}

async function invoicing({ partner, locker }: Cast, step: Step): Promise<void> {
  const { invoices, invoiceExports, health } = partner;
  const create = () => invoices.create({ buildingId: locker.buildingId, ...invoice });
  const createOpen = async () => invoices.finalize((await create()).id);
  await step('getHealth', () => health.get());
  for (let row = 0; row < rowsPerPage; row += 1) await createOpen();

  const draft = await step('createInvoice', create);
  await step('getInvoice', () => invoices.get(draft.id));
  const updated = await step('updateInvoice', () =>
    invoices.update(draft.id, { memo: 'Locker fees, November' }, { ifMatch: draft.etag }),
  );
  await step('finalizeInvoice', () => invoices.finalize(updated.id));
  await step('payInvoice', () => invoices.pay(updated.id, { amount: 10_000, method: 'bank_transfer' }));
  await step('listInvoices', () => invoices.list({ limit: rowsPerPage, status: 'open' }));
  const [toVoid, toGiveUp, toDelete] = [await createOpen(), await createOpen(), await create()];
  await step('voidInvoice', () => invoices.void(toVoid.id));
  await step('markInvoiceUncollectible', () => invoices.markUncollectible(toGiveUp.id));
  await step('deleteInvoice', () => invoices.delete(toDelete.id));

  const today = new Date().toISOString().slice(0, 10);
  const period = { issuedFrom: today, issuedTo: today };
  const queued = await step('createInvoiceExport', () => invoiceExports.create({ format: 'csv', ...period }));
  await step('getInvoiceExport', () => invoiceExports.get(queued.id));
}

async function lockers({ manager, locker }: Cast, step: Step): Promise<void> {
  const { lockers: resource } = manager;
  const fields = { buildingId: locker.buildingId, name: 'Lobby', address };
  const compartments = { small: 8, medium: 4, large: 2 };
  for (let row = 0; row < rowsPerPage - 2; row += 1) await resource.create({ ...fields, compartments });
  const installed = await step('createLocker', () => resource.create({ ...fields, compartments }));
  await step('getLocker', () => resource.get(installed.id));
  await step('listLockers', () => resource.list({ limit: rowsPerPage, buildingId: locker.buildingId }));
  const renamed = await step('updateLocker', () =>
    resource.update(installed.id, { name: 'Entrance' }, { ifMatch: installed.etag }),
  );
  await step('deleteLocker', () => resource.delete(renamed.id));
  await step('Query.listBuildingLockers', () =>
    manager.graphql.query(ListBuildingLockersDocument, {
      buildingId: locker.buildingId,
      limit: rowsPerPage,
    }),
  );
}

async function buildings({ admin }: Cast, step: Step): Promise<void> {
  const { buildings: resource } = admin;
  const fields = { name: 'Hafenkontor', address };
  for (let row = 0; row < rowsPerPage; row += 1) await resource.create(fields);
  const made = await step('createBuilding', () => resource.create(fields));
  await step('getBuilding', () => resource.get(made.id));
  await step('listBuildings', () => resource.list({ limit: rowsPerPage }));
  const renamed = await step('updateBuilding', () =>
    resource.update(made.id, { name: 'Speicherhof' }, { ifMatch: made.etag }),
  );
  await step('deleteBuilding', () => resource.delete(renamed.id));
}

async function users({ admin, locker }: Cast, step: Step): Promise<void> {
  const { users: resource } = admin;
  const fields = { name: 'Ada Lovelace', groups: ['manager' as const], buildings: [locker.buildingId] };
  const invited = await step('createUser', () => resource.create({ email: 'ada@example.com', ...fields }));
  await step('getUser', () => resource.get(invited.id));
  await step('listUsers', () => resource.list({ limit: rowsPerPage }));
  await step('inviteUser', () => resource.invite(invited.id));
  await step('updateUser', () =>
    resource.update(invited.id, { groups: ['courier'], buildings: [] }, { ifMatch: invited.etag }),
  );
  await step('resetUserMfa', () => resource.resetMfa(invited.id));
  await step('deleteUser', () => resource.delete(invited.id));
}

async function clientSecrets({ partner }: Cast, step: Step): Promise<void> {
  const { clientSecrets: resource } = partner;
  const created = await step('createClientSecret', () => resource.create());
  await step('listClientSecrets', () => resource.list());
  await step('deleteClientSecret', () => resource.delete(created.id));
}

async function deliveries(
  { partner, courier, manager, courierId, locker, otherLocker }: Cast,
  step: Step,
): Promise<void> {
  const { lockerId } = locker;
  const day = new Date().toISOString().slice(0, 10);
  const delivery = { size: 'small', recipient, reference: 'A-1001', courierId, expectedOn: day } as const;
  const announce = () => partner.deliveries.create({ lockerId, ...delivery });
  for (let row = 0; row < rowsPerPage - 1; row += 1)
    await partner.deliveries.create({ lockerId: otherLocker.lockerId, ...delivery });

  const { id: deliveryId, compartmentId } = await step('createDelivery', announce);
  await step('getDelivery', () => partner.deliveries.get(deliveryId));
  await step('listDeliveries', () => partner.deliveries.list({ limit: rowsPerPage, status: 'announced' }));
  const toCancel = await announce();
  await step('cancelDelivery', () => partner.deliveries.cancel(toCancel.id));

  const { graphql } = courier;
  await step('Query.me', () => graphql.query(MeDocument));
  await step('Query.listMyDeliveries', () =>
    graphql.query(ListMyDeliveriesDocument, { day, limit: rowsPerPage }),
  );
  await step('Query.getDelivery', () => graphql.query(GetDeliveryDocument, { deliveryId }));
  await step('Mutation.openCompartment', () =>
    graphql.mutate(OpenCompartmentDocument, {
      input: { clientMutationId: randomUUID(), lockerId, compartmentId },
    }),
  );
  const image = Buffer.alloc(8_192);
  const { requestSignatureUpload } = await step('Mutation.requestSignatureUpload', () =>
    graphql.mutate(RequestSignatureUploadDocument, {
      input: { deliveryId, contentType: 'PNG', sizeBytes: image.length },
    }),
  );
  const { uploadId, url } = requestSignatureUpload;
  await step('signature upload', () =>
    fetch(url, {
      method: 'PUT',
      headers: { 'content-type': 'image/png', 'if-none-match': '*' },
      body: image,
    }),
  );
  await step('Mutation.markDelivered', () =>
    graphql.mutate(MarkDeliveredDocument, {
      input: { clientMutationId: randomUUID(), deliveryId, signatureUploadId: uploadId },
    }),
  );
  await step('Delivery.signature', () => graphql.query(GetDeliverySignatureDocument, { deliveryId }));
  await step('Mutation.markPickedUp', () =>
    graphql.mutate(MarkPickedUpDocument, { input: { clientMutationId: randomUUID(), deliveryId } }),
  );
  const late = await announce();
  await step('Mutation.reportDeliveryProblem', () =>
    graphql.mutate(ReportDeliveryProblemDocument, {
      input: {
        clientMutationId: randomUUID(),
        deliveryId: late.id,
        reason: 'DOOR_BLOCKED',
        note: 'It jams.',
      },
    }),
  );
  await step('Query.listLockerEvents', () =>
    manager.graphql.query(ListLockerEventsDocument, { lockerId, after: 0, limit: rowsPerPage }),
  );
}

async function devices(sandbox: Sandbox, { locker }: Cast, step: Step): Promise<void> {
  const { lockerId, device, compartments } = locker;
  const { clientId, username, password } = device;
  const controller = await connectAsync(sandbox.mqttUrl, { clientId, username, password });
  try {
    const report = reporter(controller, lockerId);
    const compartmentId = compartments.at(-1)?.compartmentId;
    // After a silence, as nearly all of them come.
    await step('device heartbeat', () => report({ type: 'heartbeat' }));
    for (const type of ['door_opened', 'parcel_in', 'parcel_out', 'door_closed'])
      await step(`device ${type}`, () => report({ type, compartmentId }));
    await step('device battery', () => report({ type: 'battery', batteryPercent: 80 }));
  } finally {
    await controller.endAsync();
  }
}

/** Sends a controller's reports, one after the other. */
function reporter(controller: MqttClient, lockerId: string) {
  let deviceSequence = 0;
  return async (report: Readonly<Record<string, unknown>>): Promise<void> => {
    deviceSequence += 1;
    const message = { lockerId, deviceSequence, occurredAt: new Date().toISOString(), ...report };
    await controller.publishAsync(eventsTopic(lockerId), JSON.stringify(message), { qos: 1 });
  };
}
