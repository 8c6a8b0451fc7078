/** What a device's message changes: the locker's next event, and the state that people see. */
import type { DeviceEventDetail } from '../generated/events/types.ts';
import type { Compartment, Locker, Progress, Reported } from './locker.ts';
import { deviceCorrelationId, type LockerEvent } from './locker-event.ts';
import { noMessages, withRecorded, type RecordedMessages } from './recorded-messages.ts';

/** The locker as it was read before the message is worked off. */
export interface ReportingLocker {
  readonly locker: Locker;
  /** The compartment that the message names; undefined where it names none or there is no such. */
  readonly compartment?: Compartment | undefined;
  readonly progress: Progress;
}

/** The state to replace; what is absent stays as it is. */
export interface Projection {
  /** Absent for a heartbeat. */
  readonly event?: LockerEvent;
  readonly compartment?: Partial<
    Pick<Compartment, 'door' | 'doorSequence' | 'occupied' | 'occupiedSequence'>
  >;
  readonly locker?: Pick<Locker, 'status' | 'updatedAt' | 'version'>;
  readonly reported?: Reported;
  /** With an event. */
  readonly recorded?: RecordedMessages;
}

/** The message can never be worked off: it names what does not exist, or speaks for another locker. */
export class UnusableReport extends Error {
  override readonly name = 'UnusableReport';
}

/** Milliseconds of silence after which a heartbeat is written down; an event is written anyway. */
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

const reportedBy = (
  report: DeviceEventDetail,
  silence: number,
  { batterySequence = 0 }: Reported,
): Reported => ({
  ...(silence >= (report.type === 'heartbeat' ? SEEN_PRECISION_MS : 1)
    ? { lastSeenAt: new Date(report.receivedAt).toISOString() }
    : {}),
  ...(report.type === 'battery' && report.deviceSequence > batterySequence
    ? { batteryPercent: report.batteryPercent, batterySequence: report.deviceSequence }
    : {}),
});

/** A locker comes online with its first message; one in maintenance stays there until a person says otherwise. */
const stateOfLocker = (
  report: DeviceEventDetail,
  { locker, progress }: ReportingLocker,
  now: string,
): Pick<Projection, 'locker' | 'reported'> => {
  const known: Reported = { ...locker, ...progress };
  const silence =
    known.lastSeenAt === undefined ? Infinity : report.receivedAt - Date.parse(known.lastSeenAt);
  const reported = reportedBy(report, silence, known);
  return {
    ...(locker.status === 'offline' && silence > 0
      ? { locker: { status: 'online', updatedAt: now, version: locker.version + 1 } }
      : {}),
    ...(Object.keys(reported).length > 0 ? { reported } : {}),
  };
};

const eventOf = (
  report: Exclude<DeviceEventDetail, { type: 'heartbeat' }>,
  { locker, compartment, progress }: ReportingLocker,
  now: string,
): LockerEvent => {
  const isParcel = report.type === 'parcel_in' || report.type === 'parcel_out';
  return {
    lockerId: locker.id,
    buildingId: locker.buildingId,
    sequence: progress.sequence + 1,
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
  const state = stateOfLocker(report, place, now);
  if (report.type === 'heartbeat') return state;
  const recorded = withRecorded(place.progress.recorded ?? noMessages, report.deviceSequence);
  const counted = { event: eventOf(report, place, now), recorded };
  if (report.type === 'battery') return { ...counted, ...state };
  if (!place.compartment) {
    throw new UnusableReport(`Locker ${report.lockerId} has no compartment ${report.compartmentId}.`);
  }
  const compartment = stateOfCompartment(report, place.compartment);
  return { ...counted, ...state, ...(compartment === undefined ? {} : { compartment }) };
};
