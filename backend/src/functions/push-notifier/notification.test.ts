import { describe, expect, it } from 'vitest';
import type { LockerEvent } from '../../domain/locker-event.ts';
import { notificationOf } from './notification.ts';

const event: LockerEvent = {
  lockerId: 'lkr_1',
  buildingId: 'bld_1',
  sequence: 7,
  type: 'delivery_delivered',
  occurredAt: '2026-11-21T10:00:00.000Z',
  recordedAt: '2026-11-21T10:00:00.100Z',
  compartmentId: 'cmp_1',
  deliveryId: 'dlv_1',
  deliveryStatus: 'delivered',
  partnerId: 'prt_1',
};

describe('a notification of a status', () => {
  it('says which change of which delivery it was, and no more', () => {
    expect(JSON.parse(notificationOf(event).Message)).toEqual({
      lockerId: 'lkr_1',
      sequence: 7,
      deliveryId: 'dlv_1',
      status: 'delivered',
      occurredAt: '2026-11-21T10:00:00.000Z',
    });
  });

  it('carries as attributes what subscriptions are filtered by, and none that is empty', () => {
    expect(notificationOf(event).MessageAttributes).toEqual({
      status: { DataType: 'String', StringValue: 'delivered' },
      partnerId: { DataType: 'String', StringValue: 'prt_1' },
      buildingId: { DataType: 'String', StringValue: 'bld_1' },
    });
    expect(notificationOf({ ...event, courierId: 'sub-1' }).MessageAttributes).toHaveProperty('courierId');
  });
});
