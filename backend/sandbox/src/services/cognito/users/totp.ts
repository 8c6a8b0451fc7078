import { Secret, TOTP } from 'otpauth';

/** Steps of 30 s that a clock may be off in either direction. */
const window = 1;

/** Codes of authenticator apps (RFC 6238); each is good once. */
export interface TotpVerifier {
  /** Whether the code is the secret's, now, and was not used before by this user with this secret. */
  verify(sub: string, secret: string, code: string): boolean;
}

export const generateTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** @param now milliseconds since the epoch. */
export function createTotpVerifier(now: () => number): TotpVerifier {
  const used = new Map<string, number>();
  return {
    verify(sub, secret, code) {
      if (!/^\d{6}$/.test(code)) return false;
      const timestamp = now();
      const delta = new TOTP({ secret: Secret.fromBase32(secret) }).validate({
        token: code,
        timestamp,
        window,
      });
      if (delta === null) return false;
      const step = Math.floor(timestamp / 30_000) + delta;
      const app = `${sub} ${secret}`;
      if ((used.get(app) ?? 0) >= step) return false;
      used.set(app, step);
      return true;
    },
  };
}
