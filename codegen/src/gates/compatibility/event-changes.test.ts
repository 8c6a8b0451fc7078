import { describe, expect, it } from 'vitest';
import { readEventSchemas } from '../../contract/events/read.ts';
import { eventChanges } from './event-changes.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- changes reach deep into the schemas, where every step may be absent
type Loose = any;
const released = await readEventSchemas();

function changes(file: string, change: (schema: Loose) => void): string[] {
  const current = JSON.parse(JSON.stringify(released)) as typeof released;
  change(current.find((event) => event.file === file)?.schema as Loose);
  return eventChanges(released, current).map(({ where, path, what }) => `${where} ${path}: ${what}`);
}

const message = 'device-message.schema.json';
const command = 'device-command.schema.json';
const detail = 'device-event-detail.schema.json';
const definition = (schema: Loose, name: string): Loose => schema.definitions[name];

describe('a locker in the field, or the service, is broken when', () => {
  it.each<[string, string, (schema: Loose) => void, string]>([
    [
      'a topic is another',
      message,
      (s) => (s['x-mqtt-topic'] = 'x/{lockerId}'),
      'DeviceMessage x-mqtt-topic',
    ],
    [
      'a source is another',
      detail,
      (s) => (s['x-eventbridge-source'] = 'x'),
      'DeviceEventDetail x-eventbridge-source',
    ],
    [
      'a detail type is gone',
      detail,
      (s) => delete s['x-eventbridge-detail-type'],
      'DeviceEventDetail x-eventbridge-detail-type',
    ],
    [
      'a message ceases to become an event of GraphQL',
      message,
      (s) => delete definition(s, 'BatteryMessage')['x-graphql-type'],
      'DeviceMessage oneOf/BatteryMessage/x-graphql-type',
    ],
    [
      'a property is gone',
      command,
      (s) => delete s.properties.expiresAt,
      'DeviceCommand properties/expiresAt: was removed',
    ],
    [
      'a property is required',
      message,
      (s) => definition(s, 'HeartbeatMessage').required.push('firmware'),
      'DeviceMessage oneOf/HeartbeatMessage/required',
    ],
    ['a property may be absent', command, (s) => s.required.pop(), 'DeviceCommand required'],
    [
      'a format is another',
      command,
      (s) => (s.properties.issuedAt.format = 'date'),
      'DeviceCommand properties/issuedAt/format',
    ],
    [
      'a shared format is another',
      message,
      (s) => (definition(s, 'OccurredAt').format = 'date'),
      'properties/occurredAt/format',
    ],
    [
      'a pattern is another',
      message,
      (s) => (definition(s, 'LockerId').pattern = '^l_'),
      'properties/lockerId/pattern',
    ],
    [
      'a range is another',
      message,
      (s) => (definition(s, 'BatteryMessage').properties.batteryPercent.maximum = 10),
      'batteryPercent/maximum',
    ],
    ['a length is another', command, (s) => (s.properties.commandId.minLength = 20), 'commandId/minLength'],
    [
      'a type is another',
      message,
      (s) => (definition(s, 'DeviceSequence').type = 'string'),
      'deviceSequence/type',
    ],
    ['a constant is another', command, (s) => (s.properties.type.const = 'open'), 'properties/type/const'],
    [
      'a value is gone',
      message,
      (s) => definition(s, 'CompartmentMessage').properties.type.enum.pop(),
      '"parcel_out" was removed',
    ],
    ['a kind of message is gone', message, (s) => s.oneOf.pop(), 'oneOf/HeartbeatMessage: was removed'],
    [
      'what the broker vouches for is gone',
      detail,
      (s) => s.allOf.pop(),
      'DeviceEventDetail allOf/1: was removed',
    ],
  ])('%s', (_, file, change, expected) => {
    expect(changes(file, change).join('\n')).toContain(expected);
  });

  it('a whole event is gone', () => {
    expect(eventChanges(released, released.slice(1)).map(({ what }) => what)).toEqual(['was removed']);
  });
});

describe('nobody is broken by', () => {
  it.each<[string, string, (schema: Loose) => void]>([
    ['nothing', message, () => undefined],
    [
      'a further property',
      message,
      (s) => (definition(s, 'HeartbeatMessage').properties.firmware = { type: 'string' }),
    ],
    [
      'a further value',
      message,
      (s) => definition(s, 'CompartmentMessage').properties.type.enum.push('parcel_stuck'),
    ],
    [
      'a further kind of message',
      message,
      (s) => s.oneOf.unshift({ type: 'object', properties: { type: { const: 'boot' } } }),
    ],
    ['other words', command, (s) => (s.description = 'Other words.')],
    ['kinds in another order', message, (s) => s.oneOf.reverse()],
  ])('%s', (_, file, change) => {
    expect(changes(file, change)).toEqual([]);
  });
});
