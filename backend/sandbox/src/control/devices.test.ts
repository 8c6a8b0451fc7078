import { describe, expect, it } from 'vitest';
import { createDevices } from './devices.ts';
import type { EmittedEvent } from './types.ts';

describe('emit', () => {
  it('sends every field that it is given, also one that the contract has had since yesterday', async () => {
    const published: unknown[] = [];
    const devices = createDevices({
      iot: {
        publish: (_topic, payload) => {
          published.push(JSON.parse(String(payload)));
          return Promise.resolve();
        },
      },
      now: () => Date.parse('2026-11-28T10:00:00Z'),
      dynamodb: { url: 'http://127.0.0.1:1', tableName: 'not asked' },
      credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    });
    const event: EmittedEvent & { readonly signalStrength: number } = {
      lockerId: 'lkr_01K6F0A0000000000000000001',
      type: 'BATTERY',
      batteryPercent: 70,
      signalStrength: -61,
    };
    const { deviceSequence } = await devices.emit(event);
    expect(published).toEqual([
      {
        lockerId: event.lockerId,
        type: 'battery',
        batteryPercent: 70,
        signalStrength: -61,
        deviceSequence,
        occurredAt: '2026-11-28T10:00:00.000Z',
      },
    ]);
  });
});
