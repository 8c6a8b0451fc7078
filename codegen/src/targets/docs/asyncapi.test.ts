import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEventSchemas } from '../../contract/events/read.ts';
import { buildContract, readSchema } from '../../contract/graphql/schema.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { asyncApiDocument } from './asyncapi.ts';
import { ContractError } from '../../contract/finding.ts';

const specification = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.1.0-without-$id.json'),
    'utf8',
  ),
) as object;

interface Document {
  readonly channels: Record<string, { address: string; messages: Record<string, unknown> }>;
  readonly components: { readonly schemas: Record<string, object> };
}

let document: Document;
beforeAll(async () => {
  document = asyncApiDocument(
    await readContract(),
    await readSchema(),
    await readEventSchemas(),
  ) as unknown as Document;
});

const compiler = () => addFormats.default(new Ajv.default({ strict: false, allErrors: true }));

/** A validator of one of the document's schemas. */
function validator(name: string) {
  const ajv = compiler();
  ajv.addSchema({ $id: 'document', ...document });
  return ajv.compile({ $ref: `document#/components/schemas/${name}` });
}

describe('the AsyncAPI document', () => {
  it('is one, by the specification’s own schema', () => {
    const validate = compiler().compile(specification);
    validate(document);
    expect(validate.errors).toBeNull();
    expect(validate({ ...document, channels: { broken: { address: 1 } } })).toBe(false);
  });

  it('has a channel for each topic and each subscription, with every message that travels there', () => {
    const channels = Object.entries(document.channels).map(([name, { address, messages }]) => [
      name,
      address,
      Object.keys(messages),
    ]);
    expect(channels).toEqual([
      ['deviceCommands', 'northwind/lockers/{lockerId}/commands', ['DeviceCommand']],
      [
        'deviceMessages',
        'northwind/lockers/{lockerId}/events',
        ['CompartmentMessage', 'BatteryMessage', 'HeartbeatMessage'],
      ],
      ['onDeliveryUpdated', '/graphql/realtime', ['OnDeliveryUpdatedFrame']],
      ['onLockerEvent', '/graphql/realtime', ['OnLockerEventFrame']],
    ]);
  });

  it('refers to nothing that it does not have', () => {
    const text = JSON.stringify(document);
    const references = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer]) => pointer!));
    expect(references.size).toBeGreaterThan(15);
    for (const pointer of references) {
      const found = pointer
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
      expect(found, pointer).toBeDefined();
    }
  });

  it('admits a controller’s message as schema/events does', () => {
    const validate = validator('DeviceMessage');
    const message = {
      lockerId: 'lkr_01K6F0A0000000000000000007',
      deviceSequence: 7,
      type: 'battery',
      batteryPercent: 80,
      occurredAt: '2026-11-28T07:00:00Z',
    };
    expect(validate(message)).toBe(true);
    expect(validate({ ...message, batteryPercent: 101 })).toBe(false);
  });

  it('admits a pushed frame whose fields may be null, and none that lacks one', () => {
    const validate = validator('OnLockerEventFrame');
    const frame = (event: object) => ({ id: '1', type: 'data', payload: { data: { onLockerEvent: event } } });
    const { properties } = document.components.schemas['LockerEvent'] as { properties: object };
    const event = Object.fromEntries(Object.keys(properties).map((name) => [name, null]));
    expect(validate(frame({ ...event, sequence: 3, type: 'DOOR_OPENED', size: 'SMALL' }))).toBe(true);
    expect(validate(frame({ ...event, type: 'DOOR_MELTED' }))).toBe(false);
    expect(validate(frame({ type: 'DOOR_OPENED' }))).toBe(false);
  });

  it('refuses two contracts that call different types alike', async () => {
    const [contract, events] = [await readContract(), await readEventSchemas()];
    const schema = buildContract(`
      type Query { a: ID }
      type Mutation { publish: BatteryMessage @aws_iam }
      type Subscription { onBattery: BatteryMessage @aws_subscribe(mutations: ["publish"]) }
      type BatteryMessage @aws_iam { charge: Int }`);
    expect(() => asyncApiDocument(contract, schema, events)).toThrow(
      new ContractError([
        {
          file: 'schema/schema.graphql',
          message:
            'has a type called BatteryMessage, and schema/events/device-message.schema.json has a different one; rename one.',
        },
      ]),
    );
  });
});
