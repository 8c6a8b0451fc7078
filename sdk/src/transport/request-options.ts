import type { Scope } from '../generated/models.ts';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import { assertKnownKeys } from '../errors/did-you-mean.ts';
import { isRecord } from '../support/is-record.ts';

/** Limits that can be set for a client and changed for one call. */
export interface CallLimits {
  /**
   * Milliseconds for one attempt, from asking for the token to the last byte of the body.
   * @defaultValue 30000
   */
  timeout?: number | undefined;
  /**
   * Milliseconds for the whole call with its retries and waits. A retry that could not begin in time is not waited for: the
   * call fails at once with the error of the last attempt.
   * @defaultValue 120000
   */
  totalTimeout?: number | undefined;
  /**
   * How often a failed attempt is repeated: connection errors, time-outs, 408, 425, 429 and 5xx, where the call is safe or
   * carries an idempotency key. 0 means never.
   * @defaultValue 3
   */
  maxRetries?: number | undefined;
}

/** Options of one call. */
export interface RequestOptions extends CallLimits {
  /** Aborts the call; it then rejects with `AbortError`. */
  signal?: AbortSignal | undefined;
  /**
   * Key under which Northwind remembers the outcome of an unsafe call, so that repeating it does nothing twice.
   * The same key is used for all attempts of a call. Give your own (an order number, say) to be safe across restarts of your
   * program too.
   * @defaultValue a random UUID for each POST, PUT, PATCH and DELETE
   */
  idempotencyKey?: string | undefined;
  /** More headers. Names are case-insensitive; they win over those of the client. */
  headers?: Record<string, string | undefined> | undefined;
  /** Scopes to ask the token source for, instead of those it was made with. */
  scopes?: readonly Scope[] | undefined;
}

/** Options of a call that changes what somebody else may have changed meanwhile. */
export interface IfMatchRequestOptions extends RequestOptions {
  /**
   * The `etag` of the version you decided on, quotes included. If it is no longer current the call fails with
   * `PreconditionError` and nothing is written.
   */
  ifMatch: string;
}

/** As {@link IfMatchRequestOptions}, where Northwind also takes the call without; then any version will do. */
export interface OptionalIfMatchRequestOptions extends RequestOptions {
  /** The `etag` of the version you decided on, quotes included. */
  ifMatch?: string | undefined;
}

/** Limits of which none is left out. */
export type AllLimits = { readonly [Name in keyof CallLimits]-?: NonNullable<CallLimits[Name]> };

export const DEFAULT_LIMITS: AllLimits = { timeout: 30_000, totalTimeout: 120_000, maxRetries: 3 };

const REQUEST_KEYS = [
  ...Object.keys(DEFAULT_LIMITS),
  'signal',
  'idempotencyKey',
  'headers',
  'scopes',
  'ifMatch',
];

/** Adds headers, in lower case; one that is undefined is left out. */
export function addHeaders(headers: Record<string, string>, more: RequestOptions['headers']): void {
  for (const name in more) {
    const value = more[name];
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
}

/** setTimeout's largest delay; a longer one would fire at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Throws a {@link UsageError} for a limit that is not a sensible number. */
export function assertLimits({ timeout, totalTimeout, maxRetries = 0 }: CallLimits): void {
  assertMilliseconds('timeout', timeout);
  assertMilliseconds('totalTimeout', totalTimeout);
  if (!Number.isInteger(maxRetries) || maxRetries < 0)
    throw new UsageError(`\`maxRetries\` must be a non-negative integer; got ${shown(maxRetries)}.`);
}

export function assertMilliseconds(name: string, value: unknown): void {
  if (value === undefined || (typeof value === 'number' && value > 0 && value <= MAX_TIMEOUT_MS)) return;
  throw new UsageError(
    `\`${name}\` must be a number of milliseconds above 0, at most ${MAX_TIMEOUT_MS}; got ${shown(value)}.`,
  );
}

/** Throws a {@link UsageError} for an unknown option or one of the wrong type. */
export function assertRequestOptions(options: OptionalIfMatchRequestOptions): void {
  assertKnownKeys('request option', options, REQUEST_KEYS);
  assertLimits(options);
  assertSignal(options.signal);
  for (const name of ['idempotencyKey', 'ifMatch'] as const) {
    const value: unknown = options[name];
    if (value !== undefined && !(value && typeof value === 'string'))
      throw new UsageError(`\`${name}\` must be a non-empty string.`);
  }
  const scopes: unknown = options.scopes;
  if (scopes !== undefined && !(Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string')))
    throw new UsageError('`scopes` must be an array of strings.');
  assertHeaders('headers', options.headers);
}

/** Throws a {@link UsageError} for what is not an `AbortSignal`; the controller is often passed instead. */
export function assertSignal(signal: unknown): void {
  if (signal === undefined) return;
  const { aborted, addEventListener } = Object(signal) as Partial<AbortSignal>;
  if (typeof aborted === 'boolean' && typeof addEventListener === 'function') return;
  throw new UsageError(
    '`signal` must be an `AbortSignal`; of an `AbortController`, pass `controller.signal`.',
  );
}

/**
 * Throws a {@link UsageError} for a header that `fetch` would refuse (RFC 9110 section 5). The value is not in the message: it may
 * be a secret, and often is one with a line break at its end.
 */
export function assertHeaders(what: string, headers: unknown): void {
  if (headers === undefined) return;
  if (!isRecord(headers) || Symbol.iterator in headers)
    throw new UsageError(`\`${what}\` must be an object of header names and values.`);
  for (const [name, value] of Object.entries(headers as Record<string, unknown>)) {
    if (value === undefined) continue;
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
      throw new UsageError(`\`${name.slice(0, 100)}\` is not a valid header name.`);
    if (typeof value !== 'string') throw new UsageError(`The header \`${name}\` must be a string.`);
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new UsageError(
        `The header \`${name}\` has a character that HTTP does not allow, such as a line break.`,
      );
  }
}
