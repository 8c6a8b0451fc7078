import { randomBytes } from 'node:crypto';
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

interface StoredToken {
  readonly family: TokenFamily;
  readonly endsAt: number;
  /** When it was exchanged for the next one, milliseconds. */
  rotatedAt?: number;
}

export interface RefreshTokenPolicy {
  readonly validitySeconds: number;
  /** How long an exchanged token may be exchanged again, for a client that did not get the answer. */
  readonly graceSeconds: number;
}

/**
 * Refresh tokens with rotation: each is good once, and within a short grace period again, because the answer may have been lost. One
 * that is used later has been stolen, from its owner or by its owner's thief: the whole family is revoked. AWS: "Refresh token
 * rotation".
 */
export interface RefreshTokens {
  /** The first token of a sign-in. */
  issue(family: TokenFamily, policy: RefreshTokenPolicy): string;
  /** The next token of the family. @throws ServiceError */
  rotate(
    token: string | undefined,
    clientId: string,
    policy: RefreshTokenPolicy,
  ): { readonly family: TokenFamily; readonly token: string };
  /** Ends the family of a token; an unknown token is no error. */
  revoke(token: string, clientId: string): void;
  /** Ends every family of a user. */
  revokeUser(sub: string): void;
  isRevoked(originId: string): boolean;
}

/** @param now milliseconds since the epoch. */
export function createRefreshTokens(now: () => number): RefreshTokens {
  const tokens = new Map<string, StoredToken>();
  const families = new Map<string, TokenFamily>();
  const revoked = new Set<string>();

  const issue = (family: TokenFamily, { validitySeconds }: RefreshTokenPolicy): string => {
    const token = randomBytes(256).toString('base64url');
    families.set(family.originId, family);
    tokens.set(token, { family, endsAt: now() + validitySeconds * 1000 });
    return token;
  };
  const end = (originId: string): void => void revoked.add(originId);

  return {
    issue,
    rotate(token = '', clientId, policy) {
      const stored = tokens.get(token);
      if (!stored || stored.family.clientId !== clientId) {
        throw new ServiceError('NotAuthorizedException', 'Invalid Refresh Token');
      }
      if (revoked.has(stored.family.originId)) {
        throw new ServiceError('NotAuthorizedException', 'Refresh Token has been revoked');
      }
      if (stored.endsAt < now())
        throw new ServiceError('NotAuthorizedException', 'Refresh Token has expired');
      if (stored.rotatedAt !== undefined && now() - stored.rotatedAt > policy.graceSeconds * 1000) {
        end(stored.family.originId);
        throw new ServiceError('RefreshTokenReuseException', 'Refresh token has been reused');
      }
      stored.rotatedAt ??= now();
      // The family keeps its end: rotation does not make a sign-in last longer.
      const remaining = { ...policy, validitySeconds: (stored.endsAt - now()) / 1000 };
      return { family: stored.family, token: issue(stored.family, remaining) };
    },
    revoke(token, clientId) {
      const stored = tokens.get(token);
      if (stored?.family.clientId === clientId) end(stored.family.originId);
    },
    revokeUser(sub) {
      for (const family of families.values()) if (family.sub === sub) end(family.originId);
    },
    isRevoked: (originId) => revoked.has(originId),
  };
}
