/**
 * What a locker looks like now: the query's snapshot and the events behind its `sequence`, folded by pure functions. The same
 * snapshot and the same events give the same state, whenever and however often they arrive.
 */
import type { LockerEvent } from '@northwind/sdk';
import type { LockerDetailsFragment } from '@northwind/sdk/graphql';

export type LockerSnapshot = LockerDetailsFragment;

/** One door, as last known. */
export type Door = LockerSnapshot['compartments'][number] & {
  /** Sequence of the event that changed it last; absent while it is as the snapshot said. */
  readonly changedBy?: number;
};

export interface LockerState {
  readonly snapshot: LockerSnapshot;
  readonly status: LockerSnapshot['status'];
  readonly batteryPercent: number | null;
  readonly lastSeenAt: string | null;
  /** By number. */
  readonly doors: readonly Door[];
  /** Oldest first, without holes; what the snapshot already shows is in it too. */
  readonly history: readonly LockerEvent[];
  /**
   * Number of the newest device message about each thing: `battery`, or a compartment's id for its door. A message that comes late
   * is an event, but does not open a door that was closed since.
   */
  readonly deviceSequences: Readonly<Record<string, number>>;
}

/** Events kept for the history; older ones can be read again. */
export const HISTORY_LIMIT = 1000;

/** A locker as the query showed it. */
export function lockerFrom(snapshot: LockerSnapshot): LockerState {
  return {
    snapshot,
    status: snapshot.status,
    batteryPercent: snapshot.batteryPercent,
    lastSeenAt: snapshot.lastSeenAt,
    doors: snapshot.compartments.toSorted((one, other) => one.number - other.number),
    history: [],
    deviceSequences: {},
  };
}

/** The state after the locker's next event. One that is already there changes nothing. */
export function withEvent(state: LockerState, event: LockerEvent): LockerState {
  const newest = state.history.at(-1);
  if (newest && event.sequence <= newest.sequence) return state;
  const history = [...state.history, event].slice(-HISTORY_LIMIT);
  return apply({ ...state, history }, event);
}

/** The state on a later snapshot: what changes without an event, such as maintenance, comes only with one. */
export function withSnapshot(state: LockerState, snapshot: LockerSnapshot): LockerState {
  const oldest = state.history[0];
  const isOlder = snapshot.sequence < state.snapshot.sequence;
  // Events between the snapshot and the history have been let go: it can no longer be brought up to now.
  const isOutOfReach = oldest !== undefined && oldest.sequence > snapshot.sequence + 1;
  if (isOlder || isOutOfReach) return state;
  return rebuilt(snapshot, state.history);
}

/** The state with a page of history from before what there is. */
export function withOlder(state: LockerState, events: readonly LockerEvent[]): LockerState {
  const oldest = state.history[0]?.sequence ?? Infinity;
  const history = [...events.filter(({ sequence }) => sequence < oldest), ...state.history];
  return rebuilt(state.snapshot, history.slice(-HISTORY_LIMIT));
}

function rebuilt(snapshot: LockerSnapshot, history: readonly LockerEvent[]): LockerState {
  return history.reduce(apply, { ...lockerFrom(snapshot), history });
}

/** An event up to the snapshot's sequence tells how new a device's message was; one behind it changes what is seen. */
function apply(state: LockerState, event: LockerEvent): LockerState {
  const subject = event.type === 'BATTERY' ? 'battery' : isDoorEvent(event) ? event.compartmentId : null;
  const known = subject === null ? undefined : state.deviceSequences[subject];
  const isLate = known !== undefined && event.deviceSequence !== null && event.deviceSequence <= known;
  const noted: LockerState =
    subject === null || isLate || event.deviceSequence === null
      ? state
      : { ...state, deviceSequences: { ...state.deviceSequences, [subject]: event.deviceSequence } };
  if (event.sequence <= state.snapshot.sequence) return noted;
  const heard = event.deviceSequence === null ? noted : heardOf(noted, event.recordedAt);
  return isLate ? heard : changed(heard, event);
}

const isDoorEvent = ({ type }: LockerEvent): boolean => type === 'DOOR_OPENED' || type === 'DOOR_CLOSED';

/** A locker that speaks is online; one in maintenance stays there until a person says otherwise. */
function heardOf(state: LockerState, at: string): LockerState {
  if (state.lastSeenAt !== null && Date.parse(at) <= Date.parse(state.lastSeenAt)) return state;
  return { ...state, lastSeenAt: at, status: state.status === 'OFFLINE' ? 'ONLINE' : state.status };
}

function changed(state: LockerState, event: LockerEvent): LockerState {
  if (event.type === 'BATTERY') return { ...state, batteryPercent: event.batteryPercent };
  const index = state.doors.findIndex(({ id }) => id === event.compartmentId);
  const door = state.doors[index];
  const change = door && doorChange(door, event);
  if (!change) return state;
  return { ...state, doors: state.doors.with(index, { ...door, ...change, changedBy: event.sequence }) };
}

/** What an event changes of its door; `undefined` if that is nothing. */
function doorChange(door: Door, { type, deliveryId }: LockerEvent): Partial<Door> | undefined {
  switch (type) {
    case 'DOOR_OPENED':
      return { door: 'OPEN' };
    case 'DOOR_CLOSED':
      return { door: 'CLOSED' };
    case 'DELIVERY_ANNOUNCED':
      return { status: 'RESERVED', deliveryId };
    case 'DELIVERY_DELIVERED':
      return { status: 'OCCUPIED', deliveryId };
    case 'DELIVERY_PICKED_UP':
    case 'DELIVERY_CANCELLED':
      // A snapshot that is newer than this event may show the next delivery there already.
      return door.deliveryId === deliveryId ? { status: 'FREE', deliveryId: null } : undefined;
    case 'PARCEL_IN':
    case 'PARCEL_OUT':
    case 'DELIVERY_PROBLEM':
    case 'BATTERY':
      return undefined;
  }
}

/** How many doors of a locker are in each state that a manager looks for. */
export function countDoors(doors: readonly Door[]) {
  const count = (test: (door: Door) => boolean): number => doors.filter(test).length;
  return {
    open: count(({ door }) => door === 'OPEN'),
    free: count(({ status }) => status === 'FREE'),
    reserved: count(({ status }) => status === 'RESERVED'),
    occupied: count(({ status }) => status === 'OCCUPIED'),
    outOfService: count(({ status }) => status === 'OUT_OF_SERVICE'),
  };
}
