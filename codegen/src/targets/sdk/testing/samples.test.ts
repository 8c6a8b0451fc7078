/** Samples that cannot be made, and factories whose names are taken, are refused where the contract says the type. */
import { describe, expect, it } from 'vitest';
import { changed, expectPlaces, messageOf } from '../../../../test/message-of.ts';
import { readEventSchemas } from '../../../contract/events/read.ts';
import type { EventFile, EventSchema } from '../../../contract/events/schema.ts';
import { buildContract, readSchemaText, schemaPath } from '../../../contract/graphql/schema.ts';
import { contractPath } from '../../../contract/openapi/document.ts';
import { readContract } from '../../../contract/openapi/read.ts';
import { deviceShapes } from './device-shapes.ts';
import { sdkTestingFiles } from './generate.ts';

const rest = await readContract();
const sdl = await readSchemaText();
const events = await readEventSchemas();
const place = 'schema/events/device-command.schema.json';

/** The events with the command's `commandId` as another schema. */
const withCommandId = (commandId: EventSchema): EventFile[] =>
  events.map((event) =>
    event.title === 'DeviceCommand'
      ? { ...event, schema: { ...event.schema, properties: { ...event.schema.properties, commandId } } }
      : event,
  );

describe('a text of a device', () => {
  const shapeOf = (schema: EventSchema) =>
    deviceShapes(withCommandId(schema))['DeviceCommand']?.properties?.['commandId'];

  it.each<[string, EventSchema, object]>([
    ['of any length is an identifier', { type: 'string' }, { type: 'string', id: '' }],
    [
      'shorter than one is its name',
      { type: 'string', maxLength: 10 },
      { type: 'string', examples: ['Command id'] },
    ],
    [
      'with a pattern is an example',
      { type: 'string', pattern: '^[a-z]+$', examples: ['A1', 'abc'] },
      { type: 'string', examples: ['abc'] },
    ],
    ['that is a number is one', { type: 'number', minimum: 1 }, { type: 'number', minimum: 1 }],
    [
      'that is an object has its properties',
      { type: 'object', properties: { on: { type: 'boolean' } } },
      { type: 'object', properties: { on: { type: 'boolean' } }, optional: ['on'] },
    ],
  ])('%s', (_, schema, expected) => {
    expect(shapeOf(schema)).toEqual(expected);
  });

  it('with a pattern and without an example that fits is refused', () => {
    const told = messageOf(() => shapeOf({ type: 'string', pattern: '^[a-z]+$', examples: ['A1'] }));
    expect(told).toContain('commandId has a pattern or a format and no `examples` that fit; add one');
    expectPlaces(told, place);
  });
});

describe('a factory whose name is taken', () => {
  it('by the package is told at the event', () => {
    const renamed = events.map((event) =>
      event.title === 'DeviceCommand' ? { ...event, title: 'On' } : event,
    );
    const told = messageOf(() => sdkTestingFiles(rest, buildContract(sdl), renamed));
    expect(told).toContain(
      'the factory of On would be called on, which is taken in @northwind/sdk/testing; give',
    );
    expectPlaces(told, place);
  });

  it('by a type of REST is told at the event', () => {
    const renamed = events.map((event) =>
      event.title === 'DeviceCommand' ? { ...event, title: 'Locker' } : event,
    );
    const told = messageOf(() => sdkTestingFiles(rest, buildContract(sdl), renamed));
    expect(told).toContain('the factory of Locker would be called locker, which is taken');
    expectPlaces(told, place);
  });

  it('by JavaScript is told at the schema', () => {
    const document = structuredClone(rest);
    document.components.schemas['Package'] = { type: 'object', properties: { id: { type: 'string' } } };
    const told = messageOf(() => sdkTestingFiles(document, buildContract(sdl), events));
    expect(told).toContain('the factory of Package would be called package, which is taken');
    expectPlaces(told, contractPath);
  });

  it('by JavaScript is told at the GraphQL type', () => {
    const text = changed(sdl, 'type Delivery ', 'type Package { id: ID }\n\ntype Delivery ');
    const told = messageOf(() => sdkTestingFiles(rest, buildContract(text), events));
    expect(told).toContain('the factory of Package would be called package, which is taken');
    expectPlaces(told, schemaPath);
  });
});
