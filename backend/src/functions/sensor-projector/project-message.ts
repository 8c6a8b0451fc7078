/** Works off one device message, however often and in whatever order messages come. */
import type { DeviceRepository } from '../../data/device-repository.ts';
import { retryWhenOvertaken } from '../../data/transaction.ts';
import { projectReport, UnusableReport, type ReportingLocker } from '../../domain/device-report.ts';
import { isRecorded, noMessages, withRecorded } from '../../domain/recorded-messages.ts';
import type { DeviceEventDetail } from '../../generated/events/types.ts';

/** `duplicate`: the message has been worked off before, and nothing was written. */
export type Outcome = 'recorded' | 'heartbeat' | 'duplicate';

/** Milliseconds after which a message does not come again: all queues together keep one for 18 days (4, then 14 as a dead letter). */
const REPEATED_MS = 30 * 86_400_000;

/** Whether the message became an event before, and the locker with what it knows of such messages. */
const lookUp = async (
  devices: DeviceRepository,
  { lockerId, deviceSequence, receivedAt }: DeviceEventDetail,
  place: ReportingLocker,
): Promise<{ readonly isDuplicate: boolean; readonly place: ReportingLocker }> => {
  const { recorded: kept } = place.progress;
  const isDuplicate = kept && isRecorded(kept, deviceSequence);
  if (isDuplicate !== undefined) return { isDuplicate, place };
  const history = await devices.recordedSince(lockerId, new Date(receivedAt - REPEATED_MS).toISOString());
  const recorded = history.reduce(withRecorded, kept ?? noMessages);
  return {
    isDuplicate: history.includes(deviceSequence),
    place: { ...place, progress: { ...place.progress, recorded } },
  };
};

/**
 * @throws UnusableReport when there is no such locker or compartment
 * @throws Refusal `write_conflict` when others were faster every time; the message may come again
 */
export const projectMessage = (devices: DeviceRepository, message: DeviceEventDetail): Promise<Outcome> =>
  retryWhenOvertaken(async () => {
    const compartmentId = 'compartmentId' in message ? message.compartmentId : undefined;
    const found = await devices.find(message.lockerId, compartmentId);
    if (!found) throw new UnusableReport(`Locker ${message.lockerId} not found.`);
    // A heartbeat only moves forward what it writes: it need not be known again, and there are many.
    const { isDuplicate, place } =
      message.type === 'heartbeat'
        ? { isDuplicate: false, place: found }
        : await lookUp(devices, message, found);
    if (isDuplicate) return 'duplicate';
    const projection = projectReport(message, place, new Date().toISOString());
    await devices.record(place, projection);
    return projection.event ? 'recorded' : 'heartbeat';
  });
