/** An event bus: rules by AWS's patterns, each with a target that is tried again and a dead-letter queue for what it will not take. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { traceHop } from '../../support/trace.ts';
import { compileEventPattern, type EventPattern } from './event-pattern.ts';

/** One entry of PutEvents. */
export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An event as targets get it ("AWS service events", structure of an event). */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** Without milliseconds, as EventBridge writes it. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface EventRuleOptions {
  readonly name: string;
  readonly pattern: EventPattern;
  /** Rejects when the event was not taken. */
  readonly target: (event: BusEvent) => Promise<void>;
  readonly deadLetter: (event: BusEvent) => Promise<void>;
  readonly maximumRetryAttempts: number;
  /** Seconds. */
  readonly maximumEventAge: number;
}

export interface EventBusOptions {
  readonly rules: readonly EventRuleOptions[];
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
  /** Told of every failed delivery. */
  readonly failed: (error: unknown) => void;
  /** Milliseconds before the first retry, doubled each time up to a hundredfold. Default 100. */
  readonly retryDelay?: number;
}

export interface EventBus {
  /**
   * Resolves with the events' ids when each is with all targets whose rules it matches, or in their dead-letter queues. (EventBridge
   * answers earlier, because it keeps events; here whoever called still holds them.)
   */
  putEvents(entries: readonly EventEntry[]): Promise<readonly string[]>;
}

/** @throws InvalidEventPatternError */
export function createEventBus(options: EventBusOptions): EventBus {
  const { now = Date.now } = options;
  const rules = options.rules.map((rule) => ({ ...rule, matches: compileEventPattern(rule.pattern) }));

  async function deliver(rule: EventRuleOptions, event: BusEvent): Promise<void> {
    const startedAt = performance.now();
    const delay = options.retryDelay ?? 100;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await rule.target(event);
        const milliseconds = performance.now() - startedAt;
        traceHop({ hop: 'eventbridge', detail: `${event['detail-type']} to ${rule.name}`, milliseconds });
        return;
      } catch (error) {
        options.failed(error);
        const age = (performance.now() - startedAt) / 1000;
        if (attempt >= rule.maximumRetryAttempts || age >= rule.maximumEventAge) {
          await rule.deadLetter(event);
          return;
        }
        await sleep(Math.min(delay * 2 ** attempt, delay * 100));
      }
    }
  }

  return {
    async putEvents(entries) {
      const events = entries.map(({ source, detailType, detail }): BusEvent => ({
        version: '0',
        id: randomUUID(),
        'detail-type': detailType,
        source,
        account: options.accountId,
        time: `${new Date(now()).toISOString().slice(0, 19)}Z`,
        region: options.region,
        resources: [],
        detail,
      }));
      const deliveries = events.flatMap((event) =>
        rules.filter(({ matches }) => matches(event)).map((rule) => deliver(rule, event)),
      );
      await Promise.all(deliveries);
      return events.map(({ id }) => id);
    },
  };
}
