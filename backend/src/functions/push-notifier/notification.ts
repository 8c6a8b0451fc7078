/** What a subscriber of the topic is told: ids and a status. Whoever may know more asks the API, which checks who they are. */
import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import type { LockerEvent } from '../../domain/locker-event.ts';

/** The message, as JSON. */
export interface DeliveryStatusNotification {
  /** A message may come twice: `lockerId` and `sequence` name the change. */
  readonly lockerId: string;
  readonly sequence: number;
  readonly deliveryId: string;
  /** As the REST API writes it: `delivered`. */
  readonly status: string;
  /** RFC 3339 in UTC. */
  readonly occurredAt: string;
  /** Names what caused the change in our logs. */
  readonly correlationId?: string;
}

/** Message attributes are what subscriptions filter by ("Amazon SNS message filtering"): whose delivery, and what happened. */
const attributesOf = ({ deliveryStatus, partnerId, courierId, buildingId }: LockerEvent) =>
  Object.fromEntries(
    Object.entries({ status: deliveryStatus, partnerId, courierId, buildingId })
      .filter((entry): entry is [string, string] => entry[1] !== undefined)
      .map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  );

/** Parts of the Publish request. */
export const notificationOf = (
  event: LockerEvent,
): {
  readonly Message: string;
  readonly MessageAttributes: Record<string, MessageAttributeValue>;
} => {
  const message: DeliveryStatusNotification = {
    lockerId: event.lockerId,
    sequence: event.sequence,
    deliveryId: event.deliveryId ?? '',
    status: event.deliveryStatus ?? '',
    occurredAt: event.occurredAt,
    ...(event.correlationId === undefined ? {} : { correlationId: event.correlationId }),
  };
  return { Message: JSON.stringify(message), MessageAttributes: attributesOf(event) };
};
