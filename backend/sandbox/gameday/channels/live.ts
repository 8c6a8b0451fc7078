/**
 * A manager follows lockers live. What the SDK says to do when a locker's history was taken back is done: what was delivered of it is undone,
 * and the stream goes on from there.
 */
import { isSequenceGapError, type LockerEvent, type LockerEventStream, type Northwind } from '@northwind/sdk';
import { succeeds, type Channel } from './channel.ts';
import { historyOf, latestSequence } from './history.ts';

export interface LiveChannel extends Channel {
  /** What was delivered of each locker, in order. */
  readonly delivered: ReadonlyMap<string, readonly LockerEvent[]>;
  /** How many events were delivered and then taken back, since the lost Region alone knew them. */
  takenBack(): number;
  close(): Promise<void>;
}

/** How often a stream asks for what a push may have left out, milliseconds: the SDK's default of 30 s takes too long for a game. */
const verifyIntervalMs = 500;

export function liveChannel(
  manager: Northwind,
  lockerIds: readonly string[],
  settled: () => Promise<void>,
): LiveChannel {
  const followers = lockerIds.map((lockerId) => follow(manager, lockerId));
  const delivered = new Map(followers.map(({ lockerId, events }) => [lockerId, events]));
  return {
    name: 'live streams',
    delivered,
    takenBack: () => followers.reduce((sum, { takenBack }) => sum + takenBack.length, 0),
    acknowledged: [],
    async attempt() {
      await settled();
      for (const { lockerId, reached } of followers) {
        let latest = 0;
        const isThere = await succeeds(async () => {
          latest = await latestSequence(manager, lockerId);
        });
        if (!isThere) return false;
        await reached(latest);
      }
      return true;
    },
    read: async () =>
      followers.flatMap(({ events }) => events.map(({ correlationId }) => correlationId ?? '')),
    async close() {
      for (const { stop } of followers) await stop();
    },
  };
}

function follow(manager: Northwind, lockerId: string) {
  const events: LockerEvent[] = [];
  const takenBack: LockerEvent[] = [];
  let stream: LockerEventStream<LockerEvent>;
  let [changed, wake] = signal();
  const over = (async () => {
    for (let after: number | undefined = 0; after !== undefined;) {
      stream = manager.live.lockerEvents({ lockerId, after, verifyIntervalMs });
      after = undefined;
      try {
        for await (const event of stream) {
          events.push(event);
          wake();
          [changed, wake] = signal();
        }
      } catch (error) {
        // An event that cannot be obtained is another matter: nothing explains it.
        if (!isSequenceGapError(error) || error.sequence <= error.latestSequence) throw error;
        after = error.latestSequence;
        const last = after;
        takenBack.push(...events.splice(events.findIndex(({ sequence }) => sequence > last)));
      }
    }
    throw new Error(`The live stream of ${lockerId} has ended.`);
  })();
  // Whoever waits is told; until then nobody does.
  over.catch(() => undefined);
  return {
    lockerId,
    events,
    takenBack,
    /** Resolves when an event of this sequence was delivered. @throws what the stream ended with */
    async reached(sequence: number) {
      while ((events.at(-1)?.sequence ?? 0) < sequence) await Promise.race([changed, over]);
    },
    async stop() {
      await stream.return();
      await over.catch(() => undefined);
    },
  };
}

/** A promise, and what resolves it. */
function signal(): [Promise<void>, () => void] {
  let wake = (): void => undefined;
  const changed = new Promise<void>((resolve) => {
    wake = resolve;
  });
  return [changed, wake];
}

/** Where a stream delivered something else than its locker's history, in which every event has its place. */
export async function missed(manager: Northwind, { delivered }: LiveChannel): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [lockerId, events] of delivered) {
    const history = await historyOf(manager, lockerId);
    for (let place = 0; place < Math.max(history.length, events.length); place += 1) {
      const [expected, actual] = [history[place], events[place]].map(
        (event) => event && `#${event.sequence} ${event.correlationId}`,
      );
      if (expected !== actual) problems.push(`${lockerId}: ${actual} instead of ${expected}`);
    }
  }
  return problems;
}
