import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { UnusableReport } from '../../domain/device-report.ts';
import { readMessage } from './read-message.ts';

const locker = 'lkr_01K6F0A0000000000000000001';
const detail = {
  lockerId: locker,
  thingName: locker,
  receivedAt: 1_790_000_000_000,
  deviceSequence: 1,
  type: 'battery',
  batteryPercent: 50,
  occurredAt: '2026-11-21T10:00:00Z',
};
const record = (body: unknown) =>
  ({ body: typeof body === 'string' ? body : JSON.stringify(body) }) as SQSRecord;

describe('reading a device message', () => {
  it("takes the event's detail, with fields that newer firmware adds", () => {
    expect(readMessage(record({ detail: { ...detail, firmware: '2.0' } }))).toMatchObject(detail);
  });

  it.each([
    ['no JSON', '{"detail":'],
    ['no event', 'null'],
    ['no detail', { source: 'northwind.lockers' }],
    ['a number as text', { detail: { ...detail, deviceSequence: '1' } }],
    ['a number that is no GraphQL Int', { detail: { ...detail, deviceSequence: 2_147_483_648 } }],
    ['a leap second', { detail: { ...detail, occurredAt: '2016-12-31T23:59:60Z' } }],
    ['the year 0', { detail: { ...detail, occurredAt: '0000-01-01T00:00:00Z' } }],
    ['the year 2999', { detail: { ...detail, occurredAt: '2999-01-01T00:00:00Z' } }],
    ['a receipt after every calendar', { detail: { ...detail, receivedAt: 8_640_000_000_000_001 } }],
    ['a charge above 100', { detail: { ...detail, batteryPercent: 101 } }],
    ['a type nobody knows', { detail: { ...detail, type: 'explosion' } }],
    ['a door without a compartment', { detail: { ...detail, type: 'door_opened' } }],
    ['a time that is none', { detail: { ...detail, occurredAt: 'yesterday' } }],
    ['no word of the broker', { detail: { ...detail, receivedAt: undefined } }],
  ])('refuses %s', (_name, body) => {
    expect(() => readMessage(record(body))).toThrow(UnusableReport);
  });

  it("refuses a message in another locker's name", () => {
    const other = 'lkr_01K6F0A0000000000000000002';
    expect(() => readMessage(record({ detail: { ...detail, lockerId: other } }))).toThrow('in the name of');
  });

  it('names in its error the place and the rule, and not what was sent', () => {
    expect(() => readMessage(record({ detail: { ...detail, batteryPercent: 'secret' } }))).toThrow(
      /\/batteryPercent must be integer/,
    );
    expect(() => readMessage(record({ detail: { ...detail, batteryPercent: 'secret' } }))).not.toThrow(
      /secret/,
    );
  });
});
