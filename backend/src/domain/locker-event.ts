/** What happens at a locker. Everything the live stream shows is one of these, with the locker's next sequence. */
import type { Delivery, DeliveryStatus } from './delivery.ts';
import type { CompartmentSize } from './locker.ts';

export type LockerEventType =
  | 'door_opened'
  | 'door_closed'
  | 'parcel_in'
  | 'parcel_out'
  | 'battery'
  | `delivery_${DeliveryStatus}`;

export interface LockerEvent {
  readonly lockerId: string;
  readonly buildingId: string;
  /** 1, 2, 3 … per locker, without holes. */
  readonly sequence: number;
  /** GraphQL's `type` in lower case. */
  readonly type: LockerEventType;
  /** By the clock of whoever saw it. */
  readonly occurredAt: string;
  /** When the service gave it its sequence. */
  readonly recordedAt: string;
  readonly compartmentId?: string;
  readonly size?: CompartmentSize;
  readonly deliveryId?: string;
  readonly deliveryStatus?: DeliveryStatus;
  readonly partnerId?: string;
  readonly courierId?: string;
  readonly problemReason?: string;
  readonly batteryPercent?: number;
  readonly deviceSequence?: number;
  /**
   * Names what caused the event, in every log and message on the event's way: the request id of a partner's call, the
   * `clientMutationId` of a courier's or manager's step, the {@link deviceCorrelationId} of a controller's message.
   */
  readonly correlationId?: string;
}

/** Of a controller's message: whoever has the message can write it down. */
export const deviceCorrelationId = (lockerId: string, deviceSequence: number): string =>
  `${lockerId}:${deviceSequence}`;

/** The event of a delivery's latest change. */
export const deliveryEvent = (delivery: Delivery, correlationId?: string): LockerEvent => ({
  lockerId: delivery.lockerId,
  buildingId: delivery.buildingId,
  sequence: delivery.sequence,
  type: `delivery_${delivery.status}`,
  occurredAt: delivery.updatedAt,
  recordedAt: delivery.updatedAt,
  compartmentId: delivery.compartmentId,
  size: delivery.size,
  deliveryId: delivery.id,
  deliveryStatus: delivery.status,
  partnerId: delivery.partnerId,
  ...(delivery.courierId === undefined ? {} : { courierId: delivery.courierId }),
  ...(delivery.problem === undefined ? {} : { problemReason: delivery.problem.reason }),
  ...(correlationId === undefined ? {} : { correlationId }),
});
