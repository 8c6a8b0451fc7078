import fc from 'fast-check';
import { describe, it } from 'vitest';
import { isNorthwindError, Northwind } from '../../src/index.ts';
import { OnDeliveryUpdatedDocument } from '../../src/graphql/index.ts';
import { isRecord } from '../../src/support/is-record.ts';
import { anything, body, corrupted, respond, seed, status, toJson } from './generators.ts';
import { closeCode, frameTexts, hostileServer } from './hostile-server.ts';
import { countedController, expectNoLeaks, expectNothingHeld, macrotask } from './leaks.ts';

console.log(`fuzz: NORTHWIND_FUZZ_SEED=${seed}`);
expectNoLeaks();

const common = {
  environment: { restUrl: 'https://api.test/v1', graphqlUrl: 'https://api.test/graphql' },
  auth: 'a-token',
  // Nothing here leaves this process: no document names another host of the GraphQL API.
  fetch: async () => new Response(null, { status: 404 }),
};

/** Options, with a signal where they are an object. */
const withSignal = (options: unknown, signal: AbortSignal): unknown =>
  isRecord(options) ? { ...options, signal } : options;

/** Follows until the server has said everything or the loop has ended, then gives up and closes. */
async function follow(
  northwind: Northwind,
  events: (signal: AbortSignal) => AsyncIterable<unknown>,
  done: Promise<void>,
): Promise<void> {
  const controller = countedController();
  const following = (async () => {
    for await (const _ of events(controller.signal));
  })().catch((error: unknown) => error);
  await Promise.race([done, following]);
  controller.abort();
  // Ends those that were not given the signal.
  northwind.graphql.close();
  const error = await following;
  if (error !== undefined && !isNorthwindError(error)) throw error as Error;
  await macrotask();
  expectNothingHeld();
}

it('frames: a subscription ends with an error of Northwind or goes on, and leaves nothing behind', async () => {
  const errors = [{ message: 'm', errorType: 'Unauthorized' }];
  const texts = frameTexts(fc.constant({ data: { onDeliveryUpdated: {} }, errors }));
  await fc.assert(
    fc.asyncProperty(fc.array(texts, { maxLength: 6 }), closeCode, async (said, code) => {
      const { HostileSocket, done } = hostileServer(said, code);
      const northwind = new Northwind({ ...common, webSocketImpl: HostileSocket });
      const events = (signal: AbortSignal) =>
        northwind.graphql.subscribe(OnDeliveryUpdatedDocument, {}, { signal });
      await follow(northwind, events, done);
    }),
    { seed, numRuns: 400 },
  );
});

it('arguments: a subscription or an error of Northwind', async () => {
  const options = corrupted({ bufferSize: 1, onStarted: () => {} });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.constant(OnDeliveryUpdatedDocument), anything),
      fc.oneof(fc.constant({}), anything),
      fc.oneof(options, anything),
      async (document, variables, given) => {
        const { HostileSocket, done } = hostileServer([], undefined);
        const northwind = new Northwind({ ...common, webSocketImpl: HostileSocket });
        const events = (signal: AbortSignal) =>
          northwind.graphql.subscribe(
            document as never,
            variables as never,
            withSignal(given, signal) as never,
          );
        await follow(northwind, events, done);
      },
    ),
    { seed, numRuns: 300 },
  );
});

describe('live streams', () => {
  const event = corrupted({
    lockerId: 'lkr_1',
    sequence: 1,
    type: 'DOOR_OPENED',
    compartmentId: 'cmp_1',
    occurredAt: '2026-11-28T08:00:00Z',
  });
  const options = corrupted({ lockerId: 'lkr_1', after: 0, bufferSize: 1, verifyIntervalMs: 0 });
  const page = fc
    .tuple(fc.array(event, { maxLength: 3 }), fc.nat(4))
    .chain(([items, latestSequence]) => corrupted({ items, latestSequence }))
    .map((listLockerEvents) => toJson({ data: { listLockerEvents } }));

  it('options: a stream or an error of Northwind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(options, anything), async (given) => {
        const { HostileSocket, done } = hostileServer([], undefined);
        const fetch = () => Promise.reject(new TypeError('fetch failed'));
        const northwind = new Northwind({ ...common, webSocketImpl: HostileSocket, maxRetries: 0, fetch });
        const events = (signal: AbortSignal) =>
          northwind.live.lockerEvents(withSignal(given, signal) as never);
        await follow(northwind, events, done);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('frames and pages: it ends with an error of Northwind or goes on, and leaves nothing behind', async () => {
    const texts = frameTexts(event.map((onLockerEvent) => ({ data: { onLockerEvent } })));
    const pages = fc.array(fc.tuple(status, fc.oneof({ weight: 3, arbitrary: page }, body)), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { maxLength: 6 }), closeCode, pages, async (said, code, answers) => {
        const { HostileSocket, done } = hostileServer(said, code);
        let asked = 0;
        const northwind = new Northwind({
          ...common,
          webSocketImpl: HostileSocket,
          maxRetries: 0,
          fetch: async () => respond(...answers[Math.min(asked++, answers.length - 1)]!),
        });
        const events = (signal: AbortSignal) =>
          northwind.live.lockerEvents({ lockerId: 'lkr_1', after: 0, verifyIntervalMs: 0, signal });
        await follow(northwind, events, done);
      }),
      { seed, numRuns: 300 },
    );
  });
});
