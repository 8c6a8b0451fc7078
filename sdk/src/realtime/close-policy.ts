import type { RealtimeErrorEntry } from '../errors/subscription-error.ts';
import { refusalOfEntries } from './refusal.ts';

/** Why a connection ended. */
export type Ending =
  /** The socket closed, with WebSocket's code. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  /** AppSync refused the connection: a `connection_error` frame. */
  | {
      readonly kind: 'refused';
      readonly errors: readonly RealtimeErrorEntry[];
      /** Whether its host may be another's by now, so that the next attempt names another one. */
      readonly movable?: boolean;
    }
  /** No acknowledgement, no keep-alive, no `start_ack` or no response to a probe in time. */
  | {
      readonly kind: 'silent';
      readonly waitedFor: 'response to a probe' | 'connection_ack' | 'ka' | 'start_ack';
    }
  /** No access token could be had, or there is no WebSocket to use. */
  | { readonly kind: 'unprepared'; readonly error: unknown; readonly permanent: boolean };

/**
 * - `retry`: connect again after a wait.
 * - `reauthorize`: connect again with a token other than the one just used.
 * - `give-up`: what was sent is wrong, and would be wrong again.
 */
export type Verdict = 'give-up' | 'reauthorize' | 'retry';

/**
 * Close codes that say "do not come back" (RFC 6455 §7.4.1): protocol error, unsupported data, invalid payload, policy
 * violation, message too big, missing extension.
 */
const FINAL_CODES: readonly number[] = [1002, 1003, 1007, 1008, 1009, 1010];

/**
 * Decides what to do after a connection has ended. AppSync ends connections for its own reasons (after 24 hours, on
 * deployments, when it invalidates subscriptions) with codes that are not documented: whatever is not known to be final is
 * tried again.
 */
export function verdict(ending: Ending): Verdict {
  switch (ending.kind) {
    case 'silent':
      return 'retry';
    case 'unprepared':
      return ending.permanent ? 'give-up' : 'retry';
    case 'closed':
      return FINAL_CODES.includes(ending.code) ? 'give-up' : 'retry';
    case 'refused': {
      const refusal = refusalOfEntries(ending.errors);
      if (refusal === 'full' || refusal === 'transient') return 'retry';
      if (refusal !== 'final') return 'reauthorize';
      const isFinal = !ending.movable && ending.errors.some(({ errorCode }) => errorCode === 400);
      return isFinal ? 'give-up' : 'retry';
    }
  }
}

/** Says in words why a connection ended. */
export function describeEnding(ending: Ending): string {
  switch (ending.kind) {
    case 'closed':
      return `the connection was closed with code ${ending.code}${ending.reason ? ` (${ending.reason})` : ''}`;
    case 'refused':
      return `the connection was refused: ${messagesOf(ending.errors)}`;
    case 'silent':
      return `the server sent no ${ending.waitedFor} in time`;
    case 'unprepared':
      return `cannot connect: ${ending.error instanceof Error ? ending.error.message : String(ending.error)}`;
  }
}

/** The messages of errors, as one text. */
export const messagesOf = (errors: readonly RealtimeErrorEntry[]): string =>
  errors.map(({ message }) => message).join('; ');
