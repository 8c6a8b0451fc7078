import { randomInt, timingSafeEqual } from 'node:crypto';

/** OAuth flows an app client may use. */
export type OAuthFlow = 'client_credentials' | 'code';

/** An app client of the pool. */
export interface AppClient {
  readonly clientId: string;
  readonly name: string;
  /** Absent on public clients (mobile, web). */
  readonly clientSecret?: string;
  readonly allowedFlows: readonly OAuthFlow[];
  readonly allowedScopes: readonly string[];
  /** Seconds; Cognito's default is an hour. */
  readonly accessTokenValiditySeconds: number;
  /** How long a user stays signed in, seconds; Cognito's default is 30 days. */
  readonly refreshTokenValiditySeconds?: number;
  /** Where the sign-in pages may send a user back to, letter by letter. */
  readonly callbackUrls?: readonly string[];
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

function randomText(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** A client id as Cognito makes them: 26 small letters and digits. */
export const generateClientId = (): string => randomText(26);

/** A client secret as Cognito makes them: 52 small letters and digits, ~268 bits. */
export const generateClientSecret = (): string => randomText(52);

/** Compares without telling by its time how much of the secret was right. */
export function secretMatches(client: AppClient, secret: string): boolean {
  if (client.clientSecret === undefined) return false;
  const expected = Buffer.from(client.clientSecret);
  const given = Buffer.from(secret);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
