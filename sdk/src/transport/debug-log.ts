import { redactHeaders, redactText } from './redact.ts';

/** Receives one debug event: a short message and its details, secrets already masked. */
export type DebugLog = (message: string, details: Record<string, unknown>) => void;

/** Longest part of a body that is logged, characters. */
const MAX_BODY = 2_000;

/** Events of the transport, as it hands them to {@link createDebugLog}'s result. */
export interface DebugEvent {
  readonly url?: string;
  readonly headers?: Iterable<readonly [string, string]>;
  readonly body?: string | undefined;
  readonly [detail: string]: unknown;
}

/** Wraps the caller's log so that nothing reaches it unmasked. `true` means `console.debug`. */
export function createDebugLog(
  option: boolean | DebugLog | undefined,
): ((message: string, event: DebugEvent) => void) | undefined {
  if (!option) return undefined;
  const log: DebugLog =
    option === true ? (message, details) => console.debug(`[northwind] ${message}`, details) : option;
  return (message, { url, headers, body, ...details }) =>
    log(message, {
      ...details,
      ...(url && { url: redactText(url) }),
      ...(headers && { headers: redactHeaders(headers) }),
      // Masked before it is cut: a cut in the middle of a name would hide it from the mask.
      ...(body && { body: redactText(body).slice(0, MAX_BODY) }),
    });
}
