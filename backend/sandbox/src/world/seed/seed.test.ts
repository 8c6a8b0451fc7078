import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { entityAttribute } from '../../../../src/data/item-types.ts';
import { deliveryItem, entityOf, eventItem, invoiceItem, lockerItem } from '../../../../src/data/items.ts';
import type { Delivery } from '../../../../src/domain/delivery.ts';
import type { Invoice } from '../../../../src/domain/invoice.ts';
import { pricedLines } from '../../../../src/domain/invoice.ts';
import type { Compartment, Locker, Progress } from '../../../../src/domain/locker.ts';
import { deliveryEvent, type LockerEvent } from '../../../../src/domain/locker-event.ts';
import { totalsOf } from '../../../../src/domain/money.ts';
import type { Payment } from '../../../../src/domain/payment.ts';
import type { Item } from '../../services/dynamodb/dynalite.ts';
import { createSeed, type SeedOptions } from './seed.ts';

const now = Date.UTC(2026, 10, 21, 10, 30);
const items = [...createSeed({ now }).items()];

function plainOf(item: Item): Record<string, unknown> {
  return unmarshall(item as Parameters<typeof unmarshall>[0]);
}

function ofType<Entity>(type: string, from: readonly Item[] = items): Entity[] {
  return from
    .filter((item) => item[entityAttribute]?.S === type)
    .map((item) => entityOf<Entity>(plainOf(item)));
}

function hash(options: SeedOptions): string {
  const digest = createHash('sha256');
  for (const item of createSeed(options).items()) digest.update(JSON.stringify(item));
  return digest.digest('hex');
}

const deliveries = ofType<Delivery>('Delivery');
const invoices = ofType<Invoice>('Invoice');
const payments = ofType<Payment>('Payment');
const events = ofType<LockerEvent>('LockerEvent');
const lockers = ofType<Locker>('Locker');
const compartments = ofType<Compartment>('Compartment');

describe('a seed', () => {
  it('has 3 partners, 12 buildings, 40 lockers with compartments, 10,000 deliveries and 600 invoices', () => {
    const seed = createSeed({ now });
    expect(seed.partners).toHaveLength(3);
    expect(seed.buildings).toHaveLength(12);
    expect(seed.lockers).toHaveLength(40);
    expect(lockers).toHaveLength(40);
    expect(deliveries).toHaveLength(10_000);
    expect(invoices).toHaveLength(600);
    expect(new Set(compartments.map(({ lockerId }) => lockerId)).size).toBe(40);
    expect(new Set(compartments.map(({ size }) => size))).toEqual(new Set(['small', 'medium', 'large']));
  });

  it('has its counts whatever the number and the moment', () => {
    for (const options of [
      { seed: 7, now },
      { seed: 2, now: Date.UTC(2027, 0, 1, 0, 0, 30) },
    ]) {
      const other = [...createSeed(options).items()];
      expect(ofType('Delivery', other)).toHaveLength(10_000);
      expect(ofType('Invoice', other)).toHaveLength(600);
    }
  });

  it('is the same to the byte for the same number and moment, and another for another number', () => {
    expect(hash({ seed: 5, now })).toBe(hash({ seed: 5, now }));
    expect(hash({ seed: 5, now })).not.toBe(hash({ seed: 6, now }));
  });

  it('has no key twice', () => {
    const keys = items.map(({ pk, sk }) => `${pk?.S}|${sk?.S}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('peaks in December, in deliveries and in invoices', () => {
    const byMonth = (days: readonly (string | undefined)[]) => {
      const counts = new Map<string, number>();
      for (const text of days) {
        const month = text?.slice(0, 7) ?? '';
        if (month !== '' && month !== '2025-11' && month !== '2026-11')
          counts.set(month, (counts.get(month) ?? 0) + 1);
      }
      const december = counts.get('2025-12') ?? 0;
      counts.delete('2025-12');
      return { december, others: [...counts.values()] };
    };
    const delivered = byMonth(deliveries.map(({ expectedOn }) => expectedOn));
    expect(delivered.others).toHaveLength(10);
    expect(delivered.december).toBeGreaterThan(2 * Math.max(...delivered.others));
    const issued = byMonth(invoices.map(({ issuedAt }) => issuedAt));
    expect(issued.december).toBeGreaterThan(Math.max(...issued.others));
  });

  it('has nothing from the future, and work left to do today', () => {
    const times = [...deliveries, ...invoices].map(({ updatedAt }) => Date.parse(updatedAt));
    expect(Math.max(...times)).toBeLessThanOrEqual(now);
    const today = deliveries.filter(({ expectedOn }) => expectedOn === '2026-11-21');
    expect(today.some(({ status }) => status === 'announced')).toBe(true);
    expect(today.every(({ courierId }) => courierId !== undefined)).toBe(true);
  });

  it.each(['00:00:30', '06:00:00', '12:00:00', '20:30:00', '23:59:59'])(
    'leaves every partner parcels to bring at %s',
    (time) => {
      const other = [...createSeed({ now: Date.parse(`2026-11-21T${time}Z`) }).items()];
      const toBring = ofType<Delivery>('Delivery', other).filter(
        (each) =>
          each.expectedOn === '2026-11-21' && each.status === 'announced' && each.courierId !== undefined,
      );
      for (const { partnerId } of createSeed({ now }).partners)
        expect(toBring.filter((each) => each.partnerId === partnerId).length, partnerId).toBeGreaterThan(1);
      expect(toBring.length).toBeGreaterThan(8);
    },
  );

  it('holds no credentials', () => {
    expect(JSON.stringify(items)).not.toMatch(/secret|password|apiKey/i);
  });
});

describe('seeded invoices', () => {
  it('reconcile to the cent with their lines and payments, for all three partners', () => {
    const paid = new Map<string, number>();
    for (const { invoiceId, amount } of payments) paid.set(invoiceId, (paid.get(invoiceId) ?? 0) + amount);
    for (const invoice of invoices) {
      expect(pricedLines(invoice.lines)).toEqual(invoice.lines);
      expect(totalsOf(invoice.lines)).toEqual({
        subtotal: invoice.subtotal,
        tax: invoice.tax,
        total: invoice.total,
      });
      expect(invoice.amountPaid).toBe(paid.get(invoice.id) ?? 0);
      expect(invoice.amountDue).toBe(invoice.status === 'void' ? 0 : invoice.total - invoice.amountPaid);
      expect(invoice.status === 'paid').toBe(invoice.amountDue === 0 && invoice.status !== 'void');
    }
    expect(new Set(invoices.map(({ partnerId }) => partnerId)).size).toBe(3);
  });

  it('are in every state, some of them overdue and some paid in part', () => {
    const states = new Set(invoices.map(({ status }) => status));
    expect(states).toEqual(new Set(['draft', 'open', 'paid', 'void', 'uncollectible']));
    const open = invoices.filter(({ status }) => status === 'open');
    expect(open.some(({ dueAt }) => Date.parse(dueAt ?? '') < now)).toBe(true);
    expect(open.some(({ dueAt }) => Date.parse(dueAt ?? '') > now)).toBe(true);
    expect(payments.length).toBeGreaterThan(invoices.filter(({ status }) => status === 'paid').length);
  });

  it('bill the parcels that were brought', () => {
    const billed = invoices
      .flatMap(({ lines }) => lines)
      .filter(({ description }) => /^Parcels, .* 2025-12$/.test(description))
      .reduce((sum, { quantity }) => sum + quantity, 0);
    expect(billed).toBe(deliveries.filter(({ deliveredAt }) => deliveredAt?.startsWith('2025-12')).length);
  });

  it('are numbered by partner and year without a hole, in the order of issue', () => {
    const counters = ofType<{ lastNumber: number }>('InvoiceCounter');
    const issued = invoices.filter(({ number }) => number !== undefined);
    const groups = new Map<string, Invoice[]>();
    for (const invoice of issued) {
      const group = `${invoice.partnerId}/${invoice.number?.slice(0, 4)}`;
      groups.set(group, [...(groups.get(group) ?? []), invoice]);
    }
    for (const group of groups.values()) {
      const ordered = [...group].sort((left, right) =>
        (left.issuedAt ?? '').localeCompare(right.issuedAt ?? ''),
      );
      expect(ordered.map(({ number }) => Number(number?.slice(5)))).toEqual(
        ordered.map((_, index) => index + 1),
      );
    }
    expect(counters.reduce((sum, { lastNumber }) => sum + lastNumber, 0)).toBe(issued.length);
  });
});

describe('seeded lockers', () => {
  it('have events whose sequence has no hole, in the order of time', () => {
    const sequences = new Map(
      ofType<{ lockerId: string; sequence: number }>('Sequence').map(({ lockerId, sequence }) => [
        lockerId,
        sequence,
      ]),
    );
    for (const { id } of lockers) {
      const own = events.filter((event) => event.lockerId === id);
      expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index + 1));
      const times = own.map(({ recordedAt }) => recordedAt);
      expect([...times].sort()).toEqual(times);
      expect(sequences.get(id)).toBe(own.length);
    }
  });

  it("show each delivery's latest change as an event", () => {
    const byPlace = new Map(events.map((event) => [`${event.lockerId}/${event.sequence}`, event]));
    for (const delivery of deliveries) {
      expect(byPlace.get(`${delivery.lockerId}/${delivery.sequence}`)).toEqual(deliveryEvent(delivery));
    }
  });

  it('hold exactly the parcels that are on their way or inside', () => {
    const expected = deliveries.flatMap(({ status, compartmentId, id }) => {
      if (status === 'announced' || status === 'problem') return [[compartmentId, id, 'reserved']];
      return status === 'delivered' ? [[compartmentId, id, 'occupied']] : [];
    });
    const actual = compartments
      .filter(({ status }) => status === 'reserved' || status === 'occupied')
      .map(({ id, deliveryId, status }) => [id, deliveryId, status]);
    expect(actual.sort()).toEqual(expected.sort());
    for (const { lockerId, freeSmall, freeMedium, freeLarge } of ofType<Progress & { lockerId: string }>(
      'Sequence',
    )) {
      const free = (size: string) =>
        compartments.filter(
          (compartment) =>
            compartment.lockerId === lockerId && compartment.size === size && compartment.status === 'free',
        ).length;
      expect([freeSmall, freeMedium, freeLarge]).toEqual([free('small'), free('medium'), free('large')]);
    }
  });
});

describe('every seeded item', () => {
  it('is what the backend would write for what it reads from it', () => {
    const rewritten: Record<string, (entity: never) => object> = {
      Delivery: deliveryItem,
      Invoice: invoiceItem,
      LockerEvent: eventItem,
      Locker: lockerItem,
    };
    for (const item of items) {
      const write = rewritten[item[entityAttribute]?.S ?? ''];
      const plain = plainOf(item);
      if (write !== undefined) expect(write(entityOf(plain))).toEqual(plain);
    }
  });
});
