/**
 * Bills the year: each partner invoices each building once a month for the parcels that were brought there, and other services
 * in between. Every amount comes from the backend's own rules, and every invoice went through its states one by one.
 */
import type { Delivery } from '../../../../src/domain/delivery.ts';
import {
  draftInvoice,
  finalizeInvoice,
  invoiceNumber,
  markUncollectible,
  numberingYear,
  voidInvoice,
  type Invoice,
  type InvoiceLineInput,
} from '../../../../src/domain/invoice.ts';
import { compartmentSizes } from '../../../../src/domain/locker.ts';
import { payInvoice, type Payment } from '../../../../src/domain/payment.ts';
import { day, hour, isoMonth, isoTime, shareAmongDays } from './calendar.ts';
import { extraServices } from './catalogue.ts';
import { identifierAt } from './identifiers.ts';
import type { Random } from './random.ts';
import type { SeededBuilding, SeededPartner, World } from './world.ts';

export interface InvoiceHistory {
  readonly invoices: readonly Invoice[];
  readonly payments: readonly Payment[];
  /** Invoices issued, by partner and year. */
  readonly counters: readonly {
    readonly partnerId: string;
    readonly year: string;
    readonly lastNumber: number;
  }[];
}

export interface InvoicePlan {
  readonly count: number;
  /** Starts of the seeded days, the last one today. */
  readonly days: readonly number[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface Bill {
  readonly partner: SeededPartner;
  readonly building: SeededBuilding;
  /** When it was drafted; it is issued an hour later. */
  readonly time: number;
  readonly lines: readonly InvoiceLineInput[];
  readonly memo: string;
  /** Kept back by its author, and still a draft. */
  readonly heldBack: boolean;
}

export function createInvoices(
  world: World,
  deliveries: readonly Delivery[],
  random: Random,
  plan: InvoicePlan,
): InvoiceHistory {
  const monthly = monthlyBills(world, deliveries, random, plan);
  const extras = extraBills(world, random, plan, plan.count - monthly.length);
  const bills = [...monthly, ...extras].sort((left, right) => left.time - right.time);
  const numbers = new Map<string, { partnerId: string; year: string; lastNumber: number }>();
  const payments: Payment[] = [];
  const invoices = bills.map((bill) => {
    const { partnerId } = bill.partner;
    const draft = draftInvoice(
      partnerId,
      identifierAt('inv', bill.time, random),
      {
        buildingId: bill.building.buildingId,
        customer: customerOf(bill),
        currency: bill.partner.currency,
        lines: bill.lines,
        paymentTermDays: random.pick([14, 30, 30]),
        memo: bill.memo,
      },
      isoTime(bill.time),
    );
    const issued = bill.time + hour;
    if (bill.heldBack || issued > plan.now) return draft;
    const year = numberingYear(isoTime(issued));
    const key = `${partnerId}/${year}`;
    const counter = numbers.get(key) ?? { partnerId, year, lastNumber: 0 };
    counter.lastNumber += 1;
    numbers.set(key, counter);
    const open = finalizeInvoice(draft, invoiceNumber(year, counter.lastNumber), isoTime(issued));
    const settled = settle(open, issued, random, plan.now);
    payments.push(...settled.payments);
    return settled.invoice;
  });
  return { invoices, payments, counters: [...numbers.values()] };
}

/** One invoice a partner, building and complete month: the access, and the parcels by size. */
function monthlyBills(
  world: World,
  deliveries: readonly Delivery[],
  random: Random,
  { days, now }: InvoicePlan,
): Bill[] {
  const counts = new Map<string, number>();
  for (const { partnerId, buildingId, size, deliveredAt } of deliveries) {
    if (deliveredAt === undefined) continue;
    const key = [partnerId, buildingId, deliveredAt.slice(0, 7), size].join('/');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const today = days.at(-1) as number;
  const months = [...new Set(days.map(isoMonth))].filter((month) => month < isoMonth(today));
  return months.flatMap((month) =>
    world.partners.flatMap((partner) =>
      world.buildings.map((building): Bill => {
        const parcels = compartmentSizes.flatMap((size) => {
          const quantity = counts.get([partner.partnerId, building.buildingId, month, size].join('/')) ?? 0;
          return quantity === 0
            ? []
            : [line(`Parcels, ${size} compartment, ${month}`, quantity, partner.parcelPrice[size], partner)];
        });
        const time = firstOfNext(month) + Math.floor(random.next() * 40 * 3600) * 1000 + 7 * hour;
        return {
          partner,
          building,
          time: Math.min(time, now),
          lines: [
            line(`Locker access, ${building.name}, ${month}`, 1, partner.accessPrice, partner),
            ...parcels,
          ],
          memo: `Services at ${building.name} in ${month}.`,
          heldBack: false,
        };
      }),
    ),
  );
}

/** What else was ordered; most of it in December. */
function extraBills(world: World, random: Random, { days, now }: InvoicePlan, count: number): Bill[] {
  return shareAmongDays(count, days).flatMap((share, index) =>
    Array.from({ length: share }, (): Bill => {
      const partner = random.pick(world.partners);
      const building = random.pick(world.buildings);
      const time = Math.min(
        (days[index] as number) + 8 * hour + Math.floor(random.next() * 9 * 3600) * 1000,
        now,
      );
      const lines = Array.from({ length: random.integer(1, 3) }, () => {
        const service = random.pick(extraServices);
        const price = Math.round(partner.accessPrice * service.share) + random.integer(0, 9);
        return line(
          service.description,
          random.integer(1, service.most),
          price,
          partner,
          random.chance(0.15),
        );
      });
      return {
        partner,
        building,
        time,
        lines,
        memo: '',
        heldBack: now - time < 10 * day && random.chance(0.6),
      };
    }),
  );
}

function line(
  description: string,
  quantity: number,
  unitAmount: number,
  partner: SeededPartner,
  reduced = false,
): InvoiceLineInput {
  const { standard, reduced: low } = partner.taxRates;
  return { description, quantity, unitAmount, taxRateBps: reduced ? low : standard };
}

/** Most are paid within weeks, some in two parts, some late; a few are void or given up. */
function settle(
  open: Invoice,
  issued: number,
  random: Random,
  now: number,
): { invoice: Invoice; payments: Payment[] } {
  const later = (days: number) => issued + Math.floor(days * day);
  const none = { invoice: open, payments: [] };
  const fate = random.next();
  if (fate < 0.02) {
    const time = later(1 + 4 * random.next());
    return time > now ? none : { ...none, invoice: voidInvoice(open, isoTime(time)) };
  }
  if (fate < 0.06) {
    // Reminded for months; half of them are given up in the end.
    const time = later(150 + 60 * random.next());
    return time > now || random.chance(0.5)
      ? none
      : { ...none, invoice: markUncollectible(open, isoTime(time)) };
  }
  const parts =
    fate < 0.11
      ? [Math.floor(open.amountDue / 3), open.amountDue - Math.floor(open.amountDue / 3)]
      : [open.amountDue];
  const delay = random.chance(0.85) ? 3 + 24 * random.next() : 30 + 40 * random.next();
  const payments: Payment[] = [];
  let invoice = open;
  for (const [index, amount] of parts.entries()) {
    const time = later(delay * (index + 1));
    if (time > now) break;
    const paid = payInvoice(
      invoice,
      identifierAt('pay', time, random),
      {
        amount,
        method: random.pick(['bank_transfer', 'bank_transfer', 'card', 'direct_debit']),
        reference: `${open.number}`,
      },
      isoTime(time),
    );
    payments.push(paid.payment);
    invoice = paid.invoice;
  }
  return { invoice, payments };
}

function customerOf({ partner, building }: Bill): Invoice['customer'] {
  // One shop a building, so that a building's invoices have one addressee.
  const index = [...building.buildingId].reduce((sum, character) => sum + character.charCodeAt(0), 0);
  const name = partner.customers[index % partner.customers.length] as string;
  const mailbox = name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z]+/g, '');
  return { name, email: `billing@${mailbox}.example` };
}

function firstOfNext(month: string): number {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return Date.UTC(year, number, 1);
}
