import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  announceDelivery,
  canFollow,
  cancelDelivery,
  deliveryTransitions,
  type DeliveryStatus,
} from './delivery.ts';
import {
  chooseCompartment,
  compartmentSizes,
  fittingCompartments,
  installLocker,
  requireUnused,
} from './locker.ts';
import { deliveryEvent } from './locker-event.ts';

const now = '2026-11-02T09:30:00.000Z';
const address = { line1: 'Hafenstraße 1', postalCode: '20457', city: 'Hamburg', country: 'DE' };
let ids = 0;
const installed = installLocker(
  'lkr_1',
  { buildingId: 'bld_1', name: 'Lobby', address, compartments: { small: 2, medium: 1, large: 1 } },
  () => `cmp_${(ids += 1)}`,
  now,
);
const locker = { ...installed.locker, status: 'online' as const };

describe('the choice of a compartment', () => {
  it('is the smallest that is free and fits, then the lowest number', () => {
    const statuses = fc.array(fc.constantFrom('free', 'reserved', 'occupied', 'out_of_service'), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(statuses, fc.constantFrom(...compartmentSizes), (all, size) => {
        const compartments = installed.compartments.map((one, index) => ({
          ...one,
          status: all[index] as 'free',
        }));
        const [best] = fittingCompartments(compartments, size);
        const rank = (one: { size: (typeof compartmentSizes)[number]; number: number }) =>
          compartmentSizes.indexOf(one.size) * 100 + one.number;
        const fitting = compartments.filter(
          (one) =>
            one.status === 'free' && compartmentSizes.indexOf(one.size) >= compartmentSizes.indexOf(size),
        );
        expect(best && rank(best)).toBe(fitting.length === 0 ? undefined : Math.min(...fitting.map(rank)));
      }),
    );
  });

  it.each(['offline', 'maintenance'] as const)('is refused by a locker that is %s', (status) => {
    expect(() => chooseCompartment({ ...locker, status }, installed.compartments, 'small')).toThrow(status);
  });
});

describe('a locker', () => {
  it.each([
    ['free', true],
    ['out_of_service', true],
    ['reserved', false],
    ['occupied', false],
  ] as const)('with a compartment that is %s may go: %s', (status, may) => {
    const compartments = installed.compartments.map((one) => ({ ...one, status }));
    const attempt = expect(() => requireUnused(locker, compartments));
    if (may) attempt.not.toThrow();
    else attempt.toThrow('4 compartments');
  });
});

describe('the states of a delivery', () => {
  const statuses = Object.keys(deliveryTransitions) as DeliveryStatus[];
  const allowed = new Set([
    'announced → delivered',
    'announced → problem',
    'announced → cancelled',
    'delivered → picked_up',
    'delivered → problem',
    'problem → delivered',
  ]);
  const pairs = statuses.flatMap((from) =>
    statuses.map((to) => [from, to, allowed.has(`${from} → ${to}`)] as const),
  );

  it.each(pairs)('%s → %s: %s', (from, to, may) => {
    expect(canFollow(from, to)).toBe(may);
  });

  const delivery = announceDelivery(
    { size: 'small', expectedOn: '2026-12-08', recipient: { name: 'Ada Example' } },
    {
      partnerId: 'prt_1',
      id: 'dlv_1',
      locker,
      compartment: installed.compartments[0]!,
      sequence: 7,
      now,
    },
  );

  it.each(statuses)('let it be cancelled from announced alone: %s', (status) => {
    const cancel = () => cancelDelivery({ ...delivery, status }, 8, now);
    if (status === 'announced')
      expect(cancel()).toMatchObject({ status: 'cancelled', sequence: 8, version: 2 });
    else expect(cancel).toThrow(status);
  });

  it('become events with the sequence of the locker', () => {
    expect(deliveryEvent(delivery)).toMatchObject({
      type: 'delivery_announced',
      sequence: 7,
      lockerId: 'lkr_1',
    });
  });
});
