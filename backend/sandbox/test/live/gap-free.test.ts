/**
 * 5,000 events at 20 lockers, while sockets are cut, the endpoint restarts, tokens expire and back-fills are late: every follower has
 * every event once, in order. Chance comes from NORTHWIND_CHAOS_SEED (default 1); a failure names it, and the same seed causes the
 * same disturbances in the same order again. (What they hit depends on the machine's speed too.) They come by the number of events
 * that have arrived, so that a slow machine has no more of them than a fast one.
 */
import { Northwind, type LockerEventStream, type LockerEvent, type TokenSource } from '@northwind/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventItem, lockerItem, sequenceItem } from '../../../src/data/items.ts';
import { systemDocuments } from '../../../src/generated/graphql-documents.ts';
import {
  owners,
  startNorthwind,
  tableName,
  type Northwind as Backend,
} from '../appsync/northwind-fixture.ts';
import { marshallItem } from '../../src/world/seed/marshall.ts';
import { disturb, seededRandom, type Disturbance } from './chaos.ts';
import { published } from '../published.ts';

const seed = Number(process.env['NORTHWIND_CHAOS_SEED'] ?? 1);
const lockerCount = 20;
const followersPerLocker = 2;
const at = '2026-11-21T09:00:00.000Z';
const { buildingId } = owners.own;

let backend: Backend;
beforeAll(async () => {
  backend = await startNorthwind();
});
afterAll(() => backend.close());

/** A manager whose token a test can let expire. */
function manager(): { readonly auth: TokenSource; expire(): Promise<void> } {
  const issue = (expiresIn: number) =>
    backend.pool.accessToken({
      sub: 'manager-1',
      groups: ['manager'],
      claims: { buildings: [buildingId] },
      expiresIn,
    });
  let token: string | undefined;
  return {
    auth: {
      async accessToken({ rejected }) {
        if (token === undefined || token === rejected) token = await issue(3600);
        return token;
      },
    },
    async expire() {
      token = await issue(-60);
    },
  };
}

/** Puts a locker into the table, without events. */
function install(lockerId: string): void {
  const place = {
    id: lockerId,
    buildingId,
    name: lockerId,
    address: { line1: 'x', postalCode: '1', city: 'x', country: 'DE' },
  };
  const state = {
    status: 'online',
    createdAt: at,
    updatedAt: at,
    version: 1,
  } as const;
  backend.dynamodb.load(
    tableName,
    [lockerItem({ ...place, ...state }), sequenceItem(lockerId, 0)].map(marshallItem),
  );
}

/** Records one event with its sequence, as the functions do in one transaction, and pushes it as the system. */
async function happen(lockerId: string, sequence: number): Promise<void> {
  const event = { lockerId, buildingId, sequence, occurredAt: at, recordedAt: at, compartmentId: 'cmp_1' };
  backend.dynamodb.load(
    tableName,
    [eventItem({ ...event, type: 'door_opened' }), sequenceItem(lockerId, sequence)].map(marshallItem),
  );
  const variables = published('PublishLockerEvent', { ...event, type: 'DOOR_OPENED' });
  const query = systemDocuments.PublishLockerEvent;
  // The real publisher retries until the event is out; the endpoint may be restarting.
  for (let attempt = 1; ; attempt++) {
    const answer = await backend.ask('system', query, variables).catch(() => undefined);
    if (answer?.data?.['publishLockerEvent']) return;
    await new Promise((resolve) => setTimeout(resolve, 20 * Math.min(attempt, 10)));
  }
}

/** Counts to a mark, and tells whoever waits for it. */
function createMeter(): { add(): void; more(count: number): Promise<void> } {
  let reached = 0;
  let waiting: { mark: number; resolve: () => void }[] = [];
  return {
    add() {
      reached += 1;
      const there = waiting.filter(({ mark }) => mark <= reached);
      waiting = waiting.filter(({ mark }) => mark > reached);
      for (const { resolve } of there) resolve();
    },
    more: (count) => new Promise((resolve) => waiting.push({ mark: reached + count, resolve })),
  };
}

/** Follows a locker until it has all of its events, and returns their sequences as they came. */
async function follow(
  stream: LockerEventStream<LockerEvent>,
  count: number,
  pace: () => Promise<void>,
): Promise<number[]> {
  const sequences: number[] = [];
  for await (const { sequence } of stream) {
    sequences.push(sequence);
    await pace();
    if (sequence >= count) break;
  }
  return sequences;
}

async function run(
  name: string,
  eventsPerLocker: number,
  disturbances: (clients: ReturnType<typeof manager>[]) => Disturbance[],
): Promise<void> {
  // Sources of their own: who asks first must not decide what the others get.
  const random = seededRandom(seed);
  const paceRandom = seededRandom(seed + 1);
  backend.api.faults.random = seededRandom(seed + 2);
  const lockers = Array.from(
    { length: lockerCount },
    (_, index) => `lkr_${name}_${String(index).padStart(3, '0')}`,
  );
  lockers.forEach(install);
  const managers = Array.from({ length: followersPerLocker }, manager);
  const clients = managers.map(
    ({ auth }) =>
      new Northwind({
        auth,
        environment: { restUrl: 'http://127.0.0.1:9', graphqlUrl: backend.api.graphqlUrl },
      }),
  );
  const expected = Array.from({ length: eventsPerLocker }, (_, index) => index + 1);
  const received = createMeter();

  const followers = clients.flatMap((client, index) =>
    lockers.map((lockerId) => {
      const stream = client.live.lockerEvents({ lockerId, after: 0, verifyIntervalMs: 2000, bufferSize: 50 });
      // Every other client is slow at times, so that its buffer runs over.
      const pace = async () => {
        received.add();
        if (index % 2 === 1 && paceRandom() < 0.01) await new Promise((resolve) => setTimeout(resolve, 100));
      };
      return follow(stream, eventsPerLocker, pace).then((sequences) => ({ lockerId, sequences }));
    }),
  );
  const results = Promise.all(followers);
  // A follower that fails early is reported at the end, with the others' state at hand.
  results.catch(() => {});
  const planned = disturbances(managers);
  const betweenTwo = (followers.length * eventsPerLocker) / 40;
  const chaos = disturb(random, planned, () => received.more(betweenTwo * (0.5 + random())));
  await Promise.all(
    lockers.map(async (lockerId) => {
      for (const sequence of expected) {
        // However slow the machine: some events are left for after every kind of disturbance.
        if (sequence === eventsPerLocker - 10) await chaos.firstRound;
        await happen(lockerId, sequence);
        // So that between two disturbances most events come as pushes, not by reading back.
        await new Promise((resolve) => setTimeout(resolve, 20 + paceRandom() * 40));
      }
    }),
  );
  const counts = await chaos.stop();
  Object.assign(backend.api.faults, {
    delayPush: undefined,
    delayResponse: undefined,
    refuseStart: undefined,
  });

  const followed = await results.finally(() => clients.forEach((client) => client.graphql.close()));
  for (const { lockerId, sequences } of followed) {
    expect(sequences, `${lockerId}, NORTHWIND_CHAOS_SEED=${seed}`).toEqual(expected);
  }
  // A run that disturbed nothing would prove nothing.
  const names = planned.map((disturbance) => disturbance.name);
  expect(Object.keys(counts).sort(), JSON.stringify(counts)).toEqual(names.sort());
}

const commonDisturbances = (random: () => number): Disturbance[] => [
  { name: 'cut some sockets', weight: 4, cause: () => void backend.api.closeSockets(undefined, '', 0.5) },
  { name: 'close sockets normally', weight: 2, cause: () => void backend.api.closeSockets(1000, '', 0.5) },
  {
    name: 'close sockets with an unknown code',
    weight: 1,
    cause: () => void backend.api.closeSockets(4999, 'odd', 0.5),
  },
  { name: 'restart the endpoint', weight: 1, cause: () => backend.api.restart({ downMs: random() * 300 }) },
  {
    name: 'delay answers',
    weight: 2,
    cause: () => void (backend.api.faults.delayResponse = () => (random() < 0.2 ? random() * 400 : 0)),
  },
  {
    name: 'limit starts',
    weight: 1,
    cause: () =>
      void (backend.api.faults.refuseStart = () =>
        random() < 0.3 ? { errorType: 'LimitExceededError', message: 'Rate limit exceeded' } : undefined),
  },
  {
    name: 'reorder pushes',
    weight: 2,
    cause: () => void (backend.api.faults.delayPush = () => random() * 40),
  },
];

describe('a live stream', () => {
  it('has every event once, in order, across cut sockets, restarts, expired tokens and late back-fills', async () => {
    await run('cut', 250, (clients) => [
      ...commonDisturbances(backend.api.faults.random),
      {
        name: 'expire tokens',
        weight: 2,
        cause: async () => void (await Promise.all(clients.map((client) => client.expire()))),
      },
    ]);
  }, 900_000);

  it('has every event once, in order, also when 2 % of the pushes are dropped without a word', async () => {
    const dropOneOf = 50;
    Object.assign(backend.api.faults, { dropOneOf, pushes: 0, droppedPushes: 0 });
    await run('drop', 250, () => commonDisturbances(backend.api.faults.random));
    const { pushes, droppedPushes } = backend.api.faults;
    backend.api.faults.dropOneOf = 0;
    expect(droppedPushes).toBe(Math.ceil(pushes / dropOneOf));
    expect(droppedPushes).toBeGreaterThan(0);
  }, 900_000);
});
