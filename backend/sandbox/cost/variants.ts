/** The other ways of asking for what the story asks for: each filter, each repetition, each file. They cost what the story's calls cost. */
import { randomUUID } from 'node:crypto';
import {
  GetDeliverySignatureDocument,
  MarkDeliveredDocument,
  OpenCompartmentDocument,
  RequestSignatureUploadDocument,
} from '@northwind/sdk/graphql';
import { ConflictError, type Northwind } from '@northwind/sdk';
import type { Sandbox } from '../src/index.ts';
import { assemble, type Cast } from './cast.ts';

export async function tellVariants(sandbox: Sandbox): Promise<void> {
  const cast = await assemble(sandbox);
  try {
    await askWithFilters(cast);
    await repeat(cast);
    await administrate(cast);
    await download(sandbox, cast);
    await reportLate(sandbox, cast);
    // What runs once a day.
    await sandbox.clock.advance('P1D');
  } finally {
    cast.courier.graphql.close();
    cast.manager.graphql.close();
  }
}

async function askWithFilters({ partner, admin, locker: { lockerId, buildingId } }: Cast): Promise<void> {
  const { invoices, deliveries, health } = partner;
  await health.get({ deep: true });
  for (const filter of [{}, { buildingId }, { status: 'open', buildingId } as const])
    await invoices.list(filter);
  for (const filter of [{}, { lockerId }, { status: 'announced', lockerId } as const])
    await deliveries.list(filter);
  await admin.lockers.list();
}

/** What is asked a second time is answered from what was kept of the first. */
async function repeat({ partner, admin, courier, locker, courierId }: Cast): Promise<void> {
  const { lockerId, buildingId } = locker;
  const idempotencyKey = randomUUID();
  const address = { line1: 'Am Kaiserkai 12', postalCode: '20457', city: 'Hamburg', country: 'DE' };
  const fields = { buildingId, name: 'Lobby', address, compartments: { small: 1, medium: 1, large: 1 } };
  const first = await admin.lockers.create(fields, { idempotencyKey });
  const again = await admin.lockers.create(fields, { idempotencyKey });
  if (again.id !== first.id) throw new Error('The repetition made another locker.');

  // An account that is there already becomes a user.
  const account = {
    email: `repeated-${randomUUID()}@example.com`,
    name: 'Ada Lovelace',
    groups: ['courier' as const],
  };
  await admin.users.create(account);
  await admin.users.create(account).catch((error: unknown) => {
    if (!(error instanceof ConflictError)) throw error;
  });

  const { compartmentId } = await announce(partner, lockerId, courierId);
  const input = { clientMutationId: randomUUID(), lockerId, compartmentId };
  await courier.graphql.mutate(OpenCompartmentDocument, { input });
  await courier.graphql.mutate(OpenCompartmentDocument, { input });
}

/** What managers see of the buildings, and an admin whom another one takes leave of. */
async function administrate({ admin, manager }: Cast): Promise<void> {
  await manager.buildings.list();
  const fields = { email: `leaving-${randomUUID()}@example.com`, name: 'Ada Lovelace' };
  const { id } = await admin.users.create({ ...fields, groups: ['admin'] });
  await admin.users.delete(id);
}

async function download(
  sandbox: Sandbox,
  { partner, courier, courierId, locker: { lockerId } }: Cast,
): Promise<void> {
  const day = today();
  const queued = await partner.invoiceExports.create({
    format: 'csv',
    issuedFrom: day,
    issuedTo: day,
    status: 'open',
  });
  await sandbox.settled();
  const { downloadUrl } = await partner.invoiceExports.get(queued.id);
  await expectOk(fetch(downloadUrl ?? ''));

  const { id: deliveryId } = await announce(partner, lockerId, courierId);
  const body = Buffer.alloc(100);
  const { requestSignatureUpload: upload } = await courier.graphql.mutate(RequestSignatureUploadDocument, {
    input: { deliveryId, contentType: 'PNG', sizeBytes: body.length },
  });
  const headers = { 'content-type': 'image/png', 'if-none-match': '*' };
  await expectOk(fetch(upload.url, { method: 'PUT', headers, body }));
  await courier.graphql.mutate(MarkDeliveredDocument, {
    input: { clientMutationId: randomUUID(), deliveryId, signatureUploadId: upload.uploadId },
  });
  const { getDelivery } = await courier.graphql.query(GetDeliverySignatureDocument, { deliveryId });
  await expectOk(fetch(getDelivery.signature?.url ?? ''));
}

/** A message that is older than what its locker keeps in mind: the history says whether it came before. */
async function reportLate(sandbox: Sandbox, { locker: { lockerId } }: Cast): Promise<void> {
  for (const deviceSequence of [1_000, 1]) {
    await sandbox.emit({ lockerId, type: 'BATTERY', batteryPercent: 80, deviceSequence });
    await sandbox.settled();
  }
}

const today = (): string => new Date().toISOString().slice(0, 10);

const announce = (partner: Northwind, lockerId: string, courierId: string) =>
  partner.deliveries.create({
    lockerId,
    size: 'small',
    recipient: { name: 'Ada Lovelace', email: 'ada@example.com' },
    courierId,
    expectedOn: today(),
  });

async function expectOk(answer: Promise<Response>): Promise<void> {
  const { status } = await answer;
  if (status !== 200) throw new Error(`The storage answered ${status}.`);
}
