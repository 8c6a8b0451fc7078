import { describe, expect, it } from 'vitest';
import type { DeviceEventDetail } from '../generated/events/types.ts';
import { projectReport, UnusableReport } from './device-report.ts';
import type { Compartment, Locker, Progress } from './locker.ts';

const now = '2026-11-21T10:00:00.500Z';
const receivedAt = Date.parse('2026-11-21T10:00:00.000Z');

const locker: Locker = {
  id: 'lkr_1',
  buildingId: 'bld_1',
  name: 'Lobby',
  address: { line1: 'Hafenstraße 1', postalCode: '20457', city: 'Hamburg', country: 'DE' },
  status: 'online',
  createdAt: now,
  updatedAt: now,
  version: 3,
};
const progress: Progress = {
  sequence: 7,
  lastSeenAt: '2026-11-21T09:59:30.000Z',
  batteryPercent: 80,
  batterySequence: 40,
  recorded: { highest: 41, bits: '3' },
};
const compartment: Compartment = {
  id: 'cmp_1',
  lockerId: 'lkr_1',
  number: 1,
  size: 'small',
  status: 'reserved',
  deliveryId: 'dlv_1',
  door: 'closed',
  doorSequence: 41,
};

type Fields = {
  type: DeviceEventDetail['type'];
  deviceSequence?: number;
  batteryPercent?: number;
  occurredAt?: string;
};

const report = (fields: Fields): DeviceEventDetail =>
  ({
    lockerId: 'lkr_1',
    thingName: 'lkr_1',
    receivedAt,
    deviceSequence: 42,
    compartmentId: 'cmp_1',
    occurredAt: '2026-11-21T11:59:59+02:00',
    ...fields,
  }) as DeviceEventDetail;

const project = (fields: Fields, changed: Partial<Locker> = {}, known: Progress = progress) =>
  projectReport(report(fields), { locker: { ...locker, ...changed }, compartment, progress: known }, now);

describe('what a device message changes', () => {
  it.each([
    ['five minutes fast', '2026-11-21T10:05:00Z', '2026-11-21T10:05:00.000Z'],
    ['a second faster', '2026-11-21T10:05:01Z', '2026-11-21T10:00:00.000Z'],
    ['a thousand years fast', '2999-01-01T00:00:00Z', '2026-11-21T10:00:00.000Z'],
    ['a month late', '2026-10-22T10:00:00Z', '2026-10-22T10:00:00.000Z'],
    ['reset', '1970-01-01T00:00:00Z', '2026-11-21T10:00:00.000Z'],
    ['not set at all', '0001-01-01T00:00:00Z', '2026-11-21T10:00:00.000Z'],
  ])('happened when the clock says, unless the clock is %s: %s', (_clock, occurredAt, expected) => {
    expect(project({ type: 'door_opened', occurredAt }).event?.occurredAt).toBe(expected);
  });

  it("a door is the locker's next event and the compartment's state", () => {
    expect(project({ type: 'door_opened' })).toEqual({
      event: {
        lockerId: 'lkr_1',
        buildingId: 'bld_1',
        sequence: 8,
        type: 'door_opened',
        occurredAt: '2026-11-21T09:59:59.000Z',
        recordedAt: now,
        compartmentId: 'cmp_1',
        deviceSequence: 42,
        correlationId: 'lkr_1:42',
      },
      compartment: { door: 'open', doorSequence: 42 },
      reported: { lastSeenAt: '2026-11-21T10:00:00.000Z' },
      recorded: { highest: 42, bits: '7' },
    });
  });

  it('a late message is an event and leaves the newer state as it is', () => {
    const { event, compartment: state, recorded } = project({ type: 'door_opened', deviceSequence: 39 });
    expect(event).toMatchObject({ type: 'door_opened', sequence: 8, deviceSequence: 39 });
    expect(state).toBeUndefined();
    expect(recorded).toEqual({ highest: 41, bits: '7' });
  });

  it("a parcel's sensor is compared with its own messages, not with the door's", () => {
    expect(project({ type: 'parcel_in', deviceSequence: 40 })).toMatchObject({
      event: { type: 'parcel_in', deliveryId: 'dlv_1' },
      compartment: { occupied: true, occupiedSequence: 40 },
    });
  });

  it('a battery is an event, and its charge the newest one', () => {
    expect(project({ type: 'battery', batteryPercent: 75 }).reported).toEqual({
      lastSeenAt: '2026-11-21T10:00:00.000Z',
      batteryPercent: 75,
      batterySequence: 42,
    });
    expect(project({ type: 'battery', batteryPercent: 90, deviceSequence: 39 })).toEqual({
      event: expect.objectContaining({ type: 'battery', batteryPercent: 90 }) as unknown,
      reported: { lastSeenAt: '2026-11-21T10:00:00.000Z' },
      recorded: { highest: 41, bits: '7' },
    });
  });

  it('a heartbeat is no event; it moves lastSeenAt by whole minutes, and never back', () => {
    const seenAt = (lastSeenAt: string) => project({ type: 'heartbeat' }, {}, { ...progress, lastSeenAt });
    expect(seenAt('2026-11-21T09:59:30.000Z')).toEqual({});
    expect(seenAt('2026-11-21T09:58:00.000Z')).toEqual({
      reported: { lastSeenAt: '2026-11-21T10:00:00.000Z' },
    });
    expect(seenAt('2026-11-21T10:30:00.000Z')).toEqual({});
  });

  it('a locker of the version before has on itself what was reported, until the next report', () => {
    const before = { lastSeenAt: '2026-11-21T09:59:30.000Z', batterySequence: 43 };
    expect(project({ type: 'heartbeat' }, before, { sequence: 7 })).toEqual({});
    expect(project({ type: 'battery', batteryPercent: 75 }, before, { sequence: 7 }).reported).toEqual({
      lastSeenAt: '2026-11-21T10:00:00.000Z',
    });
  });

  it('brings an offline locker online as an edit, and leaves one in maintenance alone', () => {
    expect(project({ type: 'heartbeat' }, { status: 'offline' }).locker).toEqual({
      status: 'online',
      updatedAt: now,
      version: 4,
    });
    expect(project({ type: 'heartbeat' }, { status: 'maintenance' }).locker).toBeUndefined();
  });

  it('refuses a compartment that the locker does not have', () => {
    expect(() => projectReport(report({ type: 'parcel_out' }), { locker, progress }, now)).toThrow(
      UnusableReport,
    );
  });
});

type Filled<Message> = Message extends DeviceEventDetail ? Required<Message> : never;

/** Fields that change no state, and why. */
const unprojected: Readonly<Record<string, string>> = {
  lockerId: 'says which locker is read; the projector finds it',
  thingName: 'vouches for `lockerId`; the reader compares the two',
  type: 'chooses the message',
  'heartbeat deviceSequence': 'tells events apart; a heartbeat is none',
  'heartbeat occurredAt':
    'a heartbeat is seen when the broker received it: a controller without a clock still lives',
};

describe('a field of a device message', () => {
  const common = { lockerId: 'lkr_1', thingName: 'lkr_1', receivedAt, deviceSequence: 42, occurredAt: now };
  const otherwise = {
    lockerId: 'lkr_2',
    thingName: 'lkr_2',
    receivedAt: receivedAt + 600_000,
    deviceSequence: 43,
    occurredAt: '2026-11-21T10:00:07.000Z',
  };
  const compartmentOf = <Type extends 'door_opened' | 'door_closed' | 'parcel_in' | 'parcel_out'>(
    type: Type,
  ) =>
    [
      { ...common, type, compartmentId: 'cmp_1' },
      { ...otherwise, type, compartmentId: 'cmp_2' },
    ] as const;
  const messages: Readonly<
    Record<DeviceEventDetail['type'], readonly [Filled<DeviceEventDetail>, Filled<DeviceEventDetail>]>
  > = {
    door_opened: compartmentOf('door_opened'),
    door_closed: compartmentOf('door_closed'),
    parcel_in: compartmentOf('parcel_in'),
    parcel_out: compartmentOf('parcel_out'),
    battery: [
      { ...common, type: 'battery', batteryPercent: 80 },
      { ...otherwise, type: 'battery', batteryPercent: 20 },
    ],
    heartbeat: [
      { ...common, type: 'heartbeat' },
      { ...otherwise, type: 'heartbeat' },
    ],
  };
  const place = {
    locker,
    compartment,
    progress: { ...progress, lastSeenAt: '2026-11-21T08:00:00.000Z' },
  };

  it.each(Object.entries(messages))('of %s changes what is projected', (type, [message, other]) => {
    const before = JSON.stringify(projectReport(message, place, now));
    const idle = Object.entries(other)
      .filter(([name, value]) => {
        const changed = { ...message, [name]: value } as DeviceEventDetail;
        return JSON.stringify(projectReport(changed, place, now)) === before;
      })
      .map(([name]) => name);
    const unread = idle.filter((name) => !(name in unprojected) && !(`${type} ${name}` in unprojected));
    expect(unread, 'fields that nothing projects: store them, or say in `unprojected` why not').toEqual([]);
  });
});
