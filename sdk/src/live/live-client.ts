import { invalidResponse } from '../transport/error-from-response.ts';
import {
  ListLockerEventsDocument,
  OnLockerEventDocument,
  type OnLockerEventSubscription,
} from '../generated/graphql/documents.ts';
import { readOperation } from '../graphql/read-operation.ts';
import { sendOperation, type GraphQLEndpoint } from '../graphql/send-operation.ts';
import type { ParsedResponse } from '../resource/api-promise.ts';
import type { ConnectionPool } from '../realtime/connection-pool.ts';
import { subscriptionFailure } from '../realtime/subscription.ts';
import type { EventPage, LockerEventSource } from './event-follower.ts';
import { followLocker, type LockerEventsOptions, type LockerEventStream } from './locker-events.ts';

type PushedEvent = NonNullable<OnLockerEventSubscription['onLockerEvent']>;
/** The contract lets every field of an event be null, for AppSync's sake, and promises that these never are. */
type AlwaysThere = 'buildingId' | 'lockerId' | 'occurredAt' | 'recordedAt' | 'sequence' | 'type';

/** One thing that happened at a locker; details that do not apply to its `type` are null. */
export type LockerEvent = Omit<PushedEvent, AlwaysThere> & {
  [Field in AlwaysThere]-?: NonNullable<PushedEvent[Field]>;
};

/** Streams that lose nothing. */
export interface LiveClient {
  /**
   * Follows what happens at one locker: every event once, in order of its `sequence`, across lost connections, expired tokens,
   * restarts of the server and a sleeping laptop.
   *
   * @throws in the loop: `SequenceGapError` for an event that cannot be obtained, `GraphQLRequestError` or `SubscriptionError` if the
   * user may not follow the locker, `AbortError` if `signal` is aborted.
   * @example
   * ```ts
   * import { Northwind } from '@northwind/sdk';
   *
   * const northwind = Northwind.fromEnv();
   * const stream = northwind.live.lockerEvents({ lockerId: 'lkr_01KAJ8Q0000000000000000001', after: 41 });
   * for await (const event of stream) {
   *   console.log(event.sequence, event.type, event.compartmentId);
   *   if (event.sequence === 50) break;
   * }
   * console.log('go on later with after:', stream.cursor);
   * ```
   */
  lockerEvents(options: LockerEventsOptions): LockerEventStream<LockerEvent>;
}

/** A subscription that the server ends without a reason is begun again, but not at once: it would end it again. Milliseconds. */
const RESUBSCRIBE_AFTER_MS = 1000;

/** Wires the query and the subscription of a locker's events into streams. */
export function createLiveClient(
  endpoint: GraphQLEndpoint,
  pool: ConnectionPool,
  tokenIsReplaceable: boolean,
): LiveClient {
  return {
    lockerEvents: (options) =>
      followLocker(
        (lockerId) => ({ ...lockerSource(endpoint, pool, lockerId), tokenIsReplaceable }),
        options,
      ),
  };
}

function lockerSource(
  endpoint: GraphQLEndpoint,
  pool: ConnectionPool,
  lockerId: string,
): LockerEventSource<LockerEvent> {
  const operation = {
    name: 'lockerEvents',
    query: OnLockerEventDocument.toString(),
    variables: { lockerId },
  };
  return {
    subscribe(sink) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let stop = (): void => {};
      const begin = (): void => {
        stop = pool.subscribe(operation, {
          started: () => sink.onStarted(),
          next: ({ data, errors }) => {
            const event = (data as OnLockerEventSubscription | null | undefined)?.onLockerEvent;
            if (!errors?.length && isWhole(event)) sink.onEvent(event);
            else sink.onDamaged();
          },
          failed: (...failure) => sink.onFailed(subscriptionFailure('lockerEvents', ...failure)),
          completed: () => (timer = setTimeout(begin, RESUBSCRIBE_AFTER_MS)),
        });
      };
      begin();
      return () => {
        clearTimeout(timer);
        stop();
      };
    },
    async read(after, limit, signal) {
      const received = await sendOperation<EventPageData>(
        endpoint,
        {
          ...readOperation(ListLockerEventsDocument, 'query'),
          variables: { lockerId, after, limit },
          repeatable: true,
        },
        { signal },
      );
      return pageOf(received);
    },
  };
}

/** What the query gives, as far as it may be relied on. */
interface EventPageData {
  readonly listLockerEvents?: Partial<Pick<EventPage<LockerEvent>, 'items' | 'latestSequence'>> | null;
}

/** A page that lacks its parts would be taken for silence, or end the stream with an error of its insides. */
async function pageOf(received: ParsedResponse<EventPageData>): Promise<EventPage<LockerEvent>> {
  const { items, latestSequence } = received.data.listLockerEvents ?? {};
  if (Array.isArray(items) && items.every(isWhole) && Number.isSafeInteger(latestSequence))
    return { items, latestSequence: Number(latestSequence), requestId: received.requestId };
  const reason = '`listLockerEvents` is not as the contract says';
  throw await invalidResponse('ListLockerEvents', received, reason);
}

const ALWAYS_THERE: readonly AlwaysThere[] = [
  'buildingId',
  'lockerId',
  'occurredAt',
  'recordedAt',
  'sequence',
  'type',
];

function isWhole(event: PushedEvent | null | undefined): event is LockerEvent {
  return event != null && ALWAYS_THERE.every((field) => event[field] != null);
}
