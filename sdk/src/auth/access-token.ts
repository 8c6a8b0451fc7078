import { UsageError } from '../errors/usage-error.ts';

/** Returns what a token source gave if it can be a token. @throws `UsageError` if not. */
export function assertAccessToken(token: unknown): string {
  if (typeof token === 'string' && token) return token;
  throw new UsageError(
    `The token source returned ${token === '' ? 'an empty string' : typeof token} instead of an access token.`,
  );
}
