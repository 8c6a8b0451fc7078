import { createHash, randomUUID } from 'node:crypto';
import { OAuthError } from '../oauth-error.ts';

/** Authorization codes live as long as Cognito's. Milliseconds. */
const lifetime = 5 * 60_000;

/** What a code stands for. */
export interface CodeGrant {
  readonly sub: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** The S256 challenge that the code's owner can answer. */
  readonly codeChallenge: string;
}

/** Codes between the sign-in pages and the token endpoint; each is good once. */
export interface AuthorizationCodes {
  issue(grant: CodeGrant): string;
  /** @throws OAuthError `invalid_grant` unless code, client, redirect and verifier belong together. */
  redeem(form: URLSearchParams, clientId: string): CodeGrant;
}

/** @param now milliseconds since the epoch. */
export function createAuthorizationCodes(now: () => number): AuthorizationCodes {
  const codes = new Map<string, CodeGrant & { readonly endsAt: number }>();
  return {
    issue(grant) {
      for (const [old, { endsAt }] of codes) if (endsAt < now()) codes.delete(old);
      const code = randomUUID();
      codes.set(code, { ...grant, endsAt: now() + lifetime });
      return code;
    },
    redeem(form, clientId) {
      const code = form.get('code') ?? '';
      const grant = codes.get(code);
      codes.delete(code);
      const verifier = form.get('code_verifier') ?? '';
      const answer = createHash('sha256').update(verifier).digest('base64url');
      const fits =
        grant !== undefined &&
        grant.endsAt >= now() &&
        grant.clientId === clientId &&
        grant.redirectUri === form.get('redirect_uri') &&
        grant.codeChallenge === answer;
      if (!fits) throw new OAuthError('invalid_grant');
      return grant;
    },
  };
}
