/** A device message out of an SQS record: the EventBridge event that the rule sent to the queue. */
import type { EventBridgeEvent, SQSRecord } from 'aws-lambda';
import { UnusableReport } from '../../domain/device-report.ts';
import { deviceCorrelationId } from '../../domain/locker-event.ts';
import type { DeviceEventDetail } from '../../generated/events/types.ts';
import { validateDeviceEventDetail } from '../../generated/events/validators.js';

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableReport('The message is no JSON.');
  }
};

/** What a message is called in the logs, as far as it says so itself: also one that cannot be read is looked for by it. */
export const claimedCorrelationId = ({ body }: SQSRecord): string | undefined => {
  const found = /"thingName":"(lkr_[0-9A-Z]{26})"/.exec(body)?.[1];
  const deviceSequence = /"deviceSequence":(\d{1,20})\b/.exec(body)?.[1];
  return found && deviceSequence ? deviceCorrelationId(found, Number(deviceSequence)) : undefined;
};

/**
 * @throws UnusableReport when the message breaks its schema or speaks for another locker; the error names places and rules, never
 * values, because it is logged
 */
export const readMessage = ({ body }: SQSRecord): DeviceEventDetail => {
  const event = parse(body) as Partial<EventBridgeEvent<string, unknown>> | null;
  const detail = event?.detail;
  if (!validateDeviceEventDetail(detail)) {
    const violations = (validateDeviceEventDetail.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
    );
    throw new UnusableReport(`The message breaks its schema: ${[...new Set(violations)].join('; ')}.`);
  }
  // The topic, and so `thingName`, is proven by the device's policy; what the payload says of itself is not.
  if (detail.lockerId !== detail.thingName) {
    throw new UnusableReport(`Locker ${detail.thingName} sent a message in the name of ${detail.lockerId}.`);
  }
  return detail;
};
