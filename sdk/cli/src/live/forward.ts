import { setTimeout as sleep } from 'node:timers/promises';
import type { LockerEvent } from '@northwind/sdk';
import { sign } from '@northwind/sdk/webhooks';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';

export interface ForwardOptions {
  readonly url: string;
  /** `whsec_…` */
  readonly secret: string;
  readonly signal: AbortSignal;
  /** Told of each attempt that was not acknowledged, and when the next one is. */
  readonly onFailure: (what: string, delayMs: number) => void;
}

/** Milliseconds between attempts: the first, and the longest. */
const [MIN_DELAY_MS, MAX_DELAY_MS] = [500, 30_000];
/** Milliseconds that a receiver may take, as Standard Webhooks recommends (15 to 30 seconds). */
const RECEIVER_TIMEOUT_MS = 15_000;

/** The same for every attempt and every run, so that a receiver can tell a repetition. */
export const webhookId = ({ lockerId, sequence }: LockerEvent): string => `evt_${lockerId}_${sequence}`;

/**
 * Posts an event as a signed webhook, again and again until the receiver acknowledges it with a 2xx.
 *
 * @returns how many attempts it took
 * @throws CliError if the receiver answers 410 Gone: it wants no more
 */
export async function forward(
  event: LockerEvent,
  { url, secret, signal, onFailure }: ForwardOptions,
): Promise<number> {
  const id = webhookId(event);
  const body = JSON.stringify({ type: event.type, timestamp: event.occurredAt, data: event });
  for (let attempt = 1; ; attempt++) {
    // Each attempt is signed anew: a receiver refuses what was signed long ago.
    const headers = { ...(await sign({ secret, body, id })), 'content-type': 'application/json' };
    const outcome = await post(url, headers, body, signal);
    if (outcome === 'acknowledged') return attempt;
    if (outcome === '410')
      throw new CliError(`${url} answered 410 Gone: it wants no more events.`, exitCodes.refused);
    const delay = Math.min(MIN_DELAY_MS * 2 ** (attempt - 1), MAX_DELAY_MS);
    onFailure(outcome, delay);
    await sleep(delay, undefined, { signal });
  }
}

/** @returns `acknowledged`, or what happened instead */
async function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      // A receiver elsewhere is not the one that was named.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(RECEIVER_TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    return response.ok ? 'acknowledged' : String(response.status);
  } catch (error) {
    signal.throwIfAborted();
    const { cause, message } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? message;
  }
}
