import { describe, expect, it } from 'vitest';
import type { LockerEvent } from '../../domain/locker-event.ts';
import { publicationOf } from './publications.ts';

const event: LockerEvent = {
  lockerId: 'lkr_1',
  buildingId: 'bld_1',
  sequence: 7,
  type: 'parcel_in',
  occurredAt: '2026-11-21T10:00:00.000Z',
  recordedAt: '2026-11-21T10:00:00.100Z',
  compartmentId: 'cmp_1',
  deliveryId: 'dlv_1',
  deviceSequence: 42,
  correlationId: 'lkr_1:42',
};

describe('what an event is published as', () => {
  it('a sensor that saw a parcel changes no delivery', () => {
    expect(publicationOf(event)).toEqual({
      operation: 'PublishLockerEvent',
      variables: { input: expect.objectContaining({ type: 'PARCEL_IN', deviceSequence: 42 }) as unknown },
    });
  });

  it("a delivery's new status is for those who follow the locker and for those who follow the delivery, in one request", () => {
    const changed: LockerEvent = {
      ...event,
      type: 'delivery_problem',
      deliveryStatus: 'problem',
      problemReason: 'damaged',
      partnerId: 'prt_1',
      size: 'small',
    };
    expect(publicationOf(changed)).toEqual({
      operation: 'PublishDeliveryEvent',
      variables: {
        event: expect.objectContaining({ type: 'DELIVERY_PROBLEM', deliveryStatus: 'PROBLEM' }) as unknown,
        input: {
          deliveryId: 'dlv_1',
          status: 'PROBLEM',
          partnerId: 'prt_1',
          lockerId: 'lkr_1',
          buildingId: 'bld_1',
          sequence: 7,
          courierId: null,
          compartmentId: 'cmp_1',
          size: 'SMALL',
          problemReason: 'DAMAGED',
          occurredAt: '2026-11-21T10:00:00.000Z',
          recordedAt: '2026-11-21T10:00:00.100Z',
          correlationId: 'lkr_1:42',
        },
      },
    });
  });
});
