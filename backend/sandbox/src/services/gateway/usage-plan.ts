import { GatewayRefusal } from './gateway-responses.ts';
import type { Method } from './import-document.ts';

/** A token bucket: `burstLimit` requests at once, refilled by `rateLimit` a second. */
export interface Throttle {
  /** Requests a second. */
  readonly rateLimit: number;
  /** Requests at once. */
  readonly burstLimit: number;
}

/** What an API key may do. AWS: "Usage plans and API keys for REST APIs in API Gateway". */
export interface UsagePlan {
  readonly id: string;
  readonly throttle: Throttle;
  /** Requests a UTC day and key. */
  readonly quotaPerDay: number;
  /** Narrower throttles for single methods, by `METHOD /resource/path` as in a stage's `apiStages[].throttle`. */
  readonly methodThrottles?: Readonly<Record<string, Throttle>>;
}

/** A key on a plan. `value` is the secret the client sends in `x-api-key`. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly value: string;
}

/** Finds the caller's key and counts the request against its plan. */
export interface UsagePlanMeter {
  /** Throws a {@link GatewayRefusal} (INVALID_API_KEY, THROTTLED or QUOTA_EXCEEDED), else gives the key that was sent. */
  admit(method: Method, apiKey: string | undefined): ApiKey;
  /** Puts one more key on the plan. */
  add(key: ApiKey): void;
}

const dayInMilliseconds = 86_400_000;

/** The sandbox's plan: wide enough for a load test on one machine, narrow enough that a runaway loop meets a 429. */
export const defaultUsagePlan: UsagePlan = {
  id: 'partner',
  throttle: { rateLimit: 1_000, burstLimit: 2_000 },
  quotaPerDay: 1_000_000,
};

/** @param now milliseconds since the epoch; default `Date.now`. */
export function createUsagePlanMeter(
  plan: UsagePlan,
  keys: readonly ApiKey[],
  now: () => number = Date.now,
): UsagePlanMeter {
  const keysByValue = new Map(keys.map((key) => [key.value, key]));
  const buckets = new Map<string, TokenBucket>();
  const used = new Map<string, { day: number; count: number }>();

  function bucketOf(name: string, throttle: Throttle): TokenBucket {
    const bucket = buckets.get(name) ?? new TokenBucket(throttle, now());
    buckets.set(name, bucket);
    return bucket;
  }

  function admitQuota(keyId: string): void {
    const day = Math.floor(now() / dayInMilliseconds);
    const usage = used.get(keyId);
    const count = usage?.day === day ? usage.count : 0;
    if (count >= plan.quotaPerDay) {
      const retryAfterSeconds = ((day + 1) * dayInMilliseconds - now()) / 1000;
      throw new GatewayRefusal('QUOTA_EXCEEDED', { retryAfterSeconds });
    }
    used.set(keyId, { day, count: count + 1 });
  }

  return {
    add(key) {
      keysByValue.set(key.value, key);
    },
    admit(method, apiKey) {
      const key = apiKey === undefined ? undefined : keysByValue.get(apiKey);
      if (!key) throw new GatewayRefusal('INVALID_API_KEY');
      const methodName = `${method.httpMethod} ${method.resourcePath}`;
      const methodThrottle = plan.methodThrottles?.[methodName];
      const applicable = [
        ...(methodThrottle ? [bucketOf(`${key.id} ${methodName}`, methodThrottle)] : []),
        bucketOf(key.id, plan.throttle),
      ];
      const wait = Math.max(...applicable.map((bucket) => bucket.secondsUntilToken(now())));
      if (wait > 0) throw new GatewayRefusal('THROTTLED', { retryAfterSeconds: wait });
      admitQuota(key.id);
      for (const bucket of applicable) bucket.take();
      return key;
    },
  };
}

class TokenBucket {
  readonly #throttle: Throttle;
  #tokens: number;
  #filledAt: number;

  constructor(throttle: Throttle, now: number) {
    this.#throttle = throttle;
    this.#tokens = throttle.burstLimit;
    this.#filledAt = now;
  }

  /** Seconds until a request may pass; 0 when one may pass now. */
  secondsUntilToken(now: number): number {
    const elapsed = Math.max(0, now - this.#filledAt) / 1000;
    this.#tokens = Math.min(this.#throttle.burstLimit, this.#tokens + elapsed * this.#throttle.rateLimit);
    this.#filledAt = now;
    return this.#tokens >= 1 ? 0 : (1 - this.#tokens) / this.#throttle.rateLimit;
  }

  take(): void {
    this.#tokens -= 1;
  }
}
