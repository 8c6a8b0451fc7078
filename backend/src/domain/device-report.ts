/** What a device's message changes: the locker's next event, and the state that people see. */
import type { DeviceEventDetail } from '../generated/events/types.ts';
import type { Compartment, Locker } from './locker.ts';
import { deviceCorrelationId, type LockerEvent } from './locker-event.ts';

/** The locker as it was read before the message is worked off. */
export interface ReportingLocker {
  readonly locker: Locker;
  /** The compartment that the message names; undefined where it names none or there is no such. */
  readonly compartment?: Compartment | undefined;
  /** Sequence of the locker's last event. */
  readonly lastSequence: number;
}

/** The state to replace; what is absent stays as it is. */
export interface Projection {
  /** Absent for a heartbeat. */
  readonly event?: LockerEvent;
  readonly compartment?: Partial<
    Pick<Compartment, 'door' | 'doorSequence' | 'occupied' | 'occupiedSequence'>
  >;
  readonly locker?: Partial<
    Pick<Locker, 'lastSeenAt' | 'batteryPercent' | 'batterySequence' | 'status' | 'updatedAt' | 'version'>
  >;
}

/** The message can never be worked off: it names what does not exist, or speaks for another locker. */
export class UnusableReport extends Error {
  override readonly name = 'UnusableReport';
}

/** Milliseconds by which `lastSeenAt` may be late, so that a burst of messages does not rewrite the locker in every index. */
const SEEN_PRECISION_MS = 60_000;

/** How far a controller's clock may be ahead of the broker's, in milliseconds. */
const CLOCK_AHEAD_MS = 5 * 60_000;
/** How long a controller may have kept a message before it could send it, in milliseconds. */
const KEPT_MS = 30 * 86_400_000;

/** When it happened, in UTC: the controller's time where its clock can mean it, otherwise the broker's. */
const happenedAt = ({ occurredAt, receivedAt }: DeviceEventDetail): string => {
  const told = Date.parse(occurredAt);
  const isPlausible = told <= receivedAt + CLOCK_AHEAD_MS && told >= receivedAt - KEPT_MS;
  return new Date(isPlausible ? told : receivedAt).toISOString();
};

const stateOfCompartment = (
  report: DeviceEventDetail,
  { door, doorSequence = 0, occupied, occupiedSequence = 0 }: Compartment,
): Projection['compartment'] => {
  const { type, deviceSequence } = report;
  switch (type) {
    case 'door_opened':
    case 'door_closed': {
      const now = type === 'door_opened' ? 'open' : 'closed';
      return deviceSequence > doorSequence || door === undefined
        ? { door: now, doorSequence: deviceSequence }
        : undefined;
    }
    case 'parcel_in':
    case 'parcel_out':
      return deviceSequence > occupiedSequence || occupied === undefined
        ? { occupied: type === 'parcel_in', occupiedSequence: deviceSequence }
        : undefined;
    default:
      return undefined;
  }
};

/** A locker comes online with its first message; one in maintenance stays there until a person says otherwise. */
const stateOfLocker = (report: DeviceEventDetail, locker: Locker, now: string): Projection['locker'] => {
  const seenAt = new Date(report.receivedAt);
  const seenBefore = locker.lastSeenAt === undefined ? -Infinity : Date.parse(locker.lastSeenAt);
  const isNews = seenAt.getTime() > seenBefore;
  const state = {
    ...(seenAt.getTime() - seenBefore >= SEEN_PRECISION_MS ? { lastSeenAt: seenAt.toISOString() } : {}),
    ...(report.type === 'battery' && report.deviceSequence > (locker.batterySequence ?? 0)
      ? { batteryPercent: report.batteryPercent, batterySequence: report.deviceSequence }
      : {}),
    ...(locker.status === 'offline' && isNews
      ? { status: 'online' as const, updatedAt: now, version: locker.version + 1 }
      : {}),
  };
  return Object.keys(state).length > 0 ? state : undefined;
};

const eventOf = (
  report: Exclude<DeviceEventDetail, { type: 'heartbeat' }>,
  { locker, compartment, lastSequence }: ReportingLocker,
  now: string,
): LockerEvent => {
  const isParcel = report.type === 'parcel_in' || report.type === 'parcel_out';
  return {
    lockerId: locker.id,
    buildingId: locker.buildingId,
    sequence: lastSequence + 1,
    type: report.type,
    occurredAt: happenedAt(report),
    recordedAt: now,
    deviceSequence: report.deviceSequence,
    correlationId: deviceCorrelationId(locker.id, report.deviceSequence),
    ...(report.type === 'battery'
      ? { batteryPercent: report.batteryPercent }
      : { compartmentId: report.compartmentId }),
    ...(isParcel && compartment?.deliveryId !== undefined ? { deliveryId: compartment.deliveryId } : {}),
  };
};

/**
 * Each message but a heartbeat is an event, in the order in which messages arrive; state follows the device's own order, so that a
 * late message of an opened door does not open the door that was closed since.
 *
 * @throws UnusableReport when there is no such compartment
 */
export const projectReport = (report: DeviceEventDetail, place: ReportingLocker, now: string): Projection => {
  const lockerState = stateOfLocker(report, place.locker, now);
  const locker = lockerState === undefined ? {} : { locker: lockerState };
  if (report.type === 'heartbeat') return locker;
  const event = eventOf(report, place, now);
  if (report.type === 'battery') return { event, ...locker };
  if (!place.compartment) {
    throw new UnusableReport(`Locker ${report.lockerId} has no compartment ${report.compartmentId}.`);
  }
  const compartment = stateOfCompartment(report, place.compartment);
  return { event, ...locker, ...(compartment === undefined ? {} : { compartment }) };
};
