import type { TokenRequest, TokenSource } from '@northwind/sdk';
import { claimsOf } from './claims.ts';
import type { Profile } from './profile.ts';
import type { ProfileStore } from './profile-store.ts';

/** A token that ends sooner is not sent: the request needs time to arrive, and clocks differ. */
const MIN_LIFETIME_MS = 60_000;

/** Keeps a client's access token from one command to the next: Cognito bills each token, and limits how many it makes. */
export function keepToken(source: TokenSource, store: ProfileStore, name: string): TokenSource {
  return {
    async accessToken(request: TokenRequest) {
      // Other scopes than the profile's are another token.
      if (request.scopes !== undefined) return source.accessToken(request);
      const { token } = (await store.read(name)) ?? {};
      if (token && token.accessToken !== request.rejected && token.expiresAt - Date.now() > MIN_LIFETIME_MS)
        return token.accessToken;
      const accessToken = await source.accessToken(request);
      const expiresAt = Number(claimsOf(accessToken)['exp']) * 1000;
      const profile: Profile | undefined = await store.read(name);
      if (profile && expiresAt > 0)
        await store.write(name, { ...profile, token: { accessToken, expiresAt } });
      return accessToken;
    },
  };
}
