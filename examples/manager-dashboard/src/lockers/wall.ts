/**
 * The wall: every locker of a manager, kept up to date. It knows nothing of React, so it can be tested and used without it;
 * `use-wall.ts` shows it.
 */
import {
  isGraphQLRequestError,
  isNorthwindError,
  isSequenceGapError,
  isSignInError,
  type LockerEvent,
  type Northwind,
} from '@northwind/sdk';
import {
  lockerFrom,
  withEvent,
  withOlder,
  withSnapshot,
  type LockerSnapshot,
  type LockerState,
} from './locker-state.ts';
import { NotAManagerError, readEventsBefore, readLocker, readLockers } from './queries.ts';

/** A locker on the wall. */
export interface WallLocker {
  readonly state: LockerState;
  /** Why it is no longer followed, in words; absent while it is. */
  readonly problem?: string;
}

export interface WallState {
  readonly phase: 'loading' | 'ready' | 'failed';
  /** Why loading failed, in words; only with `failed`. */
  readonly problem?: string;
  /** By id, in the order in which they are shown. */
  readonly lockers: ReadonlyMap<string, WallLocker>;
}

export interface WallOptions {
  /** Called for each event that happens while the wall is watched. */
  readonly onLiveEvent?: (state: LockerState, event: LockerEvent) => void;
  /** Called when the user must sign in again. */
  readonly onSignedOut?: () => void;
  /** How often to read what changes without an event, such as maintenance; milliseconds. */
  readonly refreshEvery?: number;
}

export interface Wall {
  subscribe(listener: () => void): () => void;
  getState(): WallState;
  /** Reads the lockers and follows them; again after a failure. */
  start(): Promise<void>;
  /** Follows a locker again that has a problem. */
  restart(lockerId: string): Promise<void>;
  /** Adds a page of history from before what there is. */
  readOlder(lockerId: string): Promise<void>;
  stop(): void;
}

/** How much history each locker begins with; it also tells which messages of the locker's devices are old. */
const HISTORY_AT_START = 50;

export function createWall(
  northwind: Northwind,
  { onLiveEvent, onSignedOut, refreshEvery = 300_000 }: WallOptions = {},
): Wall {
  const listeners = new Set<() => void>();
  let state: WallState = { phase: 'loading', lockers: new Map() };
  let ended = new AbortController();
  let notifying: ReturnType<typeof setTimeout> | undefined;
  let refreshing: ReturnType<typeof setInterval> | undefined;

  // A back-fill brings hundreds of events at once: they are shown together.
  const notify = (): void => {
    notifying ??= setTimeout(() => {
      notifying = undefined;
      for (const listener of listeners) listener();
    }, 16);
  };
  const set = (next: Partial<WallState>): void => {
    state = { ...state, ...next };
    notify();
  };
  const setLocker = (locker: WallLocker): void =>
    set({ lockers: new Map(state.lockers).set(locker.state.snapshot.id, locker) });
  const update = (lockerId: string, change: (locker: LockerState) => LockerState): void => {
    const locker = state.lockers.get(lockerId);
    if (!locker) return;
    const next = change(locker.state);
    if (next !== locker.state) setLocker({ ...locker, state: next });
  };

  async function follow(snapshot: LockerSnapshot): Promise<void> {
    const { id, sequence } = snapshot;
    const { signal } = ended;
    setLocker({ state: lockerFrom(snapshot) });
    try {
      const after = Math.max(0, sequence - HISTORY_AT_START);
      for await (const event of northwind.live.lockerEvents({ lockerId: id, after, signal })) {
        update(id, (locker) => withEvent(locker, event));
        const locker = state.lockers.get(id);
        if (locker && event.sequence > sequence) onLiveEvent?.(locker.state, event);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isSignInError(error)) return onSignedOut?.();
      const locker = state.lockers.get(id);
      if (locker) setLocker({ ...locker, problem: problemText(error) });
    }
  }

  const show = (snapshots: readonly LockerSnapshot[]): void => {
    for (const snapshot of snapshots) {
      if (state.lockers.has(snapshot.id)) update(snapshot.id, (locker) => withSnapshot(locker, snapshot));
      else void follow(snapshot);
    }
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    getState: () => state,
    async start() {
      ended = new AbortController();
      const { signal } = ended;
      set({ phase: 'loading', lockers: new Map() });
      try {
        const snapshots = await readLockers(northwind);
        if (signal.aborted) return;
        show(snapshots.toSorted(byPlace));
        set({ phase: 'ready' });
        refreshing = setInterval(() => {
          // A failed refresh is no news: the connection's state shows it, and the next one comes.
          readLockers(northwind).then(
            (fresh) => (signal.aborted ? undefined : show(fresh)),
            () => undefined,
          );
        }, refreshEvery);
      } catch (error) {
        if (signal.aborted) return;
        if (isSignInError(error)) return onSignedOut?.();
        set({ phase: 'failed', problem: problemText(error) });
      }
    },
    async restart(lockerId) {
      try {
        void follow(await readLocker(northwind, lockerId));
      } catch (error) {
        const locker = state.lockers.get(lockerId);
        if (locker) setLocker({ ...locker, problem: problemText(error) });
      }
    },
    async readOlder(lockerId) {
      const oldest = state.lockers.get(lockerId)?.state.history[0];
      if (!oldest || oldest.sequence === 1) return;
      const events = await readEventsBefore(northwind, lockerId, oldest.sequence);
      update(lockerId, (locker) => withOlder(locker, events));
    },
    stop() {
      ended.abort();
      clearInterval(refreshing);
      clearTimeout(notifying);
      notifying = undefined;
    },
  };
}

const byPlace = (one: LockerSnapshot, other: LockerSnapshot): number =>
  one.buildingId.localeCompare(other.buildingId) || one.name.localeCompare(other.name);

/** What went wrong, for somebody who has never seen an error code. */
export function problemText(error: unknown): string {
  if (isSequenceGapError(error)) return `Event ${error.sequence} of this locker cannot be read.`;
  if (error instanceof NotAManagerError) return 'Only managers see lockers here. Sign in as a manager.';
  if (isGraphQLRequestError(error) && error.errorType === 'NotFound')
    return 'This locker is no longer among yours.';
  if (isNorthwindError(error)) return 'The service cannot be reached at the moment.';
  return 'Something unexpected went wrong.';
}
