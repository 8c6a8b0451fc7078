import { beforeAll, describe, expect, it } from 'vitest';
import { eventsGenerator } from './events.ts';

interface Validate {
  (value: unknown): boolean;
  errors?: { instancePath: string }[] | null;
}
type Validators = Readonly<
  Record<'validateDeviceMessage' | 'validateDeviceEventDetail' | 'validateDeviceCommand', Validate>
>;

const lockerId = 'lkr_01K6F0A0000000000000000001';
const compartmentId = 'cmp_01K6F0A0000000000000000001';
const occurredAt = '2026-11-21T08:00:00.000Z';
const opened = { lockerId, deviceSequence: 1, type: 'door_opened', compartmentId, occurredAt };

describe('validators of device messages', () => {
  let code: string;
  let validators: Validators;
  beforeAll(async () => {
    code = (await eventsGenerator.generate()).get('backend/src/generated/events/validators.js') ?? '';
    validators = (await import(
      `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
    )) as Validators;
  });

  it('stand alone: no import, no eval, no path of the machine that made them', () => {
    expect(code).not.toMatch(/^\s*import\b|\brequire\(|new Function|\beval\(|node_modules/m);
  });

  it.each([
    ['a door', opened],
    ['a parcel', { ...opened, type: 'parcel_in' }],
    ['a battery', { lockerId, deviceSequence: 2, type: 'battery', batteryPercent: 0, occurredAt }],
    ['a heartbeat', { lockerId, deviceSequence: 3, type: 'heartbeat', occurredAt }],
    ['a field of newer firmware', { ...opened, temperature: 4 }],
  ])('take %s', (_name, message) => {
    expect(validators.validateDeviceMessage(message)).toBe(true);
  });

  it.each([
    ['a door that is nowhere', { ...opened, compartmentId: undefined }],
    ['a locker by another name', { ...opened, lockerId: 'lkr_1' }],
    ['a sequence before the first', { ...opened, deviceSequence: 0 }],
    ['half a sequence', { ...opened, deviceSequence: 1.5 }],
    [
      'a battery above full',
      { lockerId, deviceSequence: 2, type: 'battery', batteryPercent: 101, occurredAt },
    ],
    ['an unknown type', { ...opened, type: 'exploded' }],
    ['a time that is none', { ...opened, occurredAt: 'yesterday' }],
    ['no object', 'door_opened'],
  ])('refuse %s', (_name, message) => {
    expect(validators.validateDeviceMessage(message)).toBe(false);
  });

  it('ask of an event what the broker vouches for', () => {
    expect(validators.validateDeviceEventDetail({ ...opened, thingName: lockerId, receivedAt: 1 })).toBe(
      true,
    );
    expect(validators.validateDeviceEventDetail(opened)).toBe(false);
  });

  it('take the command a locker gets', () => {
    const command = {
      commandId: 'open-it-1',
      type: 'open_compartment',
      lockerId,
      compartmentId,
      issuedAt: occurredAt,
    };
    expect(validators.validateDeviceCommand({ ...command, expiresAt: occurredAt })).toBe(true);
    expect(validators.validateDeviceCommand(command)).toBe(false);
  });
});
