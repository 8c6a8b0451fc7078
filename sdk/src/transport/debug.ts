import { lazy } from '../errors/lazy.ts';
import type { DebugEvent, DebugLog } from './debug-log.ts';

/**
 * The transport's log; `undefined` if nobody listens. The masking is loaded with the first event, since it is needed only
 * here; events keep their order, a moment late.
 */
export function lazyDebugLog(
  option: boolean | DebugLog | undefined,
): ((message: string, event: DebugEvent) => void) | undefined {
  if (!option) return undefined;
  const load = lazy(() => import('./debug-log.ts'));
  return (message, event) =>
    // A log that cannot be loaded or written ends nothing.
    void load()
      .then(({ writeDebugEvent }) => writeDebugEvent(option, message, event))
      .catch(() => {});
}
