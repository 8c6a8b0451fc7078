import { randomInt, timingSafeEqual } from 'node:crypto';

/** OAuth flows an app client may use. */
export type OAuthFlow = 'client_credentials' | 'code';

/** A secret of a client, of which there are two at most. */
export interface ClientSecret {
  /** As Cognito writes it: the client's id and when it was made, `ClientSecretDescriptorType` of its API reference. */
  readonly id: string;
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** An app client of the pool. */
export interface AppClient {
  readonly clientId: string;
  readonly name: string;
  /** Oldest first; none on public clients (mobile, web). */
  readonly clientSecrets: readonly ClientSecret[];
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

/** @param value default: one that Cognito would make */
export const newClientSecret = (
  clientId: string,
  createdAt: number,
  value = generateClientSecret(),
): ClientSecret => ({ id: `${clientId}--${createdAt}`, value, createdAt });

/** Compares with each secret, without telling by its time how much of one was right. */
export function secretMatches({ clientSecrets }: AppClient, secret: string): boolean {
  const given = Buffer.from(secret);
  const matches = clientSecrets.map(({ value }) => {
    const expected = Buffer.from(value);
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  return matches.includes(true);
}
