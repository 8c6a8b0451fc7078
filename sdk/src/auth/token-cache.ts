/** An access token and its lifetime, as a token endpoint answers. */
export interface IssuedToken {
  readonly accessToken: string;
  /** Seconds from issue to expiry. */
  readonly expiresIn: number;
  /** When it was issued, milliseconds since 1970; left out where it has just been. */
  readonly issuedAt?: number;
}

/**
 * Milliseconds before expiry from which a token is no longer sent: the server's clock may be ahead of ours, and the request
 * needs time to arrive. At most a tenth of the lifetime, so that short-lived tokens stay usable.
 */
const CLOCK_DRIFT_MS = 30_000;
/** Milliseconds before expiry from which a new token is fetched in the background. At most a quarter of the lifetime. */
const REFRESH_AHEAD_MS = 300_000;
/** Wait after a failed background refresh, milliseconds, while the old token is still good. */
const REFRESH_PAUSE_MS = 10_000;

interface CachedToken {
  readonly accessToken: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  refreshAt: number;
}

/**
 * Holds one token and sees to it that at most one request for a new one is under way, however many callers wait.
 *
 * @param issue - fetches a new token, which is not to be the rejected one.
 * @param initial - a token to begin with.
 */
export function createTokenCache(
  issue: (rejected: string | undefined) => Promise<IssuedToken>,
  initial?: IssuedToken,
): (rejected: string | undefined) => string | Promise<string> {
  let cached = initial && cachedToken(initial, Date.now());
  let pending: Promise<string> | undefined;

  const refresh = (rejected: string | undefined): Promise<string> =>
    (pending ??= (async () => {
      // The lifetime counts from before the request: the token may have been issued at its very beginning.
      const requestedAt = Date.now();
      try {
        const token = await issue(rejected);
        cached = cachedToken(token, requestedAt);
        return token.accessToken;
      } finally {
        pending = undefined;
      }
    })());

  return (rejected) => {
    const now = Date.now();
    // A token from the future means that the local clock was set back: its age is unknown, so it is not trusted.
    const usable =
      cached && cached.accessToken !== rejected && now >= cached.issuedAt && now < cached.expiresAt;
    if (!cached || !usable) return refresh(rejected);
    if (now >= cached.refreshAt) {
      const old = cached;
      old.refreshAt = now + REFRESH_PAUSE_MS;
      // Nobody waits for it, and a failure is no failure yet: the old token is good, and the next refresh will report.
      refresh(rejected).catch(() => {});
    }
    return cached.accessToken;
  };
}

function cachedToken({ accessToken, expiresIn, issuedAt }: IssuedToken, requestedAt: number): CachedToken {
  const from = issuedAt ?? requestedAt;
  const lifetime = expiresIn * 1000;
  const expiry = from + lifetime;
  return {
    accessToken,
    issuedAt: from,
    expiresAt: expiry - Math.min(CLOCK_DRIFT_MS, lifetime / 10),
    refreshAt: expiry - Math.min(REFRESH_AHEAD_MS, lifetime / 4),
  };
}
