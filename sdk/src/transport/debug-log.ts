import { mask } from './mask.ts';
import { redactHeaders, redactText } from '../support/redact.ts';

/** Longest part of a body that is logged, characters. */
const MAX_BODY = 2_000;

/** Receives one debug event: a short message and its details, secrets already masked. */
export type DebugLog = (message: string, details: Record<string, unknown>) => void;

/** One event of the transport, not yet masked. */
export interface DebugEvent {
  readonly url?: string;
  readonly headers?: Iterable<readonly [string, string]>;
  readonly body?: string | undefined;
  /** The secrets that the client knows: masked, whatever they are called in the event. */
  readonly secrets?: Iterable<string> | undefined;
  readonly [detail: string]: unknown;
}

/** Masks an event and hands it to the caller's function, or to `console.debug` for `true`. */
export function writeDebugEvent(
  option: true | DebugLog,
  message: string,
  { url, headers, body, secrets = [], ...rest }: DebugEvent,
): unknown {
  const log = option === true ? (...parts: unknown[]) => console.debug('[northwind]', ...parts) : option;
  const masked = (text: string): string => mask(secrets, text);
  const details = Object.entries(rest).map(([name, value]) => [
    name,
    typeof value === 'string' ? masked(redactText(value)) : value,
  ]);
  return log(message, {
    ...(Object.fromEntries(details) as Record<string, unknown>),
    ...(url && { url: masked(redactText(url)) }),
    ...(headers && {
      headers: redactHeaders(Array.from(headers, ([name, value]) => [name, masked(value)] as const)),
    }),
    // Masked before it is cut: a cut in the middle of a name would hide it from the mask.
    ...(body && { body: masked(redactText(body)).slice(0, MAX_BODY) }),
  });
}
