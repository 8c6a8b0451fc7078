/** Two partners, one of whom has everything that the other must not reach. */
import { afterAll, beforeAll, expect } from 'vitest';
import type { Delivery, Invoice, InvoiceExport, Locker, Problem } from '../../../src/generated/operations.ts';
import { startBackendWithExports, type BackendWithExports } from './backend-with-exports.ts';
import { admin, identifier, partner } from './fixture.ts';

export const owner = partner(2);
export const stranger = partner(1);
const building = identifier('bld', 1);
export const address = { line1: 'Hafenstraße 1', postalCode: '20457', city: 'Hamburg', country: 'DE' };
export const draft = {
  buildingId: building,
  customer: { name: 'Secret customer of the owner' },
  currency: 'EUR',
  lines: [{ description: 'Locker fee', quantity: 1, unitAmount: 4711, taxRateBps: 0 }],
};
export const period = { format: 'csv', issuedFrom: '2026-01-01', issuedTo: '2026-12-31' };
export const parcelFor = (lockerId: string) => ({
  lockerId,
  size: 'small',
  recipient: { name: 'Ada' },
  expectedOn: new Date().toISOString().slice(0, 10),
});

/** What the owner has. */
export interface Owned {
  readonly draftId: string;
  readonly invoiceId: string;
  readonly exportId: string;
  readonly deliveryId: string;
  readonly lockerId: string;
}

/** The backend of this file, there from the first test on. */
export let backend: BackendWithExports;
export let owned: Owned;

/** Starts the backend before the tests of the file that calls this, and closes it after them. */
export function useTwoPartners(): void {
  beforeAll(async () => {
    ({ backend, owned } = await startTwoPartners());
  });
  afterAll(() => backend.close());
}

async function startTwoPartners(): Promise<{ backend: BackendWithExports; owned: Owned }> {
  const backend = await startBackendWithExports();
  const lockerId = await onlineLocker(backend, building, 5);
  const invoice = async () =>
    (await backend.call<Invoice>('createInvoice', { caller: owner, body: draft })).body.id;
  const [draftId, invoiceId] = [await invoice(), await invoice()];
  await backend.call('finalizeInvoice', { caller: owner, path: { invoiceId } });
  const made = await backend.call<InvoiceExport>('createInvoiceExport', { caller: owner, body: period });
  expect(made.status).toBe(202);
  const delivery = await backend.call<Delivery>('createDelivery', {
    caller: owner,
    body: parcelFor(lockerId),
  });
  return {
    backend,
    owned: { draftId, invoiceId, exportId: made.body.id, deliveryId: delivery.body.id, lockerId },
  };
}

/** @returns its id */
export async function onlineLocker(
  backend: BackendWithExports,
  buildingId: string,
  small: number,
): Promise<string> {
  const { body } = await backend.call<Locker>('createLocker', {
    caller: admin,
    body: { buildingId, name: 'Lobby', address, compartments: { small, medium: 0, large: 0 } },
  });
  const ofLocker = { caller: admin, path: { lockerId: body.id }, headers: { 'If-Match': '"1"' } };
  await backend.call('updateLocker', { ...ofLocker, body: { status: 'online' } });
  return body.id;
}

/** The id of nothing, of the same kind. */
export const absent = (id: string): string => `${id.slice(0, 4)}${'7'.repeat(26)}`;

/** A reply byte by byte, but for ids and what is each request's own. */
export const blurred = (reply: { status: number; headers: Record<string, string>; body: Problem }): string =>
  JSON.stringify({
    ...reply,
    headers: { ...reply.headers, 'X-Request-Id': '' },
    body: { ...reply.body, requestId: '' },
  }).replaceAll(/(bld|inv|exp|dlv|lkr)_\w{26}/g, 'ID');
