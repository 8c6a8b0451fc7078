import type { SecretSource } from '../auth/client-credentials.ts';
import type { TokenRequest, TokenSource } from '../auth/token-source.ts';
import { isApiError } from '../errors/api-error.ts';
import { assertKnownKeys } from '../errors/did-you-mean.ts';
import { isOAuthError } from '../errors/oauth-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ClientSecret, NewClientSecret } from '../generated/models.ts';
import type { ClientSecretsResource } from '../generated/resources/client-secrets.ts';
import { sleep } from '../support/abort.ts';

/** Options of `clientSecrets.rotate`. */
export interface RotateOptions {
  /**
   * Keeps the new secret where the program reads it when it starts next. The old secret stays until it has resolved. After an interruption
   * it may be given the same secret again.
   */
  store: (secret: NewClientSecret) => unknown;
  /**
   * Leaves the old secret valid, for other processes that use it; calling `rotate` again deletes it.
   * @defaultValue false
   */
  keepOld?: boolean | undefined;
}

/** What `clientSecrets.rotate` has done. */
export interface ClientSecretRotation {
  /** The secret in use now, without its value. */
  readonly current: ClientSecret;
  /** Id of the secret that was deleted; `undefined` with `keepOld`. */
  readonly deletedId: string | undefined;
}

/** Waits between attempts to get a token for a new secret, which the user pool may take a moment to know everywhere. Milliseconds. */
const PAUSES = [500, 1_000, 2_000, 4_000];

/** See `ClientSecrets.rotate`. */
export async function rotate(
  resource: ClientSecretsResource,
  auth: TokenSource,
  tokenRequest: Pick<TokenRequest, 'tokenUrl' | 'postForm'>,
  options: RotateOptions,
): Promise<ClientSecretRotation> {
  assertKnownKeys('rotate option', options, ['store', 'keepOld']);
  const { store, keepOld = false } = options;
  if (typeof store !== 'function')
    throw new UsageError('`clientSecrets.rotate`: `store` must be a function.');
  const holder = await (auth as Partial<SecretSource>).secrets?.();
  if (!holder)
    throw new UsageError('`clientSecrets.rotate` needs a client that signs in by `clientCredentials`.');

  const { data: secrets } = await resource.list();
  const [first, second] = secrets as [ClientSecret, ClientSecret?];
  const fingerprint = await fingerprintOf(await holder.current());
  if (second?.fingerprint === fingerprint) {
    // An earlier rotation got as far as its new secret being in use.
    await prove(() => holder.current().then((value) => holder.prove(value, tokenRequest)));
    if (keepOld) return { current: second, deletedId: undefined };
    await resource.delete(first.id);
    return { current: second, deletedId: first.id };
  }

  if (![fingerprint, null].includes(first.fingerprint))
    throw new UsageError(
      '`clientSecrets.rotate`: the secret in use is none of this client; nothing was changed.',
    );

  const created = await createAfter(resource, first, second);
  await prove(() => holder.prove(created.clientSecret, tokenRequest));
  await store(created);
  holder.use(created.clientSecret);
  const { clientSecret: _told, ...current } = created;
  if (keepOld) return { current, deletedId: undefined };
  // A function says which secret is in use: while that is another one, the old one is needed.
  if ((await fingerprintOf(await holder.current())) !== created.fingerprint)
    throw new UsageError(
      '`clientSecrets.rotate`: `clientSecret` does not give what `store` was given. Both secrets stay.',
    );
  await resource.delete(first.id);
  return { current, deletedId: first.id };
}

/**
 * The secret that follows `old`. The key names this one intention, so that what an interrupted rotation has created is returned again, as
 * long as the server keeps it. After that its value is lost, and it makes room for another.
 */
async function createAfter(
  resource: ClientSecretsResource,
  old: ClientSecret,
  unused: ClientSecret | undefined,
): Promise<NewClientSecret> {
  try {
    const created = await resource.create({ idempotencyKey: `rotate:${old.id}` });
    // The same intention of an earlier time, whose secret was deleted since?
    const { data } = await resource.list();
    if (data.some(({ id }) => id === created.id)) return created;
  } catch (error) {
    if (!unused || !isApiError(error) || error.code !== 'client_secret_limit_reached') throw error;
    await resource.delete(unused.id);
  }
  return resource.create();
}

async function prove(attempt: () => Promise<void>): Promise<void> {
  for (const pause of PAUSES) {
    try {
      return await attempt();
    } catch (error) {
      if (!isOAuthError(error) || error.oauthError !== 'invalid_client') throw error;
      await sleep(pause, undefined);
    }
  }
  return attempt();
}

/** SHA-256 in hexadecimal, as `fingerprint` is. */
async function fingerprintOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
