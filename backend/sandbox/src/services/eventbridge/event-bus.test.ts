import { describe, expect, it } from 'vitest';
import { createEventBus, type BusEvent, type EventRuleOptions } from './event-bus.ts';

const busWith = (rules: (Partial<EventRuleOptions> & Pick<EventRuleOptions, 'target'>)[]) => {
  const dead: BusEvent[] = [];
  const failures: unknown[] = [];
  const bus = createEventBus({
    region: 'us-east-1',
    accountId: '000000000000',
    retryDelay: 1,
    failed: (error) => failures.push(error),
    rules: rules.map((rule, index) => ({
      name: `rule-${index}`,
      pattern: { source: ['lockers'] },
      deadLetter: (event) => Promise.resolve(void dead.push(event)),
      maximumRetryAttempts: 3,
      maximumEventAge: 60,
      ...rule,
    })),
  });
  return { bus, dead, failures };
};

describe('the event bus', () => {
  it('hands an event, as EventBridge writes it, to the rules whose pattern it matches', async () => {
    const taken: BusEvent[] = [];
    const other: BusEvent[] = [];
    const { bus } = busWith([
      { target: (event) => Promise.resolve(void taken.push(event)) },
      { pattern: { source: ['invoices'] }, target: (event) => Promise.resolve(void other.push(event)) },
    ]);
    const ids = await bus.putEvents([{ source: 'lockers', detailType: 'Message', detail: { a: 1 } }]);
    expect(taken).toEqual([
      {
        version: '0',
        id: ids[0],
        'detail-type': 'Message',
        source: 'lockers',
        account: '000000000000',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
        region: 'us-east-1',
        resources: [],
        detail: { a: 1 },
      },
    ]);
    expect(other).toEqual([]);
  });

  it('tries a target again, and other targets do not wait for it', async () => {
    let attempts = 0;
    const order: string[] = [];
    const { bus, dead, failures } = busWith([
      {
        target: () => {
          attempts += 1;
          if (attempts < 3) return Promise.reject(new Error('busy'));
          order.push('slow');
          return Promise.resolve();
        },
      },
      { target: () => Promise.resolve(void order.push('fast')) },
    ]);
    await bus.putEvents([{ source: 'lockers', detailType: 'Message', detail: {} }]);
    expect(order).toEqual(['fast', 'slow']);
    expect(failures).toHaveLength(2);
    expect(dead).toEqual([]);
  });

  it('puts what a target will not take into the dead-letter queue after the last attempt', async () => {
    let attempts = 0;
    const { bus, dead } = busWith([
      {
        target: () => {
          attempts += 1;
          return Promise.reject(new Error('never'));
        },
      },
    ]);
    await bus.putEvents([{ source: 'lockers', detailType: 'Message', detail: { poison: true } }]);
    expect(attempts).toBe(4);
    expect(dead.map(({ detail }) => detail)).toEqual([{ poison: true }]);
  });
});
