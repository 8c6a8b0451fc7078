/** All live subscriptions of the API, and the way of a published payload to them. */
import type { ExecutionRequest, Executor } from '../resolvers/executor.ts';
import type { Faults } from '../faults.ts';
import type { AppSyncInterceptor } from '../interceptor.ts';
import type { Invalidation, SubscriptionFilter } from '../runtime/index.ts';
import { traceHop } from '../../../support/trace.ts';
import { frames, realtimeLimits } from './frames.ts';
import { matchesArguments, matchesFilter } from './filter-match.ts';

/** The socket a subscription lives on, as far as pushing needs it. */
export interface Subscriber {
  send(frame: string): void;
  /** Breaks the whole socket off. */
  terminate(): void;
  /** Ends the subscription and, with it, the whole socket. */
  invalidate(id: string): void;
}

export interface Subscription {
  readonly id: string;
  readonly field: string;
  readonly subscriber: Subscriber;
  readonly request: ExecutionRequest;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly filter: SubscriptionFilter | undefined;
  readonly invalidationFilter: SubscriptionFilter | undefined;
  /** Subscriptions with the same key get the same bytes: same document, variables and rights. */
  readonly deliveryKey: string;
}

export interface HubOptions {
  readonly executor: Executor;
  /** Subscription field → the mutations it listens to. */
  readonly links: ReadonlyMap<string, readonly string[]>;
  readonly faults: Faults;
  readonly intercept?: AppSyncInterceptor | undefined;
  readonly payloadBytes?: number;
}

export class Hub {
  readonly #byField = new Map<string, Set<Subscription>>();
  readonly #fieldsByMutation = new Map<string, string[]>();
  readonly #options: HubOptions;

  constructor(options: HubOptions) {
    this.#options = options;
    for (const [field, mutations] of options.links) {
      for (const mutation of mutations) {
        this.#fieldsByMutation.set(mutation, [...(this.#fieldsByMutation.get(mutation) ?? []), field]);
      }
    }
  }

  get size(): number {
    let size = 0;
    for (const subscriptions of this.#byField.values()) size += subscriptions.size;
    return size;
  }

  add(subscription: Subscription): void {
    const subscriptions = this.#byField.get(subscription.field) ?? new Set();
    this.#byField.set(subscription.field, subscriptions.add(subscription));
  }

  remove(subscription: Subscription): void {
    this.#byField.get(subscription.field)?.delete(subscription);
  }

  /** @param payload the mutation's result by field names */
  publish(mutation: string, payload: Readonly<Record<string, unknown>>): void {
    for (const field of this.#fieldsByMutation.get(mutation) ?? []) {
      const started = performance.now();
      let receivers = 0;
      const made = new Map<string, string | undefined>();
      for (const subscription of this.#byField.get(field) ?? []) {
        // An enhanced filter takes the place of the arguments; the two are never combined.
        const concerned = subscription.filter
          ? matchesFilter(subscription.filter, payload)
          : matchesArguments(subscription.arguments, payload);
        if (!concerned) continue;
        if (!made.has(subscription.deliveryKey))
          made.set(subscription.deliveryKey, this.#payloadFor(subscription, field, payload));
        const body = made.get(subscription.deliveryKey);
        if (body === undefined) continue;
        this.#push(subscription, body);
        receivers += 1;
      }
      if (receivers > 0) {
        traceHop({
          hop: 'appsync',
          detail: `push ${field} to ${receivers}`,
          milliseconds: performance.now() - started,
        });
      }
    }
  }

  invalidate(invalidation: Invalidation): void {
    for (const subscription of [...(this.#byField.get(invalidation.subscriptionField) ?? [])]) {
      const filter = subscription.invalidationFilter;
      if (filter && matchesFilter(filter, invalidation.payload))
        subscription.subscriber.invalidate(subscription.id);
    }
  }

  /** @returns undefined for an event over the limit: AppSync counts it (InboundMessageError) and tells nobody. */
  #payloadFor(
    subscription: Subscription,
    field: string,
    payload: Readonly<Record<string, unknown>>,
  ): string | undefined {
    const { data, errors } = this.#options.executor.deliver(subscription.request, { [field]: payload });
    const body = JSON.stringify({ data, ...(errors.length > 0 ? { errors } : {}) });
    return Buffer.byteLength(body) > (this.#options.payloadBytes ?? realtimeLimits.payloadBytes)
      ? undefined
      : body;
  }

  #push(subscription: Subscription, body: string): void {
    const { faults, intercept } = this.#options;
    faults.pushes += 1;
    if (faults.dropOneOf > 0 && faults.pushes % faults.dropOneOf === 1) {
      faults.droppedPushes += 1;
      return;
    }
    const frame = frames.data(subscription.id, body);
    const outcome = intercept?.push(`Subscription.${subscription.field}`, subscription.request.caller);
    if (outcome?.kind === 'drop') return;
    if (outcome?.kind === 'disconnect') {
      subscription.subscriber.terminate();
      return;
    }
    if (outcome?.kind === 'duplicate') subscription.subscriber.send(frame);
    const delay = outcome?.kind === 'delay' ? outcome.delayMs : (faults.delayPush?.() ?? 0);
    if (delay > 0) {
      // Nothing more for an id after its complete, however late the push was.
      setTimeout(() => {
        if (this.#byField.get(subscription.field)?.has(subscription)) subscription.subscriber.send(frame);
      }, delay);
    } else {
      subscription.subscriber.send(frame);
    }
  }
}
