/** A small locker and its events, for tests. */
import type { LockerEvent } from '@northwind/sdk';
import type { LockerSnapshot } from './locker-state.ts';

const noon = Date.UTC(2026, 10, 21, 12);
/** A time some minutes after noon. */
export const minutes = (count: number): string => new Date(noon + count * 60_000).toISOString();

export function snapshotOf(fields: Partial<LockerSnapshot> = {}): LockerSnapshot {
  return {
    id: 'lkr_1',
    name: 'Harbour 5, lobby',
    buildingId: 'bld_1',
    status: 'ONLINE',
    sequence: 10,
    lastSeenAt: minutes(0),
    batteryPercent: 80,
    address: { line1: 'Harbour 5', line2: null, postalCode: '20457', city: 'Hamburg', country: 'DE' },
    compartments: [
      { id: 'cmp_2', number: 2, size: 'LARGE', status: 'OCCUPIED', door: 'CLOSED', deliveryId: 'dlv_b' },
      { id: 'cmp_1', number: 1, size: 'SMALL', status: 'FREE', door: null, deliveryId: null },
    ],
    ...fields,
  };
}

export function eventOf(
  sequence: number,
  type: LockerEvent['type'],
  fields: Partial<LockerEvent> = {},
): LockerEvent {
  return {
    lockerId: 'lkr_1',
    buildingId: 'bld_1',
    sequence,
    type,
    occurredAt: minutes(sequence),
    recordedAt: minutes(sequence),
    compartmentId: 'cmp_1',
    size: null,
    deliveryId: null,
    deliveryStatus: null,
    partnerId: null,
    courierId: null,
    problemReason: null,
    batteryPercent: null,
    deviceSequence: null,
    correlationId: null,
    ...fields,
  };
}
