import fc from 'fast-check';
import { isInputObjectType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { isUsageError } from '../../src/index.ts';
import * as testing from '../../src/testing/index.ts';
import {
  delivery,
  deliveryEvent,
  graphql,
  invoice,
  invoiceSummary,
  locker,
  lockerEvent,
} from '../../src/testing/index.ts';
import { eventErrors, graphqlErrors, graphqlSchema, objectSchemas, restErrors } from './contract.ts';

type Factory = (overrides?: object, seed?: number) => object;

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
const factoryOf = (exports: object, name: string): Factory | undefined =>
  (exports as Record<string, Factory>)[lower(name)];

/** Every seed is as good as any other. */
const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const forEverySeed = (check: (seed: number) => void): void =>
  fc.assert(
    fc.property(seeds, (seed) => {
      check(seed);
    }),
    { numRuns: 25 },
  );

describe('a sample is valid by its contract, whatever the seed', () => {
  it.each(objectSchemas)('%s', (name) => {
    const factory = factoryOf(testing, name);
    expect(factory, `a factory of ${name}`).toBeTypeOf('function');
    forEverySeed((seed) => expect(restErrors(name, factory?.({}, seed))).toEqual([]));
  });

  const graphqlTypes = Object.values(graphqlSchema.getTypeMap())
    .filter((type) => isObjectType(type) || isInputObjectType(type))
    .map(({ name }) => name)
    // Roots, and what only the system sends.
    .filter((name) => !/^__|^(Query|Mutation|Subscription)$|EventInput$/.test(name));

  it.each(graphqlTypes)('%s of GraphQL', (name) => {
    const factory = factoryOf(graphql, name) ?? factoryOf(testing, name);
    expect(factory, `a factory of ${name}`).toBeTypeOf('function');
    forEverySeed((seed) => expect(graphqlErrors(name, factory?.({}, seed))).toEqual([]));
  });

  it.each([
    ['compartmentMessage', 'device-message.schema.json'],
    ['batteryMessage', 'device-message.schema.json'],
    ['heartbeatMessage', 'device-message.schema.json'],
    ['deviceCommand', 'device-command.schema.json'],
  ] as const)('%s of %s', (name, contract) => {
    const factory: Factory = testing[name];
    forEverySeed((seed) => expect(eventErrors(contract, factory({}, seed))).toEqual([]));
  });
});

describe('a sample is consistent, whatever the seed', () => {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const statuses = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const;

  it.each(statuses)('a %s invoice: its sums, its payments and its times', (status) => {
    forEverySeed((seed) => {
      const sample = invoice({ status }, seed);
      expect(sample.status).toBe(status);
      expect(sample.subtotal).toBe(sum(sample.lines.map(({ amount }) => amount)));
      expect(sample.tax).toBe(sum(sample.lines.map(({ tax }) => tax)));
      expect(sample.total).toBe(sample.subtotal + sample.tax);
      expect(sample.amountPaid).toBe(sum(sample.payments.map(({ amount }) => amount)));
      expect(sample.amountDue).toBe(status === 'void' ? 0 : sample.total - sample.amountPaid);
      if (status === 'paid') expect(sample.amountDue).toBe(0);
      if (status === 'draft' || status === 'void') expect(sample.payments).toEqual([]);
      expect([sample.number, sample.issuedAt, sample.dueAt].map((value) => value === null)).toEqual(
        Array(3).fill(status === 'draft'),
      );
      expect(sample.payments.map(({ invoiceId, currency }) => [invoiceId, currency])).toEqual(
        sample.payments.map(() => [sample.id, sample.currency]),
      );
      expect(sample.lines.map(({ position }) => position)).toEqual(sample.lines.map((_, index) => index + 1));
      expect(sample.createdAt <= sample.updatedAt).toBe(true);
      const { lines: _lines, payments: _payments, ...summary } = sample;
      expect(invoiceSummary({ status }, seed)).toEqual(summary);
    });
  });

  it('what is asked for leads the rest', () => {
    expect(invoice({ status: 'paid', total: 5_000 })).toMatchObject({
      lines: [{ quantity: 1, unitAmount: 5_000, amount: 5_000 }],
      payments: [{ amount: 5_000 }],
      amountDue: 0,
    });
    expect(invoice({ status: 'open', total: 5_000, amountDue: 1_000 })).toMatchObject({ amountPaid: 4_000 });
    expect(invoice({ status: 'open', payments: [{ amount: 7 }, { amount: 8 }] })).toMatchObject({
      amountPaid: 15,
    });
    expect(invoice({ lines: [{ quantity: 2, unitAmount: 100, taxRateBps: 1_900 }] })).toMatchObject({
      lines: [{ position: 1, amount: 200, tax: 38 }],
      total: 238,
    });
    expect(testing.paymentReceipt({ payment: { amount: 300 } })).toMatchObject({
      payment: { amount: 300 },
      invoice: { status: 'paid', total: 300, amountPaid: 300, payments: [{ amount: 300 }] },
    });
  });

  it.each([
    ['announced', [false, false, false]],
    ['delivered', [true, false, false]],
    ['picked_up', [true, true, false]],
    ['cancelled', [false, false, true]],
  ] as const)('a delivery that is %s has the times of its steps, in both APIs', (status, steps) => {
    const upper = status.toUpperCase() as Uppercase<typeof status>;
    for (const sample of [delivery({ status }), graphql.delivery({ status: upper })]) {
      const times = [sample.deliveredAt, sample.pickedUpAt, sample.cancelledAt];
      expect(times.map((time) => time !== null)).toEqual(steps);
    }
    expect(graphql.delivery({ status: upper }).problem).toBeNull();
    expect(graphql.delivery({ status: 'PROBLEM' }).problem).not.toBeNull();
  });

  it('a locker counts its free doors', () => {
    const compartments = [
      { size: 'small', status: 'free' },
      { size: 'small', status: 'free' },
      { size: 'large', status: 'occupied' },
    ] as const;
    expect(locker({ compartments })).toMatchObject({
      available: { small: 2, medium: 0, large: 0 },
      compartments: [{ number: 1 }, { number: 2 }, { number: 3 }],
    });
  });

  it('an export has what its state has', () => {
    expect(testing.invoiceExport({ state: 'queued' })).toMatchObject({ downloadUrl: null, finishedAt: null });
    expect(testing.invoiceExport({ state: 'ready' }).downloadUrl).toMatch(/^https:/);
    expect(testing.invoiceExport({ state: 'failed' }).failureReason).not.toBeNull();
  });

  it('an event has what its type has', () => {
    expect(lockerEvent({ type: 'BATTERY' })).toMatchObject({
      compartmentId: null,
      deliveryId: null,
      partnerId: null,
    });
    expect(lockerEvent({ type: 'DOOR_OPENED' }).batteryPercent).toBeNull();
    expect(lockerEvent({ type: 'DELIVERY_PICKED_UP' })).toMatchObject({
      deliveryStatus: 'PICKED_UP',
      problemReason: null,
    });
    expect(lockerEvent({ type: 'DELIVERY_PROBLEM' }).problemReason).not.toBeNull();
    expect(deliveryEvent({ status: 'DELIVERED' }).problemReason).toBeNull();
  });

  it('a command ends after it was given, and a message is of the door that is asked for', () => {
    const { issuedAt, expiresAt } = testing.deviceCommand();
    expect(expiresAt > issuedAt).toBe(true);
    expect(testing.compartmentMessage({ type: 'parcel_in' })).toMatchObject({ type: 'parcel_in' });
  });

  it('a problem has the status, the title and the page of its code', () => {
    expect(testing.problem({ code: 'etag_mismatch' })).toMatchObject({
      status: 412,
      title: 'The resource has changed',
      type: 'https://developers.northwind-lockers.example/problems/etag_mismatch',
    });
    expect(testing.problem({ code: 'not_found' })).not.toHaveProperty('errors');
    expect(
      testing.problem({ code: 'invalid_request', errors: [{ pointer: '/amount' }] }).errors,
    ).toMatchObject([{ pointer: '/amount', message: expect.any(String) as string }]);
  });
});

describe('overrides and seeds', () => {
  it('the same seed makes the same sample, another seed another', () => {
    expect(invoice({}, 7)).toEqual(invoice({}, 7));
    expect(invoice()).toEqual(invoice({}, 1));
    expect(new Set([1, 2, 3, 4].map((seed) => invoice({}, seed).id)).size).toBe(4);
  });

  it('nested objects take some of their properties, records are taken as they are', () => {
    const sample = invoice({ customer: { name: 'Fabrikam AG' }, metadata: { shop: '7' }, overdue: true });
    expect(sample.customer.name).toBe('Fabrikam AG');
    expect(sample).toMatchObject({ metadata: { shop: '7' }, overdue: true, status: 'open' });
    expect(sample.metadata).toEqual({ shop: '7' });
  });

  it('a property that the type does not have is refused by the name of the nearest', () => {
    for (const wrong of [{ staus: 'open' }, { customer: { nane: 'x' } }]) {
      const act = () => (invoice as Factory)(wrong);
      expect(act).toThrow(/Did you mean `(status|name)`\?/);
      expect(act).toThrow(expect.toSatisfy(isUsageError) as Error);
    }
    expect(() => invoice({}, 1.5)).toThrow('`seed` must be an integer.');
  });
});
