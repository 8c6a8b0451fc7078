import type { TokenRequest, TokenSource } from '../auth/token-source.ts';
import { lazy } from '../errors/lazy.ts';
import { ClientSecretsResource } from '../generated/resources/client-secrets.ts';
import type { ResourceContext } from '../resource/resource.ts';
import type { ClientSecretRotation, RotateOptions } from './rotate.lazy.ts';

const loadRotate = /* @__PURE__ */ lazy(() => import('./rotate.lazy.ts'));

type Parts = [auth: TokenSource, request: Pick<TokenRequest, 'tokenUrl' | 'postForm'>];

/** The contract's operations on client secrets, and the replacement of one in order. */
export class ClientSecrets extends ClientSecretsResource {
  readonly #parts: Parts;

  /** @internal */
  constructor(context: ResourceContext, ...parts: Parts) {
    super(context);
    this.#parts = parts;
  }

  /**
   * Replaces the secret that this client signs in with, and no call fails meanwhile: creates a second one, has it give a token, lets you
   * store it, and deletes the first. Whatever it was interrupted by, calling it again goes on from there. Run it in one place at a time.
   *
   * This client uses the new secret at once. If other processes have read the old one, keep it: pass `keepOld`, and call `rotate` again
   * when all of them sign in with the new one, which deletes the old and creates none.
   *
   * @param options - `store`, and whether the old secret stays for now.
   * @returns the secret that is current now, and the id of the one that was deleted.
   * @throws `UsageError` if the client does not sign in by `clientCredentials`.
   * @throws `OAuthError` if the new secret gives no token; the old one stays.
   * @throws {@link NorthwindError} Whatever else fails, and what `store` throws: the old secret stays.
   *
   * @example
   * ```ts
   * import { writeFile } from 'node:fs/promises';
   * import { Northwind } from '@northwind/sdk';
   *
   * const northwind = Northwind.fromEnv();
   * await northwind.clientSecrets.rotate({
   *   store: ({ clientSecret }) => writeFile('/run/secrets/northwind', clientSecret, { mode: 0o600 }),
   * });
   * ```
   */
  async rotate(options: RotateOptions): Promise<ClientSecretRotation> {
    return (await loadRotate()).rotate(this, ...this.#parts, options);
  }
}
