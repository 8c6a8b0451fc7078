// The SDK itself against the handlers: whatever it can ask is answered as the contracts say.
import { getOperationAST, parse } from 'graphql';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { restOperations } from '../../src/generated/testing/operations.ts';
import { rootTypes } from '../../src/generated/testing/fields.ts';
import * as documents from '../../src/graphql/index.ts';
import { clientCredentials, isGraphQLRequestError, isNotFoundError, Northwind } from '../../src/index.ts';
import {
  graphql,
  graphqlError,
  invoice,
  invoiceExport,
  lockerEvent,
  northwindHandlers,
  on,
  onAt,
  problem,
} from '../../src/testing/index.ts';
import { restSamples } from '../../src/testing/samples.ts';
import { bodySchema, restErrors } from './contract.ts';

const undeclared: string[] = [];
const server = setupServer(...northwindHandlers({ onUndeclared: (message) => undeclared.push(message) }));
/** The last response, as it came. */
let answered: Response;
const northwind = new Northwind({
  environment: 'production',
  auth: 'any-token',
  fetch: async (...parameters) => {
    const response = await fetch(...parameters);
    answered = response.clone();
    return response;
  },
});

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const id = '01KAJ8Q0000000000000000001';
const invoiceId = `inv_${id}`;
const lockerId = `lkr_${id}`;
const line = { description: 'Fee', quantity: 3, unitAmount: 100, taxRateBps: 1900 };
const draft = {
  buildingId: `bld_${id}`,
  customer: { name: 'Fabrikam AG' },
  currency: 'EUR' as const,
  lines: [line],
};
const exported = invoiceExport({ state: 'ready' });

const { invoices, invoiceExports, deliveries, lockers } = northwind;

/** Sends any operation: path parameters and a body are samples. */
async function send(name: keyof typeof restOperations): Promise<void> {
  const { method, path, params } = restOperations[name];
  const body = bodySchema(name);
  const ids = Object.entries(params).map(([parameter, schema]) => {
    const { id: prefix, examples } = restSamples.shape(schema);
    return [parameter, prefix === undefined ? examples?.[0] : `${prefix}${id}`];
  });
  const raw = northwind.raw as unknown as Record<string, (path: string, init: object) => Promise<unknown>>;
  await raw[method.toUpperCase()]?.(path, {
    params: { path: Object.fromEntries(ids), header: { 'If-Match': '"3"' } },
    ...(body !== undefined && { body: restSamples.make(body) }),
  });
}

/** Headers of a response that was stored, and of one to a client whose secret is old. */
const onlyAtTimes = ['Idempotency-Replayed', 'Client-Secret-Rotate-By'];

describe('REST', () => {
  it.each(Object.entries(restOperations))('%s is answered as the contract says', async (name, operation) => {
    await send(name as keyof typeof restOperations);
    expect(answered.status).toBe(operation.status);
    if ('schema' in operation) expect(restErrors(operation.schema, await answered.json())).toEqual([]);
    const expected = operation.headers.filter((header) => !onlyAtTimes.includes(header));
    expect(expected.filter((header) => !answered.headers.has(header))).toEqual([]);
  });

  it('an answer repeats what the request names, and shows the state that the call leads to', async () => {
    expect(await invoices.void(invoiceId)).toMatchObject({ id: invoiceId, status: 'void', amountDue: 0 });
    expect(await invoices.create(draft)).toMatchObject({
      ...draft,
      lines: [{ ...line, amount: 300, tax: 57 }],
      status: 'draft',
      total: 357,
    });
    expect(await deliveries.cancel(`dlv_${id}`)).toMatchObject({ status: 'cancelled' });
    expect((await invoices.list({ status: 'paid' })).data[0]).toMatchObject({ status: 'paid', amountDue: 0 });
    expect((await lockers.list({ limit: 1 })).data).toHaveLength(1);
  });

  it('the same id is the same thing, in a list and alone, each time; another seed makes others', async () => {
    const [first, second] = (await invoices.list()).data;
    const { lines: _lines, payments: _payments, ...summary } = await invoices.get(first!.id);
    expect(summary).toEqual(first);
    expect(second!.id).not.toBe(first!.id);
    expect((await invoices.list()).data).toEqual([first, second]);
    server.use(...northwindHandlers({ seed: 2 }));
    expect((await invoices.list()).data[0]!.id).not.toBe(first!.id);
  });

  it('an override answers one operation, once or until it is reset, with typed errors too', async () => {
    server.use(
      on.getInvoice(({ params, response }) =>
        response(200).json(invoice({ id: params.invoiceId, status: 'paid', total: 1_200 })),
      ),
      on.payInvoice(({ response }) => response(409).json(problem({ code: 'payment_exceeds_amount_due' })), {
        once: true,
      }),
    );
    expect(await invoices.get(invoiceId)).toMatchObject({ id: invoiceId, total: 1_200 });
    expect(answered.headers.get('etag')).toBe('"3"');
    const pay = () => invoices.pay(invoiceId, { amount: 100, method: 'card' });
    await expect(pay()).rejects.toMatchObject({ name: 'ConflictError', code: 'payment_exceeds_amount_due' });
    expect(answered.headers.get('content-type')).toBe('application/problem+json');
    await expect(pay()).resolves.toBeTypeOf('object');
  });

  it.each([
    ['POST', '/invoices/inv_1/payy', 'payInvoice, POST /invoices/{invoiceId}/pay'],
    ['GET', '/invoice', 'listInvoices, GET /invoices'],
    ['DELETE', '/deliveries/dlv_1', 'getDelivery, GET /deliveries/{deliveryId}'],
  ])('%s %s is not declared: the nearest operation is named', async (method, path, nearest) => {
    const response = await fetch(`https://api.northwind-lockers.example/v1${path}`, { method });
    expect(await response.json()).toMatchObject({
      code: 'route_not_found',
      detail: `The contract has no ${method} ${path}. Nearest operation: ${nearest}.`,
    });
    expect(undeclared.pop()).toContain(nearest);
  });

  it('answers at the environment of the program under test, token endpoint included', async () => {
    const environment = {
      restUrl: 'http://localhost:8080/base/v1/',
      tokenUrl: 'http://localhost:8080/token',
      graphqlUrl: 'http://localhost:8080/graphql',
    };
    const own = onAt(environment);
    server.use(...northwindHandlers({ environment }));
    const client = new Northwind({
      environment,
      auth: clientCredentials({ clientId: 'a', clientSecret: 'b' }),
    });
    expect(await client.invoices.get(invoiceId)).toMatchObject({ id: invoiceId });
    server.use(
      own.getInvoice(({ response }) => response(404).json(problem({ code: 'not_found' }))),
      own.graphql.me(() => graphql.me({ username: 'robin' })),
    );
    await expect(client.invoices.get(invoiceId)).rejects.toSatisfy(isNotFoundError);
    expect((await client.graphql.query(documents.MeDocument)).me.username).toBe('robin');
  });

  it('unknown options and environments are refused', () => {
    const handlers = northwindHandlers as (options: object) => unknown;
    expect(() => handlers({ seeds: 1 })).toThrow('Did you mean `seed`?');
    expect(() => handlers({ environment: 'prodution' })).toThrow('Did you mean `production`?');
    expect(() => handlers({ environment: { restURL: '' } })).toThrow('Did you mean `restUrl`?');
  });

  it('files: an export is downloaded, a signature uploaded', async () => {
    server.use(
      on.getInvoiceExport(({ params, response }) => response(200).json({ ...exported, id: params.exportId })),
    );
    const file = await invoiceExports.download(`exp_${id}`);
    expect(await file.text()).toContain('2026-000123');
    const signature = { deliveryId: `dlv_${id}`, contentType: 'SVG' as const, image: '<svg/>' };
    await expect(northwind.signatures.upload(signature)).resolves.toMatch(/^01/);
  });
});

describe('GraphQL', () => {
  const clientMutationId = '01KAJ8Q0000000000000000009';
  const deliveryId = `dlv_${id}`;
  const step = { clientMutationId, deliveryId };
  const variables: Record<string, object> = {
    Me: {},
    GetDelivery: { deliveryId },
    GetDeliverySignature: { deliveryId },
    ListMyDeliveries: { day: '2026-11-02' },
    RequestSignatureUpload: { input: { deliveryId, contentType: 'PNG', sizeBytes: 5 } },
    MarkDelivered: { input: step },
    MarkPickedUp: { input: step },
    ReportDeliveryProblem: { input: { ...step, reason: 'DAMAGED' } },
    OpenCompartment: { input: { clientMutationId, lockerId, compartmentId: `cmp_${id}` } },
    GetLocker: { lockerId },
    ListBuildingLockers: { buildingId: `bld_${id}` },
    ListLockerEvents: { lockerId },
    OnDeliveryUpdated: { lockerId },
    OnLockerEvent: { lockerId },
    OnBuildingEvent: { buildingId: `bld_${id}` },
  };
  const shipped = Object.entries(documents)
    .filter(([name]) => name.endsWith('Document'))
    .map(([name, document]) => ({
      name: name.replace('Document', ''),
      document: document as documents.TypedDocumentString<Record<string, unknown>, unknown>,
      kind: getOperationAST(parse(String(document)))?.operation,
    }));

  it.each(shipped)('$name is answered, whole', async ({ name, document, kind }) => {
    if (kind === 'subscription') {
      for await (const event of northwind.graphql.subscribe(document, variables[name] as never)) {
        expect(Object.values(event)[0]).toMatchObject({ sequence: 4, ...variables[name] });
        break;
      }
      return;
    }
    const send = kind === 'mutation' ? northwind.graphql.mutate : northwind.graphql.query;
    const data = await send.call(northwind.graphql, document, variables[name] as never);
    expect(Object.values(data as object)[0]).not.toBeNull();
    expect(await answered.json()).not.toHaveProperty('errors');
  });

  it('steps lead to their status, and ids are repeated', async () => {
    const { markPickedUp } = await northwind.graphql.mutate(documents.MarkPickedUpDocument, { input: step });
    expect(markPickedUp).toMatchObject({ id: deliveryId, status: 'PICKED_UP' });
  });

  it('an override answers documents that ask for its field, the others stay', async () => {
    server.use(
      on.graphql.getDelivery(({ args }) => {
        throw graphqlError('NotFound', `Delivery ${args.deliveryId} not found.`, { id: args.deliveryId });
      }),
      on.graphql.getLocker(({ args }) => graphql.locker({ id: args.lockerId, name: 'Lobby' })),
    );
    const failed = northwind.graphql.query(documents.GetDeliveryDocument, { deliveryId });
    await expect(failed).rejects.toMatchObject({ errorType: 'NotFound', errorInfo: { id: deliveryId } });
    await expect(failed).rejects.toSatisfy(isGraphQLRequestError);
    const { getLocker } = await northwind.graphql.query(documents.GetLockerDocument, { lockerId });
    expect(getLocker.name).toBe('Lobby');
    expect(await northwind.graphql.query(documents.MeDocument)).toHaveProperty('me.username');
  });

  it('a document of your own is executed; a field that does not exist is refused by the name of the nearest', async () => {
    const query = (text: string) => northwind.graphql.query<unknown, Record<never, never>>(text);
    expect(await query('query Mine { who: me { name: username __typename } }')).toEqual({
      who: { name: expect.any(String) as string, __typename: 'Me' },
    });
    await expect(query('query Mine { mee { id } }')).rejects.toThrow(/Did you mean "me"/);
  });

  it('a live stream reads what happened and goes on with what is pushed, in order and without holes', async () => {
    let push!: ReadableStreamDefaultController<ReturnType<typeof lockerEvent>>;
    server.use(
      on.graphql.onLockerEvent(
        ({ args }) =>
          new ReadableStream({
            start(controller) {
              push = controller;
              push.enqueue(
                lockerEvent({ lockerId: args.lockerId ?? null, sequence: 4, type: 'DOOR_OPENED' }),
              );
            },
          }),
      ),
    );
    const seen: unknown[] = [];
    const client = new Northwind({ environment: 'production', auth: 'any-token' });
    for await (const { sequence, type } of client.live.lockerEvents({ lockerId, after: 0 })) {
      seen.push(sequence === 4 || sequence === 5 ? `${sequence} ${type}` : sequence);
      if (sequence === 4) push.enqueue(lockerEvent({ lockerId, sequence: 5, type: 'DOOR_CLOSED' }));
      if (sequence === 5) break;
    }
    expect(seen).toEqual([1, 2, 3, '4 DOOR_OPENED', '5 DOOR_CLOSED']);
  });

  it('a subscription that the contract does not have is refused', async () => {
    const document = 'subscription Mine($id: ID) { onLockerEvents(lockerId: $id) { sequence } }';
    const events = northwind.graphql.subscribe<unknown, { id: string }>(document, { id: lockerId });
    await expect(events[Symbol.asyncIterator]().next()).rejects.toThrow(/Did you mean "onLockerEvent"/);
  });

  it('every field can be overridden', () => {
    expect(Object.keys(on.graphql)).toEqual(Object.keys(rootTypes));
  });
});
