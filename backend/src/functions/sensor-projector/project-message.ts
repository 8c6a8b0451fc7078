/** Works off one device message, however often and in whatever order messages come. */
import type { DeviceRepository } from '../../data/device-repository.ts';
import { ConditionFailed, retryWhenOvertaken } from '../../data/transaction.ts';
import { IDEMPOTENCY_LABEL } from '../../data/writes.ts';
import { projectReport, UnusableReport } from '../../domain/device-report.ts';
import type { DeviceEventDetail } from '../../generated/events/types.ts';

/** `duplicate`: the message has been worked off before, and nothing was written. */
export type Outcome = 'recorded' | 'heartbeat' | 'duplicate';

/**
 * @throws UnusableReport when there is no such locker or compartment
 * @throws Refusal `write_conflict` when others were faster every time; the message may come again
 */
export const projectMessage = async (
  devices: DeviceRepository,
  message: DeviceEventDetail,
): Promise<Outcome> => {
  const compartmentId = 'compartmentId' in message ? message.compartmentId : undefined;
  try {
    return await retryWhenOvertaken(async () => {
      const place = await devices.find(message.lockerId, compartmentId);
      if (!place) throw new UnusableReport(`Locker ${message.lockerId} not found.`);
      const projection = projectReport(message, place, new Date().toISOString());
      await devices.record(place, message.deviceSequence, projection);
      return projection.event ? 'recorded' : 'heartbeat';
    });
  } catch (error) {
    if (error instanceof ConditionFailed && error.labels.includes(IDEMPOTENCY_LABEL)) return 'duplicate';
    throw error;
  }
};
