import { describe, expect, it } from 'vitest';
import type { CommandRecord } from './command-record.ts';
import { openCompartment } from './open-compartment.ts';

const request = {
  commandId: 'command-1',
  lockerId: 'lkr_01K6F0A0000000000000000001',
  compartmentId: 'cmp_01K6F0A0000000000000000001',
  requestedBy: 'courier-1',
};

/** The function with a clock and a memory of its own. */
const commands = () => {
  const kept = new Map<string, CommandRecord>();
  const sent: { topic: string; payload: unknown }[] = [];
  let now = Date.parse('2026-11-21T10:00:00.000Z');
  const services = {
    records: {
      keepFirst: (requestedBy: string, commandId: string, record: CommandRecord) => {
        const key = `${requestedBy} ${commandId}`;
        const first = kept.get(key) ?? record;
        kept.set(key, first);
        return Promise.resolve(first);
      },
    },
    publish: (topic: string, payload: string) =>
      Promise.resolve(void sent.push({ topic, payload: JSON.parse(payload) as unknown })),
    now: () => now,
  };
  return {
    sent,
    open: (changes: Partial<typeof request> = {}) => openCompartment(services, { ...request, ...changes }),
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
  };
};

describe('a command to open a compartment', () => {
  it("goes to the locker's own topic and is good for a minute", async () => {
    const { open, sent } = commands();
    const times = { issuedAt: '2026-11-21T10:00:00.000Z', expiresAt: '2026-11-21T10:01:00.000Z' };
    expect(await open()).toEqual({ commandId: 'command-1', ...times });
    const { lockerId, compartmentId } = request;
    expect(sent).toEqual([
      {
        topic: `northwind/lockers/${lockerId}/commands`,
        payload: { commandId: 'command-1', type: 'open_compartment', lockerId, compartmentId, ...times },
      },
    ]);
  });

  it('is sent again as it was while it is good, and opens no door late', async () => {
    const { open, sent, wait } = commands();
    const first = await open();
    wait(59_999);
    expect(await open()).toEqual(first);
    expect(sent[1]).toEqual(sent[0]);
    wait(1);
    expect(await open()).toEqual(first);
    expect(sent).toHaveLength(2);
  });

  it('is refused when its id stands for another compartment', async () => {
    const { open, sent } = commands();
    await open();
    expect(await open({ compartmentId: 'cmp_01K6F0A0000000000000000002' })).toEqual({
      refusal: 'IdempotencyMismatch',
    });
    expect(sent).toHaveLength(1);
  });

  it("does not meet another person's command of the same id", async () => {
    const { open, sent } = commands();
    await open();
    await open({ requestedBy: 'courier-2', compartmentId: 'cmp_01K6F0A0000000000000000002' });
    expect(sent).toHaveLength(2);
  });

  it('that would break its schema is not sent', async () => {
    const { open, sent } = commands();
    await expect(open({ lockerId: 'lkr_+' })).rejects.toThrow('/lockerId');
    expect(sent).toEqual([]);
  });
});
