import type { DebugLog } from './debug.ts';
import { redactHeaders, redactText } from './redact.ts';

/** Longest part of a body that is logged, characters. */
const MAX_BODY = 2_000;

/** One event of the transport, not yet masked. */
export interface DebugEvent {
  readonly url?: string;
  readonly headers?: Iterable<readonly [string, string]>;
  readonly body?: string | undefined;
  readonly [detail: string]: unknown;
}

/** Masks an event and hands it to the caller's function, or to `console.debug` for `true`. */
export function writeDebugEvent(
  option: true | DebugLog,
  message: string,
  { url, headers, body, ...details }: DebugEvent,
): void {
  const log = option === true ? (...parts: unknown[]) => console.debug('[northwind]', ...parts) : option;
  log(message, {
    ...details,
    ...(url && { url: redactText(url) }),
    ...(headers && { headers: redactHeaders(headers) }),
    // Masked before it is cut: a cut in the middle of a name would hide it from the mask.
    ...(body && { body: redactText(body).slice(0, MAX_BODY) }),
  });
}
