/**
 * The world a sandbox starts with: three partners, twelve buildings, forty lockers, a year of 10,000 deliveries with a
 * peak in December, and the 600 invoices for them.
 *
 * A seed and a moment determine every byte. The moment is the sandbox's "now", so that there are parcels on their way today
 * and invoices fallen due yesterday, whenever somebody tries it. No credentials are made here.
 *
 * @example
 * const seed = createSeed({ seed: 1, now: Date.now() });
 * dynamodb.load('northwind', seed.items());
 */
import {
  buildingItem,
  compartmentItem,
  deliveryItem,
  eventItem,
  freeCountsOf,
  invoiceCounterItem,
  invoiceItem,
  lockerItem,
  paymentItem,
  sequenceItem,
  userItem,
} from '../../../../src/data/items.ts';
import { lockerPartition, sortPrefix } from '../../../../src/data/keys.ts';
import { newBuilding } from '../../../../src/domain/building.ts';
import type { Compartment, Locker } from '../../../../src/domain/locker.ts';
import { deliveryEvent } from '../../../../src/domain/locker-event.ts';
import type { Item } from '../../services/dynamodb/dynalite.ts';
import type { LaterItems } from '../../services/dynamodb/table-store.ts';
import { day, isoTime, seededDays, startOfDay } from './calendar.ts';
import { playDeliveries } from './deliveries.ts';
import { createInvoices } from './invoices.ts';
import { marshallItem } from './marshall.ts';
import { createRandom, type Random } from './random.ts';
import {
  createWorld,
  userOf,
  type LockerState,
  type SeededBuilding,
  type SeededPartner,
  type SeededUser,
} from './world.ts';

export type { SeededBuilding, SeededPartner, SeededUser } from './world.ts';

export interface SeedOptions {
  /** `--seed`; default 1. */
  seed?: number;
  /** The last moment of the seeded year, in milliseconds since 1970. */
  now: number;
}

export interface SeededLocker {
  readonly lockerId: string;
  readonly buildingId: string;
  readonly name: string;
  readonly compartments: readonly Compartment[];
}

export interface Seed {
  readonly partners: readonly Pick<SeededPartner, 'partnerId' | 'handle' | 'name' | 'currency'>[];
  readonly buildings: readonly SeededBuilding[];
  readonly lockers: readonly SeededLocker[];
  readonly users: readonly SeededUser[];
  /** Every item of the table, in DynamoDB's JSON notation. */
  items(): Generator<Item>;
  /** The same without lockers' events, three of four items. */
  itemsButEvents(): Generator<Item>;
  /** The events, by locker. */
  events(): LaterItems[];
}

const deliveryCount = 10_000;
const invoiceCount = 600;

export function createSeed({ seed = 1, now }: SeedOptions): Seed {
  const random = createRandom(seed);
  const today = startOfDay(now);
  const days = Array.from({ length: seededDays }, (_, index) => today - (seededDays - 1 - index) * day);
  const since = (days[0] as number) - 30 * day;
  const world = createWorld(random.fork('world'), since);
  const history = playDeliveries(world, random.fork('deliveries'), { count: deliveryCount, days, now });
  const billing = createInvoices(world, history.deliveries, random.fork('invoices'), {
    count: invoiceCount,
    days,
    now,
  });
  const lockers = asReported(world.lockers, random.fork('devices'), now);

  function* itemsButEvents(): Generator<Item> {
    for (const { buildingId, ...building } of world.buildings) {
      const made = newBuilding(buildingId, building, isoTime(since));
      const lockerCount = lockers.filter(({ locker }) => locker.buildingId === buildingId).length;
      yield marshallItem(buildingItem({ ...made, lockerCount }));
    }
    for (const { locker, compartments, sequence, reported } of lockers) {
      yield marshallItem(lockerItem(locker));
      yield marshallItem({
        ...sequenceItem(locker.id, sequence),
        ...freeCountsOf(compartments),
        ...reported,
      });
      for (const compartment of compartments) yield marshallItem(compartmentItem(compartment));
    }
    for (const delivery of history.deliveries) yield marshallItem(deliveryItem(delivery));
    for (const invoice of billing.invoices) yield marshallItem(invoiceItem(invoice));
    for (const payment of billing.payments) yield marshallItem(paymentItem(payment));
    for (const { partnerId, year, lastNumber } of billing.counters) {
      yield marshallItem(invoiceCounterItem(partnerId, year, lastNumber));
    }
    for (const user of world.users) yield marshallItem(userItem(userOf(user, since)));
  }

  const events = () =>
    [...history.changes].map(([lockerId, changes]) => ({
      partition: lockerPartition(lockerId),
      sortPrefix: sortPrefix.event,
      make: () => changes.map((delivery) => marshallItem(eventItem(deliveryEvent(delivery)))),
    }));

  return {
    partners: world.partners.map(({ partnerId, handle, name, currency }) => ({
      partnerId,
      handle,
      name,
      currency,
    })),
    buildings: world.buildings,
    users: world.users,
    lockers: lockers.map(({ locker, compartments }) => ({
      lockerId: locker.id,
      buildingId: locker.buildingId,
      name: locker.name,
      compartments,
    })),
    *items() {
      yield* itemsButEvents();
      for (const { make } of events()) yield* make();
    },
    itemsButEvents,
    events,
  };
}

/** Lockers with what their sensors said last. One is offline and one is being repaired. */
function asReported(states: readonly LockerState[], random: Random, now: number): LockerState[] {
  const statuses = new Map<number, Locker['status']>([
    [states.length - 1, 'maintenance'],
    [states.length - 8, 'offline'],
  ]);
  return states.map(({ locker, compartments, sequence }, index) => {
    const status = statuses.get(index) ?? 'online';
    const silence = status === 'offline' ? 3 * day : random.integer(5, 290) * 1000;
    return {
      locker: { ...locker, status },
      reported: { lastSeenAt: isoTime(now - silence), batteryPercent: random.integer(55, 100) },
      compartments: compartments.map((compartment) => ({
        ...compartment,
        door: 'closed' as const,
        occupied: compartment.status === 'occupied',
      })),
      sequence,
    };
  });
}
