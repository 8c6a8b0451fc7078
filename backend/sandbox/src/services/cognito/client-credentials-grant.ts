import { issueClientToken } from './access-token.ts';
import { OAuthError } from './oauth-error.ts';
import type { Grant } from './token-endpoint.ts';

/** The client-credentials grant. AWS: "Token endpoint"; "Scopes, M2M, and resource servers". */
export const clientCredentialsGrant: Grant = async ({ issuer, client, form }) => {
  if (!client.allowedFlows.includes('client_credentials') || client.clientSecrets.length === 0) {
    throw new OAuthError('unauthorized_client');
  }
  const requested = form.get('scope')?.trim().split(/\s+/).filter(Boolean) ?? [];
  if (requested.some((scope) => !client.allowedScopes.includes(scope))) throw new OAuthError('invalid_scope');
  const clientMetadata = readClientMetadata(form.get('aws_client_metadata'));
  const { token, expiresInSeconds } = await issueClientToken(issuer, client, {
    triggerSource: 'TokenGeneration_ClientCredentials',
    clientId: client.clientId,
    userName: client.clientId,
    userAttributes: {},
    groups: [],
    // No scope asked for means all that the client has.
    scopes: requested.length > 0 ? [...new Set(requested)] : client.allowedScopes,
    ...(clientMetadata ? { clientMetadata } : {}),
  });
  return { access_token: token, expires_in: expiresInSeconds, token_type: 'Bearer' };
};

function readClientMetadata(text: string | null): Record<string, string> | undefined {
  if (text === null) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
    }
  } catch {
    // Refused below, like metadata that is JSON but no object.
  }
  throw new OAuthError('invalid_request', 'aws_client_metadata is not a JSON object');
}
