import type { DebugEvent } from './debug-log.ts';

/** Receives one debug event: a short message and its details, secrets already masked. */
export type DebugLog = (message: string, details: Record<string, unknown>) => void;

/**
 * The transport's log; `undefined` if nobody listens. The masking is loaded with the first event, since it is needed only
 * here; events keep their order, a moment late.
 */
export function lazyDebugLog(
  option: boolean | DebugLog | undefined,
): ((message: string, event: DebugEvent) => void) | undefined {
  if (!option) return undefined;
  const loaded = import('./debug-log.ts');
  return (message, event) =>
    void loaded.then(({ writeDebugEvent }) => writeDebugEvent(option, message, event));
}
