import { UsageError } from '../errors/usage-error.ts';

/** Names the header that `fetch` would refuse, if there is one. The value may be a secret, so it is not in the message. */
export function refusedHeader(headers: Readonly<Record<string, string>>): UsageError | undefined {
  if (typeof Headers !== 'function') return undefined;
  for (const name in headers) {
    try {
      new Headers([[name, headers[name]!]]);
    } catch {
      return new UsageError(
        `The header \`${name}\` cannot be sent: its name or value has a character that HTTP does not allow there.`,
      );
    }
  }
  return undefined;
}
