import type * as types from '../../generated/testing/graphql-types.ts';
import { DAY_MINUTES, later } from '../time.ts';
import { deliveryTimes } from './deliveries.ts';
import type { Rule, Rules } from './rule.ts';

interface Types {
  Me: types.Me;
  Delivery: types.Delivery;
  DeliveryConnection: types.DeliveryConnection;
  Locker: types.Locker;
  LockerConnection: types.LockerConnection;
  Compartment: types.Compartment;
  LockerEvent: types.LockerEvent;
  LockerEventConnection: types.LockerEventConnection;
  DeliveryEvent: types.DeliveryEvent;
}

const me: Rule<types.Me> = (sample, { given, random }) => {
  const groups = given.groups ?? [random.pick(['COURIER', 'MANAGER', 'PARTNER', 'ADMIN'] as const)];
  return {
    groups,
    buildingIds: groups.includes('MANAGER') ? sample.buildingIds : [],
    partnerId: groups.includes('PARTNER') ? sample.partnerId : null,
  };
};

const delivery: Rule<types.Delivery> = (sample, { given }) => {
  const { status, createdAt, lockerId, buildingId } = sample;
  const times = deliveryTimes(status, createdAt);
  const reportedAt = given.problem?.reportedAt ?? later(createdAt, 90);
  return {
    ...times,
    expectedOn: later(createdAt, DAY_MINUTES).slice(0, 10),
    problem: status === 'PROBLEM' && sample.problem ? { ...sample.problem, reportedAt } : null,
    locker: sample.locker && {
      ...sample.locker,
      id: given.locker?.id ?? lockerId,
      buildingId: given.locker?.buildingId ?? buildingId,
    },
    signature: times.deliveredAt === null ? null : sample.signature,
  };
};

const compartment: Rule<types.Compartment> = ({ status, deliveryId }) => ({
  deliveryId: status === 'RESERVED' || status === 'OCCUPIED' ? deliveryId : null,
});

const locker: Rule<types.Locker> = ({ compartments }, { given }) => ({
  compartments: compartments.map((one, index) => ({
    ...one,
    number: given.compartments?.[index]?.number ?? index + 1,
  })),
});

/** Of an event, what its type has: the rest is null. */
const lockerEvent: Rule<types.LockerEvent> = (sample, { given }) => {
  const type = sample.type ?? 'BATTERY';
  const isStep = type.startsWith('DELIVERY_');
  const isParcel = type === 'PARCEL_IN' || type === 'PARCEL_OUT';
  const step = type.replace('DELIVERY_', '') as types.DeliveryStatus;
  return {
    occurredAt: given.occurredAt ?? sample.recordedAt,
    compartmentId: type === 'BATTERY' ? null : sample.compartmentId,
    size: isStep ? sample.size : null,
    deliveryId: isStep || isParcel ? sample.deliveryId : null,
    deliveryStatus: isStep ? step : null,
    partnerId: isStep ? sample.partnerId : null,
    courierId: isStep ? sample.courierId : null,
    problemReason: type === 'DELIVERY_PROBLEM' ? sample.problemReason : null,
    batteryPercent: type === 'BATTERY' ? sample.batteryPercent : null,
    deviceSequence: isStep ? null : sample.deviceSequence,
  };
};

/** A stretch without holes, to the locker's latest. */
const lockerEvents: Rule<types.LockerEventConnection> = ({ items }, { given }) => {
  const [first] = items;
  const stretch = items.map((event, index) => ({
    ...event,
    lockerId: given.items?.[index]?.lockerId ?? first?.lockerId ?? null,
    buildingId: given.items?.[index]?.buildingId ?? first?.buildingId ?? null,
    sequence: given.items?.[index]?.sequence ?? index + 1,
  }));
  return { items: stretch, latestSequence: stretch.at(-1)?.sequence ?? 0 };
};

export const graphqlRules: Rules<Types> = {
  Me: me,
  Delivery: delivery,
  DeliveryConnection: () => ({ nextToken: null }),
  Compartment: compartment,
  Locker: locker,
  LockerConnection: () => ({ nextToken: null }),
  LockerEvent: lockerEvent,
  LockerEventConnection: lockerEvents,
  DeliveryEvent: (sample, { given }) => ({
    occurredAt: given.occurredAt ?? sample.recordedAt,
    problemReason: sample.status === 'PROBLEM' ? sample.problemReason : null,
  }),
};
