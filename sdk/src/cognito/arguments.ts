import { assertKnownKeys } from '../errors/did-you-mean.ts';
import { httpUrl } from '../errors/http-url.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { RedirectSignInOptions } from './hosted-ui.ts';
import type { CognitoUsersOptions } from './options.ts';

const OPTIONS = ['userPoolId', 'clientId', 'endpoint', 'domain', 'storage', 'fetch'];
const REDIRECT_OPTIONS = ['redirectUri', 'scopes', 'identityProvider'];
const STORAGE_METHODS = ['getItem', 'setItem', 'removeItem'] as const;

/** @throws `UsageError` unless the value is a string that can be sent: JSON and URLs hold no half of a surrogate pair. */
export function assertString(name: string, value: unknown): void {
  if (typeof value !== 'string') throw new UsageError(`\`${name}\` must be a string; got ${kindOf(value)}.`);
  if (/\p{Surrogate}/u.test(value))
    throw new UsageError(`\`${name}\` is not well-formed Unicode: it holds half of a surrogate pair.`);
}

/** @throws `UsageError` for an option that is missing, unknown or of the wrong type. */
export function assertCognitoUsersOptions(options: CognitoUsersOptions): void {
  assertKnownKeys('cognitoUsers option', options, OPTIONS);
  const { userPoolId, clientId, endpoint, domain, storage, fetch } = options;
  if (typeof userPoolId !== 'string' || !/^[\w-]+_[0-9A-Za-z]+$/.test(userPoolId))
    throw new UsageError('cognitoUsers: `userPoolId` looks like `eu-central-1_Ab1Cd2Ef3`.');
  if (!clientId) throw new UsageError('cognitoUsers: `clientId` is missing.');
  assertString('clientId', clientId);
  for (const [name, url] of Object.entries({ endpoint, domain })) {
    if (url !== undefined) httpUrl(`cognitoUsers: ${name}`, url);
  }
  if (fetch !== undefined && typeof fetch !== 'function')
    throw new UsageError(`cognitoUsers: \`fetch\` must be a function; got ${kindOf(fetch)}.`);
  const missing = STORAGE_METHODS.find(
    (method) => storage !== undefined && typeof Object(storage)[method] !== 'function',
  );
  if (missing) throw new UsageError(`cognitoUsers: \`storage\` must have the method \`${missing}\`.`);
}

/** @throws `UsageError` for an option that is missing, unknown or of the wrong type. */
export function assertRedirectOptions(options: RedirectSignInOptions): void {
  assertKnownKeys('redirectUrl option', options, REDIRECT_OPTIONS);
  const { redirectUri, scopes, identityProvider } = options;
  assertString('redirectUri', redirectUri);
  if (identityProvider !== undefined) assertString('identityProvider', identityProvider);
  if (scopes === undefined) return;
  if (!Array.isArray(scopes))
    throw new UsageError(`\`scopes\` must be an array of strings; got ${kindOf(scopes)}.`);
  for (const [index, scope] of scopes.entries()) assertString(`scopes[${index}]`, scope);
}

const kindOf = (value: unknown): string => (value === null ? 'null' : typeof value);
