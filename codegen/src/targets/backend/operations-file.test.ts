import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../test/compile.ts';
import type { OpenApiDocument } from '../../contract/openapi/document.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { listOperations } from '../../contract/openapi/operations.ts';
import { operationsFile } from './operations-file.ts';

const operationsPath = 'backend/src/generated/operations.ts';
const handlersPath = 'backend/src/drift-fixture.ts';

/** A function that answers as the contract says; each test breaks one thing. */
const handlers = `
import type { Complete, Delivery, OperationHandlers } from './generated/operations.ts';

declare const delivery: Complete<Delivery>;

export const handlers: OperationHandlers<'deliveries-api', { partnerId: string }> = {
  listDeliveries: async ({ query }, { partnerId }) => {
    const limit: number = query.limit;
    const status: 'announced' | 'delivered' | 'picked_up' | 'problem' | 'cancelled' | undefined = query.status;
    return { status: 200, body: { data: [{ ...delivery, partnerId }].slice(0, limit), nextCursor: status ?? null } };
  },
  createDelivery: async ({ body }) => ({
    status: 201,
    headers: { Location: '/v1/deliveries/x', ETag: delivery.etag },
    body: { ...delivery, lockerId: body.lockerId },
  }),
  getDelivery: async ({ path }) => ({
    status: 200,
    headers: { ETag: delivery.etag },
    body: { ...delivery, id: path.deliveryId },
  }),
  cancelDelivery: async ({ header }) => {
    const key: string | undefined = header.idempotencyKey;
    return { status: 200, headers: { ETag: key ?? delivery.etag }, body: delivery };
  },
};
`;

function generate(document: OpenApiDocument): string {
  return operationsFile(document, listOperations(document));
}

describe('a function typed by the contract', () => {
  let contract: OpenApiDocument;
  beforeAll(async () => {
    contract = await readContract();
  });

  function errors(source: string, document = contract): string[] {
    return compile({ [operationsPath]: generate(document), [handlersPath]: source });
  }

  function broken(from: string, to: string): string[] {
    expect(handlers).toContain(from);
    return errors(handlers.replace(from, to));
  }

  it('compiles when it answers every operation as documented', () => {
    expect(errors(handlers)).toEqual([]);
  });

  it('does not compile without a handler for one of its operations', () => {
    expect(broken('  cancelDelivery: async', '  // cancelDelivery: async').join()).toMatch(/drift-fixture/);
    expect(errors(handlers.replace(/ {2}getDelivery: [\s\S]*?\}\),\n/, '')).join()).toMatch(
      /Property 'getDelivery' is missing/,
    );
  });

  it('does not compile with a handler for an operation that is not its own', () => {
    expect(
      broken('  getDelivery: async', '  getParcel: async () => undefined,\n  getDelivery: async').join(),
    ).toMatch(/'getParcel' does not exist/);
  });

  it('does not compile with a status that is not documented', () => {
    expect(broken('status: 201', 'status: 200').join()).toMatch(/Type '200' is not assignable to type '201'/);
  });

  it('does not compile with a body that is not documented', () => {
    expect(broken('lockerId: body.lockerId', 'lockerId: 7').join()).toMatch(
      /'number' is not assignable to type 'string'/,
    );
    expect(broken(', nextCursor: status ?? null', '').join()).toMatch(/Property 'nextCursor' is missing/);
  });

  it('does not compile without an optional property of what it answers', () => {
    const named = "recipient: { name: 'Ada', email: undefined, phone: undefined }";
    const answering = handlers.replace('lockerId: body.lockerId', named);
    expect(errors(answering)).toEqual([]);
    expect(errors(answering.replace(', phone: undefined', '')).join()).toMatch(/Property 'phone' is missing/);
  });

  it('does not compile without a header that is promised', () => {
    expect(broken("Location: '/v1/deliveries/x', ", '').join()).toMatch(/Property 'Location' is missing/);
  });

  it('does not compile when it reads what a request does not have', () => {
    expect(broken('path.deliveryId', 'path.parcelId').join()).toMatch(/'parcelId' does not exist/);
    expect(broken('body.lockerId', 'body.locker').join()).toMatch(/'locker' does not exist/);
  });

  it('turns red when the contract gains an operation', () => {
    const item = contract.paths['/deliveries/{deliveryId}'];
    const get = item?.get;
    if (item === undefined || get === undefined) throw new Error('getDelivery is gone');
    const grown: OpenApiDocument = {
      ...contract,
      paths: {
        ...contract.paths,
        '/deliveries/{deliveryId}/track': { ...item, get: { ...get, operationId: 'trackDelivery' } },
      },
    };
    expect(errors(handlers, grown).join()).toMatch(/Property 'trackDelivery' is missing/);
  });

  it('turns red when the contract drops a field that a handler reads or sends', () => {
    const smaller = structuredClone(contract);
    const schema = smaller.components.schemas['DeliveryCreate'];
    if (schema === undefined || !('properties' in schema)) throw new Error('DeliveryCreate is gone');
    delete schema.properties?.['lockerId'];
    expect(errors(handlers, smaller).join()).toMatch(/'lockerId' does not exist on type 'DeliveryCreate'/);
  });

  it('turns red when an operation moves to another function', () => {
    const moved = structuredClone(contract);
    const tag = moved.tags.find(({ name }) => name === 'deliveries');
    if (tag === undefined) throw new Error('deliveries is gone');
    tag['x-northwind-function'] = 'parcels-api';
    expect(errors(handlers, moved).join()).toMatch(/'"deliveries-api"' does not satisfy the constraint/);
  });
});
