/** Events and states in words: what a person reads, and what a screen reader says. */
import type { LockerEvent } from '@northwind/sdk';
import type {
  GraphQLCompartmentStatus,
  DeliveryProblemReason,
  LockerEventType,
  GraphQLLockerStatus,
  Open,
} from '@northwind/sdk/graphql';
import type { Door } from './locker-state.ts';

/** What stands for a value; for one that is newer than this page, what `otherwise` makes of it. */
export function forValue<Known extends string, Shown, Other>(
  known: Readonly<Record<Known, Shown>>,
  value: Open<Known>,
  otherwise: (value: string) => Other,
): Other | Shown {
  return Object.hasOwn(known, value) ? known[value as Known] : otherwise(value);
}

/** `OUT_OF_SERVICE` → `out of service`. */
const inWords = (value: string): string => value.toLowerCase().replaceAll('_', ' ');

const PROBLEMS: Readonly<Record<DeliveryProblemReason, string>> = {
  DAMAGED: 'the parcel is damaged',
  DOES_NOT_FIT: 'the parcel does not fit',
  DOOR_BLOCKED: 'the door is blocked',
  COMPARTMENT_OCCUPIED: 'something else lies inside',
  MISSING: 'the parcel is missing',
  OTHER: 'see the delivery',
};

/** One event as a short sentence without a full stop. */
export function eventText(event: LockerEvent, doors: readonly Door[]): string {
  const number = doors.find(({ id }) => id === event.compartmentId)?.number;
  const door = number === undefined ? 'a door' : `door ${number}`;
  const known = event.type as LockerEventType;
  switch (known) {
    case 'DOOR_OPENED':
      return capitalized(`${door} opened`);
    case 'DOOR_CLOSED':
      return capitalized(`${door} closed`);
    case 'PARCEL_IN':
      return `Parcel placed behind ${door}`;
    case 'PARCEL_OUT':
      return `Parcel taken from behind ${door}`;
    case 'BATTERY':
      return `Battery at ${event.batteryPercent ?? '?'} %`;
    case 'DELIVERY_ANNOUNCED':
      return capitalized(`${door} reserved for a delivery`);
    case 'DELIVERY_DELIVERED':
      return `Delivery made to ${door}`;
    case 'DELIVERY_PICKED_UP':
      return `Delivery picked up from ${door}`;
    case 'DELIVERY_PROBLEM':
      return `Problem with the delivery for ${door}: ${forValue(PROBLEMS, event.problemReason ?? 'OTHER', inWords)}`;
    case 'DELIVERY_CANCELLED':
      return `Delivery for ${door} cancelled`;
    default:
      known satisfies never;
      return capitalized(`${door}: ${inWords(event.type)}`);
  }
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const statusText = (status: Open<GraphQLCompartmentStatus>): string => forValue(STATUS_TEXT, status, inWords);

/** Whether a locker is in use, in words. */
export const lockerStatusText = (status: Open<GraphQLLockerStatus>): string =>
  forValue(LOCKER_STATUS_TEXT, status, (other) => capitalized(inWords(other)));

export const STATUS_TEXT: Readonly<Record<GraphQLCompartmentStatus, string>> = {
  FREE: 'free',
  RESERVED: 'reserved',
  OCCUPIED: 'occupied',
  OUT_OF_SERVICE: 'out of service',
};

const LOCKER_STATUS_TEXT: Readonly<Record<GraphQLLockerStatus, string>> = {
  ONLINE: 'Online',
  OFFLINE: 'Offline',
  MAINTENANCE: 'In maintenance',
};

/** A door in full: number, size, what is behind it, and the door itself where a sensor spoke. */
export function doorText({ number, size, status, door }: Door): string {
  const state = door === null ? '' : door === 'OPEN' ? ', door open' : ', door closed';
  return `Door ${number}, ${size.toLowerCase()}: ${statusText(status)}${state}`;
}
