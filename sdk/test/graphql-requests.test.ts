// What becomes of an answer with errors: partial data, error fields, and what is sent again.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GetLockerDocument, MarkDeliveredDocument, MeDocument } from '../src/graphql/index.ts';
import { ApiPromise, isAbortError, isGraphQLRequestError } from '../src/index.ts';
import { clientWith, environment } from './client.ts';

const graphqlUrl = 'https://graphql.test/graphql';
const conflict = { data: null, errors: [{ message: 'lost a race', errorType: 'Conflict', path: ['me'] }] };
const done = { data: { me: { username: 'jo' } } };

/** A client whose server gives these answers, the last of them again and again. */
const answering = (...answers: readonly object[]) => {
  let count = 0;
  return clientWith(() => Response.json(answers[Math.min(count++, answers.length - 1)]), {
    environment: { ...environment, graphqlUrl },
    debug: (message, details) => void log.push(JSON.stringify([message, details])),
  });
};
const failureOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);
const input = { deliveryId: 'dlv_1', clientMutationId: 'mine-0001' };
let log: string[] = [];

describe('a GraphQL operation', () => {
  beforeEach(() => {
    log = [];
    vi.useFakeTimers();
  });
  afterEach(() => void vi.useRealTimers());

  it('fails with the type, info and path of its first error, and with the data of the other fields', async () => {
    const error = {
      message: 'not yours',
      errorType: 'Unauthorized',
      errorInfo: { lockerId: 'lkr_1' },
      path: ['getLocker', 'compartments', 0],
    };
    const { northwind } = answering({
      data: { getLocker: { name: 'Hall' } },
      errors: [error, { message: 'x' }],
    });
    const failure = await failureOf(northwind.graphql.query(GetLockerDocument, { lockerId: 'lkr_1' }));
    expect(failure).toMatchObject({
      name: 'GraphQLRequestError',
      message: 'GetLocker: Unauthorized: not yours',
      code: 'graphql',
      errorType: error.errorType,
      errorInfo: error.errorInfo,
      path: error.path,
      data: { getLocker: { name: 'Hall' } },
    });
    expect(isGraphQLRequestError(failure) && failure.errors).toHaveLength(2);
  });

  it.each([5, 'text', true, [[]]])(
    'whose data is %j instead of an object fails as a wrong response',
    async (data) => {
      const { northwind } = answering({ data });
      expect(await failureOf(northwind.graphql.query(MeDocument))).toMatchObject({
        name: 'InvalidResponseError',
        operation: 'Me',
      });
    },
  );

  it('gives the request id, the status and the headers beside its data, without a second request', async () => {
    const { northwind, requests } = clientWith(
      () => Response.json(done, { status: 200, headers: { 'x-amzn-requestid': 'req-1', etag: '"1"' } }),
      { environment: { ...environment, graphqlUrl } },
    );
    const call = northwind.graphql.query(MeDocument);
    expect(call).toBeInstanceOf(ApiPromise);
    expect(await call).toEqual(done.data);
    const { data, requestId, response } = await call.withResponse();
    expect({ data, requestId, status: response.status, etag: response.headers.get('etag') }).toEqual({
      data: done.data,
      requestId: 'req-1',
      status: 200,
      etag: '"1"',
    });
    await expect((await call.asResponse()).json()).resolves.toEqual(done);
    expect(requests).toHaveLength(1);
    const { data: sent } = await northwind.graphql.mutate(MarkDeliveredDocument, { input }).withResponse();
    expect(sent).toEqual(done.data);
  });

  it('that failed tells the request id and the status', async () => {
    const { northwind } = clientWith(
      () => Response.json(conflict, { headers: { 'x-amzn-requestid': 'req-2' } }),
      { environment: { ...environment, graphqlUrl }, maxRetries: 0 },
    );
    const call = northwind.graphql.query(MeDocument);
    await expect(call).rejects.toMatchObject({ requestId: 'req-2', status: 200, operation: 'Me' });
    await expect(call.withResponse()).rejects.toThrow('(request req-2)');
  });

  it.each([
    ['query', (client: ReturnType<typeof answering>) => client.northwind.graphql.query(MeDocument), 3],
    ['mutation with a client mutation id', mutate({}), 3],
    ['mutation that its caller calls idempotent', mutate({ idempotent: true }, { deliveryId: 'dlv_1' }), 3],
    ['mutation without either', mutate({}, { deliveryId: 'dlv_1' }), 1],
    ['mutation that its caller calls unsafe', mutate({ idempotent: false }), 1],
  ])('that lost a race is sent again or not: %s', async (_name, send, times) => {
    const client = answering(conflict, conflict, done);
    const result = failureOf(send(client));
    await vi.runAllTimersAsync();
    expect(isGraphQLRequestError(await result)).toBe(times === 1);
    expect(client.requests).toHaveLength(times);
  });

  function mutate(options: { idempotent?: boolean }, variables: object = input) {
    return (client: ReturnType<typeof answering>): Promise<unknown> =>
      client.northwind.graphql.mutate(MarkDeliveredDocument, { input: variables } as never, options);
  }

  it('is not sent again beyond maxRetries, nor when totalTimeout would be over', async () => {
    const few = answering(conflict);
    const error = failureOf(few.northwind.graphql.query(MeDocument, {}, { maxRetries: 2 }));
    await vi.runAllTimersAsync();
    expect(await error).toMatchObject({ errorType: 'Conflict' });
    expect(few.requests).toHaveLength(3);

    vi.spyOn(Math, 'random').mockReturnValue(1);
    const short = answering(conflict);
    const early = failureOf(short.northwind.graphql.query(MeDocument, {}, { totalTimeout: 400 }));
    await vi.advanceTimersByTimeAsync(50);
    expect(await early).toMatchObject({ errorType: 'Conflict' });
    expect(short.requests).toHaveLength(1);
    vi.restoreAllMocks();
  });

  it('can be aborted while it waits to be sent again, and leaves neither timer nor listener', async () => {
    const controller = new AbortController();
    const added = vi.spyOn(controller.signal, 'addEventListener');
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const { northwind, requests } = answering(conflict);
    const error = failureOf(northwind.graphql.query(MeDocument, {}, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(100);
    expect(requests).toHaveLength(1);
    controller.abort();
    expect(isAbortError(await error)).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(removed.mock.calls.length).toBeGreaterThanOrEqual(added.mock.calls.length);
    vi.restoreAllMocks();
  });

  it('shows its token in no log', async () => {
    const { northwind, requests } = answering(done);
    await northwind.graphql.query(MeDocument);
    await vi.waitFor(() => expect(log.length).toBeGreaterThan(1), { timeout: 60_000 });
    const token = requests[0]?.headers['authorization']?.replace('Bearer ', '');
    expect(token).toBeTruthy();
    expect(log.join('\n')).not.toContain(token);
  });
});
