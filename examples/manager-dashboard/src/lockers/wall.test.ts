import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LockerEvent, Northwind } from '@northwind/sdk';
import { SequenceGapError, SignInError } from '@northwind/sdk';
import { eventOf, snapshotOf } from './test-data.ts';
import { createWall, type WallOptions } from './wall.ts';

/** A platform with two lockers, whose streams are fed by hand. */
function scriptedPlatform() {
  const feeds = new Map<string, { push(event: LockerEvent): void; fail(error: unknown): void }>();
  const begun: { lockerId: string; after: number | undefined }[] = [];
  let snapshots = [snapshotOf(), snapshotOf({ id: 'lkr_2', name: 'Harbour 5, garage', sequence: 90 })];
  let groups = ['MANAGER'];

  async function* follow(lockerId: string, signal: AbortSignal): AsyncGenerator<LockerEvent> {
    const queue: (LockerEvent | Error)[] = [];
    let wake = (): void => {};
    feeds.set(lockerId, {
      push: (event) => (queue.push(event), wake()),
      fail: (error) => (queue.push(error as Error), wake()),
    });
    signal.addEventListener('abort', () => (queue.push(signal.reason as Error), wake()));
    for (;;) {
      const next = queue.shift();
      if (next instanceof Error) throw next;
      if (next) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  const northwind = {
    graphql: {
      query: async (document: object, variables: Record<string, unknown>) => {
        switch (/query (\w+)/.exec(String(document))?.[1]) {
          case 'Me':
            return { me: { username: 'jo', groups, buildingIds: ['bld_1'] } };
          case 'ListBuildingLockers':
            // One on a page.
            return variables['nextToken'] === null
              ? { listBuildingLockers: { items: [snapshots[0]], nextToken: 'more' } }
              : { listBuildingLockers: { items: snapshots.slice(1), nextToken: null } };
          case 'GetLocker':
            return { getLocker: snapshots.find(({ id }) => id === variables['lockerId']) };
          default: {
            const { after, limit } = variables as { after: number; limit: number };
            const items = Array.from({ length: limit }, (_, index) => eventOf(after + 1 + index, 'BATTERY'));
            return { listLockerEvents: { items, latestSequence: 90 } };
          }
        }
      },
    },
    live: {
      lockerEvents: ({
        lockerId,
        after,
        signal,
      }: {
        lockerId: string;
        after: number;
        signal: AbortSignal;
      }) => {
        begun.push({ lockerId, after });
        return follow(lockerId, signal);
      },
    },
  } as unknown as Northwind;
  return {
    northwind,
    begun,
    feed: (lockerId: string) => feeds.get(lockerId)!,
    change: (next: Partial<{ snapshots: typeof snapshots; groups: string[] }>) => {
      snapshots = next.snapshots ?? snapshots;
      groups = next.groups ?? groups;
    },
  };
}

describe('the wall', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const hang = async (options: WallOptions = {}) => {
    const platform = scriptedPlatform();
    const wall = createWall(platform.northwind, options);
    await wall.start();
    await vi.advanceTimersByTimeAsync(0);
    return { ...platform, wall, locker: (id: string) => wall.getState().lockers.get(id)! };
  };

  it('shows all lockers by name and follows each from a little before its snapshot', async () => {
    const { wall, begun } = await hang();
    expect(wall.getState().phase).toBe('ready');
    expect([...wall.getState().lockers.keys()]).toEqual(['lkr_2', 'lkr_1']);
    expect(begun).toEqual([
      { lockerId: 'lkr_2', after: 40 },
      { lockerId: 'lkr_1', after: 0 },
    ]);
  });

  it('tells its listeners of many events together, and reports only those that are new', async () => {
    const onLiveEvent = vi.fn<NonNullable<WallOptions['onLiveEvent']>>();
    const listener = vi.fn<() => void>();
    const { wall, feed, locker } = await hang({ onLiveEvent });
    await vi.advanceTimersByTimeAsync(20);
    wall.subscribe(listener);
    for (let sequence = 1; sequence <= 11; sequence += 1)
      feed('lkr_1').push(eventOf(sequence, 'DOOR_OPENED'));
    await vi.advanceTimersByTimeAsync(20);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(onLiveEvent.mock.calls.map(([, { sequence }]) => sequence)).toEqual([11]);
    expect(locker('lkr_1').state.doors[0]).toMatchObject({ door: 'OPEN', changedBy: 11 });
  });

  it('says why one locker is no longer followed, leaves the others alone, and follows it again on demand', async () => {
    const { wall, feed, locker } = await hang();
    feed('lkr_1').fail(new SequenceGapError('lkr_1', 12, 14));
    await vi.advanceTimersByTimeAsync(0);
    expect(locker('lkr_1').problem).toBe('Event 12 of this locker cannot be read.');
    expect(locker('lkr_2').problem).toBeUndefined();
    await wall.restart('lkr_1');
    expect(locker('lkr_1').problem).toBeUndefined();
    feed('lkr_1').push(eventOf(11, 'DOOR_OPENED'));
    await vi.advanceTimersByTimeAsync(0);
    expect(locker('lkr_1').state.doors[0]).toMatchObject({ door: 'OPEN' });
  });

  it('asks for a new sign-in when the session has ended', async () => {
    const onSignedOut = vi.fn<() => void>();
    const { feed, locker } = await hang({ onSignedOut });
    feed('lkr_1').fail(new SignInError('SignedOut', 'the user has signed out'));
    await vi.advanceTimersByTimeAsync(0);
    expect(onSignedOut).toHaveBeenCalled();
    expect(locker('lkr_1').problem).toBeUndefined();
  });

  it('learns from time to time what changes without an event, and of lockers that are new', async () => {
    const { change, locker, wall } = await hang({ refreshEvery: 1000 });
    change({ snapshots: [snapshotOf({ status: 'MAINTENANCE' }), snapshotOf({ id: 'lkr_3', name: 'New' })] });
    await vi.advanceTimersByTimeAsync(1000);
    expect(locker('lkr_1').state.status).toBe('MAINTENANCE');
    expect([...wall.getState().lockers.keys()]).toContain('lkr_3');
  });

  it('adds a page of history from before what there is', async () => {
    const { wall, feed, locker } = await hang();
    feed('lkr_2').push(eventOf(41, 'DOOR_OPENED'));
    await vi.advanceTimersByTimeAsync(0);
    await wall.readOlder('lkr_2');
    expect(locker('lkr_2').state.history.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 41 }, (_, index) => index + 1),
    );
  });

  it('follows nothing any more once it is stopped', async () => {
    const { wall, feed, locker } = await hang();
    wall.stop();
    feed('lkr_1').push(eventOf(11, 'DOOR_OPENED'));
    await vi.advanceTimersByTimeAsync(0);
    expect(locker('lkr_1').state.doors[0]).toMatchObject({ door: null });
    expect(locker('lkr_1').problem).toBeUndefined();
  });

  it('tells whoever is no manager that there is nothing to see', async () => {
    const { northwind, change } = scriptedPlatform();
    change({ groups: ['COURIER'] });
    const wall = createWall(northwind);
    await wall.start();
    expect(wall.getState()).toMatchObject({
      phase: 'failed',
      problem: 'Only managers see lockers here. Sign in as a manager.',
    });
  });
});
