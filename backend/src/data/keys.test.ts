import { describe, expect, it } from 'vitest';
import { deliveryIndexKeys, invoiceSortKey, AFTER_EVERY_DATE } from './index-keys.ts';
import {
  compartmentKey,
  eventKey,
  eventsAfter,
  lockerKey,
  lockerRange,
  sequenceKey,
  sequenceText,
} from './keys.ts';

const draft = {
  partnerId: 'prt_1',
  buildingId: 'bld_1',
  id: 'inv_1',
  status: 'draft',
  createdAt: '2026-03-01T00:00:00.000Z',
};
const issued = { ...draft, id: 'inv_2', status: 'open', issuedAt: '2026-12-31T23:59:59.999Z' };

describe('the keys of the table', () => {
  it('sort events as their sequences sort, and find those after one', () => {
    const keys = [1, 9, 10, 99, 1_000_000].map((sequence) => eventKey('lkr_1', sequence).sk);
    expect([...keys].sort()).toEqual(keys);
    const { from, to } = eventsAfter(9);
    expect(keys.filter((key) => key >= from && key <= to)).toEqual(keys.slice(2));
    expect(sequenceText(42)).toBe('000000000042');
  });

  it('keep a locker, its compartments and its counter together and its events apart', () => {
    const together = [lockerKey('lkr_1').sk, compartmentKey('lkr_1', 'cmp_1').sk, sequenceKey('lkr_1').sk];
    const isTogether = (key: string) => key >= lockerRange.from && key <= lockerRange.to;
    expect(together.every(isTogether)).toBe(true);
    expect(isTogether(eventKey('lkr_1', 1).sk)).toBe(false);
  });

  it('sort drafts as the newest invoices, outside every range of issue dates', () => {
    expect(invoiceSortKey(draft) > invoiceSortKey(issued)).toBe(true);
    expect(invoiceSortKey(issued) < AFTER_EVERY_DATE).toBe(true);
    expect(invoiceSortKey(draft) < AFTER_EVERY_DATE).toBe(false);
  });

  it('keep what is no id of its kind apart from every id', () => {
    const id = '01K6F0A0000000000000000001';
    const keys = [`lkr_${id}`, `dlv_${id}`, id, `?${id}`, `LKR_${id}`].map((each) => lockerKey(each).pk);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[0]).toBe(`L#${id}`);
  });

  it("leave a delivery without a courier out of the courier's index", () => {
    const delivery = {
      partnerId: 'prt_1',
      id: 'dlv_1',
      status: 'announced',
      lockerId: 'lkr_1',
      expectedOn: '2026-12-01',
      createdAt: '2026-11-28T10:00:00.000Z',
    };
    expect(deliveryIndexKeys(delivery)).not.toHaveProperty('gsi5pk');
    expect(deliveryIndexKeys({ ...delivery, courierId: 'sub' })).toMatchObject({
      gsi5pk: 'C#sub',
      gsisk: '2026-12-01#2026-11-28T10:00:00.000Z#1',
    });
  });
});
