import { createHash, randomBytes } from 'node:crypto';
import { keptFile } from '../../../support/kept-file.ts';
import { ServiceError } from './service-error.ts';

/** One sign-in: all refresh tokens that descend from it, and what its access tokens are known by. */
export interface TokenFamily {
  /** `origin_jti` of the family's access and ID tokens. */
  readonly originId: string;
  readonly sub: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Seconds since the epoch. */
  readonly authenticatedAt: number;
}

/** A family with its tokens, as it is kept. */
interface StoredFamily {
  readonly family: TokenFamily;
  /** Milliseconds since the epoch. Rotation does not make a sign-in last longer. */
  readonly endsAt: number;
  revoked: boolean;
  /** By the token's digest: when it was exchanged for the next one, milliseconds since the epoch; null: not yet. */
  readonly tokens: Record<string, number | null>;
}

/** How long a family is remembered after its end: its last access token must be known by then. Milliseconds. */
const remembrance = 86_400_000;

/**
 * Refresh tokens with rotation: each is good once, and within a short grace period again, because the answer may have been lost. One
 * that is used later has been stolen, from its owner or by its owner's thief: the whole family is revoked. AWS: "Refresh token
 * rotation".
 */
export interface RefreshTokens {
  /** The first token of a sign-in. */
  issue(family: TokenFamily, validitySeconds: number): Promise<string>;
  /** The next token of the family. @throws ServiceError */
  rotate(
    token: string | undefined,
    clientId: string,
  ): Promise<{ readonly family: TokenFamily; readonly token: string }>;
  /** Ends the family of a token; an unknown token is no error. */
  revoke(token: string, clientId: string): Promise<void>;
  /** Ends every family of a user. */
  revokeUser(sub: string): Promise<void>;
  /** The subject that a token was issued to, whether it is still good or not. */
  ownerOf(token: string): string | undefined;
  /** Whether the family's tokens are no longer taken by the user pool itself. */
  isRevoked(originId: string): boolean;
}

/**
 * Opens the sign-ins kept in `directory`, or none. Kept are digests: the file lets nobody sign in.
 *
 * @param now milliseconds since the epoch.
 * @param directory where to keep them; undefined: nowhere.
 * @param graceSeconds how long an exchanged token may be exchanged again, for a client that did not get the response.
 */
export async function openRefreshTokens(
  now: () => number,
  directory?: string,
  graceSeconds = 60,
): Promise<RefreshTokens> {
  const file = keptFile<StoredFamily[]>(directory, 'sign-ins.json', 'sign-ins');
  const families = new Map((await file.read())?.map((stored) => [stored.family.originId, stored]));
  const byDigest = new Map<string, StoredFamily>();
  for (const stored of families.values())
    for (const digest of Object.keys(stored.tokens)) byDigest.set(digest, stored);

  const save = (): Promise<void> => file.write([...families.values()]);
  const forgetEnded = (): void => {
    for (const [originId, { endsAt, tokens }] of families) {
      if (endsAt + remembrance >= now()) continue;
      families.delete(originId);
      for (const digest of Object.keys(tokens)) byDigest.delete(digest);
    }
  };
  const add = (stored: StoredFamily): string => {
    const token = randomBytes(256).toString('base64url');
    stored.tokens[digestOf(token)] = null;
    byDigest.set(digestOf(token), stored);
    return token;
  };
  const refuse = (message: string): ServiceError => new ServiceError('NotAuthorizedException', message);

  return {
    async issue(family, validitySeconds) {
      forgetEnded();
      const stored = { family, endsAt: now() + validitySeconds * 1000, revoked: false, tokens: {} };
      families.set(family.originId, stored);
      const token = add(stored);
      await save();
      return token;
    },
    async rotate(token = '', clientId) {
      const digest = digestOf(token);
      const stored = byDigest.get(digest);
      if (stored?.family.clientId !== clientId) throw refuse('Invalid Refresh Token');
      if (stored.revoked) throw refuse('Refresh Token has been revoked');
      if (stored.endsAt < now()) throw refuse('Refresh Token has expired');
      const rotatedAt = stored.tokens[digest] ?? null;
      if (rotatedAt !== null && now() - rotatedAt > graceSeconds * 1000) {
        stored.revoked = true;
        await save();
        throw new ServiceError('RefreshTokenReuseException', 'Refresh token has been reused');
      }
      stored.tokens[digest] = rotatedAt ?? now();
      const next = add(stored);
      await save();
      return { family: stored.family, token: next };
    },
    async revoke(token, clientId) {
      const stored = byDigest.get(digestOf(token));
      if (stored?.family.clientId !== clientId) return;
      stored.revoked = true;
      await save();
    },
    async revokeUser(sub) {
      for (const stored of families.values()) if (stored.family.sub === sub) stored.revoked = true;
      await save();
    },
    ownerOf: (token) => byDigest.get(digestOf(token))?.family.sub,
    isRevoked: (originId) => families.get(originId)?.revoked ?? true,
  };
}

const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
