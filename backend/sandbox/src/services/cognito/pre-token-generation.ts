import type { JWTPayload } from 'jose';
import { startTimeLimit, withinTime } from '../../support/time-limit.ts';

/** How a token came to be asked for. AWS: "Pre token generation Lambda trigger", trigger sources. */
export type TriggerSource =
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_AuthenticateDevice'
  | 'TokenGeneration_ClientCredentials'
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_RefreshTokens';

/** Who asks: a user with attributes and groups, or a client alone. */
export interface TokenSubject {
  readonly triggerSource: TriggerSource;
  readonly clientId: string;
  /** The user's name, or the client id where a client asks for itself. */
  readonly userName: string;
  readonly userAttributes: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  /** Scopes the token would have. */
  readonly scopes: readonly string[];
  readonly clientMetadata?: Readonly<Record<string, string>>;
}

/** What the function may change, in the V2 and V3 event's response. */
export interface ClaimsAndScopeOverrideDetails {
  readonly idTokenGeneration?: TokenOverride | null;
  readonly accessTokenGeneration?: (TokenOverride & ScopeOverride) | null;
  readonly groupOverrideDetails?: { readonly groupsToOverride?: readonly string[] | null } | null;
}

interface TokenOverride {
  readonly claimsToAddOrOverride?: Readonly<Record<string, unknown>> | null;
  readonly claimsToSuppress?: readonly string[] | null;
}

interface ScopeOverride {
  readonly scopesToAdd?: readonly string[] | null;
  readonly scopesToSuppress?: readonly string[] | null;
}

/** Calls the trigger with an event and gives what it returned. */
export type PreTokenGeneration = (event: unknown) => Promise<unknown>;

/** What the trigger belongs to. */
export interface TriggeringPool {
  readonly pool: { readonly id: string; readonly region: string };
  readonly preTokenGeneration: PreTokenGeneration;
  /** How long one answer may take. */
  readonly triggerTimeoutMs: number;
}

/** The trigger failed; Cognito then issues no token. */
export class TriggerError extends Error {
  override readonly name = 'TriggerError';
}

/**
 * Cognito's limit for a trigger's answer, whatever the function's own timeout, and how often it asks before it gives up ("Customizing
 * user pool workflows with Lambda triggers", important considerations).
 */
export const triggerTimeoutMs = 5_000;
const triggerAttempts = 3;

/**
 * Runs the trigger with a version 3 event and reads its answer.
 *
 * @throws TriggerError when the function fails, is late or does not return the event.
 */
export async function runPreTokenGeneration(
  { preTokenGeneration, triggerTimeoutMs, pool }: TriggeringPool,
  subject: TokenSubject,
): Promise<ClaimsAndScopeOverrideDetails> {
  const event = {
    version: '3',
    triggerSource: subject.triggerSource,
    region: pool.region,
    userPoolId: pool.id,
    userName: subject.userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: subject.clientId },
    request: {
      userAttributes: subject.userAttributes,
      groupConfiguration: { groupsToOverride: subject.groups, iamRolesToOverride: [], preferredRole: null },
      scopes: subject.scopes,
      ...(subject.clientMetadata ? { clientMetadata: subject.clientMetadata } : {}),
    },
    response: { claimsAndScopeOverrideDetails: null },
  };
  try {
    const returned = (await inTime(() => preTokenGeneration(event), triggerTimeoutMs, triggerAttempts)) as
      | { response?: { claimsAndScopeOverrideDetails?: ClaimsAndScopeOverrideDetails | null } }
      | null
      | undefined;
    if (!returned?.response) throw new Error('did not return the event');
    return returned.response.claimsAndScopeOverrideDetails ?? {};
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TriggerError(`PreTokenGeneration failed with error ${reason}.`, { cause: error });
  }
}

const late = Symbol('late');

/** Asks again when the answer is late, not when the trigger fails. */
async function inTime(ask: () => Promise<unknown>, limitMs: number, attempts: number): Promise<unknown> {
  const answer = await withinTime(startTimeLimit(limitMs), ask(), () => late);
  if (answer !== late) return answer;
  if (attempts === 1) throw new Error('timed out');
  return inTime(ask, limitMs, attempts - 1);
}

/** Claims a trigger cannot touch. AWS: "Pre token generation Lambda trigger". */
const fixedClaims = new Set([
  'acr',
  'amr',
  'at_hash',
  'aud',
  'auth_time',
  'azp',
  'client_id',
  'cognito:username',
  'device_key',
  'event_id',
  'exp',
  'iat',
  'identities',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'scope',
  'sub',
  'token_use',
  'username',
  'version',
]);

const isFixed = (claim: string): boolean => fixedClaims.has(claim) || /^(cognito|dev|aws):/.test(claim);

/** Applies the overrides of one token's claims; a fixed claim stays as it is. */
export function overrideClaims(claims: JWTPayload, override: TokenOverride | null | undefined): JWTPayload {
  const result: JWTPayload = { ...claims };
  for (const [name, value] of Object.entries(override?.claimsToAddOrOverride ?? {})) {
    if (!isFixed(name)) result[name] = value;
  }
  for (const name of override?.claimsToSuppress ?? []) if (!isFixed(name)) delete result[name];
  return result;
}

/** Applies the overrides of the scopes; suppression comes last. */
export function overrideScopes(
  scopes: readonly string[],
  override: ScopeOverride | null | undefined,
): string[] {
  const suppressed = new Set(override?.scopesToSuppress ?? []);
  return [...new Set([...scopes, ...(override?.scopesToAdd ?? [])])].filter(
    (scope) => !suppressed.has(scope),
  );
}
