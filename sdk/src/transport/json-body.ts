import { UsageError } from '../errors/usage-error.ts';

/**
 * What a caller gave as an object, in JSON. What `JSON.stringify` throws (a cycle, a BigInt) or leaves out (a function) is the
 * caller's mistake.
 *
 * @param what - what it is called in the message, e.g. `'variables'`.
 */
export function toJson(what: string, value: unknown): string {
  let text: unknown;
  let reason = '';
  try {
    text = typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
  } catch (thrown) {
    reason = thrown instanceof Error ? `: ${thrown.message}` : '';
  }
  if (typeof text === 'string') return text;
  throw new UsageError(`The ${what} must be an object that JSON can hold${reason}.`);
}
