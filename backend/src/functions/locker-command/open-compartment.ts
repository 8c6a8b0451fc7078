/** Sends an `open_compartment` command, or again the one that was sent for the same id. */
import { channels } from '../../generated/events/channels.ts';
import type { DeviceCommand } from '../../generated/events/types.ts';
import { validateDeviceCommand } from '../../generated/events/validators.js';
import type { OpenCompartmentReply, OpenCompartmentRequest } from '../../resolvers/shared/lambda-payloads.ts';
import type { CommandRecords } from './command-record.ts';

/** Milliseconds a command is good for: whoever asked stands in front of the door now. */
const COMMAND_LIFETIME = 60_000;

/** Publishes to a topic with QoS 1. */
export type PublishToDevice = (topic: string, payload: string) => Promise<void>;

export interface CommandServices {
  readonly records: CommandRecords;
  readonly publish: PublishToDevice;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const commandTopic = (lockerId: string): string =>
  channels.deviceCommand.mqttTopic.replace('{lockerId}', lockerId);

/**
 * A repeat publishes the very same command while it is good: the first may have been lost on the way, and the locker acts once for
 * each `commandId`. Afterwards it only gets the answer of the first.
 */
export const openCompartment = async (
  { records, publish, now }: CommandServices,
  request: OpenCompartmentRequest,
): Promise<OpenCompartmentReply> => {
  const { commandId, lockerId, compartmentId, requestedBy } = request;
  const asked = now();
  const fingerprint = `openCompartment ${lockerId} ${compartmentId}`;
  const kept = await records.keepFirst(requestedBy, commandId, {
    fingerprint,
    result: {
      issuedAt: new Date(asked).toISOString(),
      expiresAt: new Date(asked + COMMAND_LIFETIME).toISOString(),
    },
  });
  if (kept.fingerprint !== fingerprint) return { refusal: 'IdempotencyMismatch' };
  const { issuedAt, expiresAt } = kept.result;
  const command: Required<DeviceCommand> = {
    commandId,
    type: 'open_compartment',
    lockerId,
    compartmentId,
    issuedAt,
    expiresAt,
  };
  if (!validateDeviceCommand(command)) {
    const [violation] = validateDeviceCommand.errors ?? [];
    throw new Error(
      `The command would break its schema: ${violation?.instancePath ?? ''} ${violation?.message ?? ''}`,
    );
  }
  if (Date.parse(expiresAt) > asked) await publish(commandTopic(lockerId), JSON.stringify(command));
  return { commandId, issuedAt, expiresAt };
};
