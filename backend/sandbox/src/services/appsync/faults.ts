/** What a test may make the endpoint do wrong, to see what its clients do about it. Nothing here happens by itself. */
import type { FrameError } from './realtime/frames.ts';

export interface Faults {
  /** Of so many pushes the first is dropped without a word; 0 (default): none. By count, so that every run has its share. */
  dropOneOf: number;
  /** Pushes so far, dropped ones included. */
  pushes: number;
  /** How many were dropped. */
  droppedPushes: number;
  /** Milliseconds by which a push is late, asked for each push; 0 or undefined sends at once. Different delays reorder pushes. */
  delayPush: (() => number) | undefined;
  /** Milliseconds by which HTTP answers are late, asked for each. */
  delayResponse: (() => number) | undefined;
  /** Called for each subscription; what it returns is sent as that subscription's `error` frame. */
  refuseStart:
    | ((subscription: { readonly id: string; readonly field: string }) => FrameError | undefined)
    | undefined;
  /** Called for each new socket; what it returns is sent as its `connection_error`, and the socket is closed. */
  refuseConnection: (() => FrameError | undefined) | undefined;
  /** Sends a `ka` ahead of `connection_ack`, as AppSync has been seen to do. */
  keepAliveBeforeAck: boolean;
  /** Where chance comes from; a seeded source makes a run repeatable. */
  random: () => number;
}

export function noFaults(): Faults {
  return {
    dropOneOf: 0,
    pushes: 0,
    droppedPushes: 0,
    delayPush: undefined,
    delayResponse: undefined,
    refuseStart: undefined,
    refuseConnection: undefined,
    keepAliveBeforeAck: false,
    random: Math.random,
  };
}
