/** Who calls, from the claims that the gateway's authorizer has verified, and what the contract lets them do. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { partnerPartition, userPartition } from '../data/keys.ts';
import { apiKeyHash } from '../domain/api-key.ts';
import type { Caller, Group, TenantId } from '../domain/principal.ts';
import { Refusal } from '../domain/refusal.ts';
import { apiKeyHeader, type OperationDescription } from '../generated/manifest.ts';
import { HttpProblem } from './problem.ts';

/**
 * A list claim as API Gateway hands it on. Its event holds texts only: the documentation does not say how a list is written, and it
 * has been seen joined by commas, as JSON and in brackets with spaces, so all three are read. None of our ids holds a separator.
 */
const listClaim = (claim: string | undefined): string[] =>
  (claim ?? '')
    .replaceAll(/[[\]"]/g, '')
    .split(/[\s,]+/)
    .filter((part) => part !== '');

/** Absent when the gateway let the call through without a token, as it does for open operations. */
export const callerOf = (event: APIGatewayProxyEvent): Caller | undefined => {
  const claims = event.requestContext.authorizer?.['claims'] as Readonly<Record<string, string>> | undefined;
  const subject = claims?.['sub'];
  if (!claims || !subject) return undefined;
  // Cognito lets a trigger put no `cognito:` claim into a machine's token, so those carry `groups`.
  const isMachine = subject === claims['client_id'];
  const partnerId = claims['partner_id'];
  const rotateSecretBy = claims['client_secret_rotate_by'];
  return {
    subject,
    kind: isMachine ? 'client' : 'user',
    groups: listClaim(claims[isMachine ? 'groups' : 'cognito:groups']) as Group[],
    scopes: listClaim(claims['scope']),
    buildings: listClaim(claims['buildings']),
    apiKeyHashes: listClaim(claims['api_key_hashes']),
    ...(partnerId ? { partnerId } : {}),
    ...(rotateSecretBy ? { rotateSecretBy } : {}),
  };
};

/** The caller's partner. The only place where a tenant comes from. */
export const tenantOf = (caller: Caller): TenantId => {
  if (caller.partnerId === undefined)
    throw new Refusal('access_denied', 'The access token belongs to no partner.');
  return caller.partnerId as TenantId;
};

/**
 * Checks scope and group once more, since a route wired to the wrong authorizer must still not open a door, and what the gateway
 * cannot check: that a partner's key and token belong together.
 *
 * @param apiKey - as the caller sent it
 */
export const authorize = (
  operation: OperationDescription,
  caller: Caller | undefined,
  apiKey: string | undefined,
): void => {
  if (operation.open) return;
  if (!caller) throw new HttpProblem('unauthenticated', 'The access token is missing, not valid or expired.');
  if (!operation.scopes.every((scope) => caller.scopes.includes(scope))) {
    throw new HttpProblem(
      'insufficient_scope',
      'The access token does not hold the scope that this operation needs.',
    );
  }
  if (!operation.groups.some((group) => caller.groups.includes(group))) {
    throw new HttpProblem('access_denied', 'None of your groups may call this operation.');
  }
  if (operation.apiKey !== 'none' && caller.groups.includes('partner')) assertOwnApiKey(caller, apiKey);
};

const assertOwnApiKey = (caller: Caller, apiKey: string | undefined): void => {
  tenantOf(caller);
  if (apiKey === undefined) throw new HttpProblem('invalid_api_key', `Send your API key as ${apiKeyHeader}.`);
  if (caller.apiKeyHashes.includes(apiKeyHash(apiKey))) return;
  throw new HttpProblem(
    'api_key_mismatch',
    'The API key is not one of the partner that the access token was issued to.',
  );
};

/**
 * The key a call came with. API Gateway tells the one it has counted the call against, but only for methods that ask for a key ("Variables
 * for access logging for API Gateway", `$context.identity.apiKey`); for the others it is a header like any other.
 */
export const apiKeyOf = ({ headers, requestContext }: APIGatewayProxyEvent): string | undefined =>
  (requestContext.identity as { apiKey?: string | null } | undefined)?.apiKey ??
  Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === apiKeyHeader)?.[1];

/** Where what belongs to the caller alone is kept: under the partner, or under the person who has none. */
export const partitionOf = (caller: Caller): string =>
  caller.partnerId === undefined ? userPartition(caller.subject) : partnerPartition(caller.partnerId);
