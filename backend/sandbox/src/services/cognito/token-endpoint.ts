import type { TokenIssuer } from './access-token.ts';
import { secretMatches } from './app-clients.ts';
import type { AppClient } from './app-clients.ts';
import { OAuthError } from './oauth-error.ts';
import { TriggerError } from './pre-token-generation.ts';

/** A grant type's own part: the client is authenticated, the rest of the form is the grant's business. */
export type Grant = (request: GrantRequest) => Promise<TokenResponse>;

export interface GrantRequest {
  readonly issuer: TokenIssuer;
  readonly client: AppClient;
  readonly form: URLSearchParams;
}

/** The body of a successful answer. */
export interface TokenResponse {
  readonly access_token: string;
  readonly expires_in: number;
  readonly token_type: 'Bearer';
  readonly id_token?: string;
  readonly refresh_token?: string;
}

/** Ten times what any grant takes: reading more of them is work for nothing. */
const MAX_PARAMETERS = 100;

/** A request to `/oauth2/token`, off the wire. */
export interface TokenRequest {
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/**
 * Answers `/oauth2/token`: authenticates the client by HTTP Basic or by the form, never by both, and hands over to the
 * grant. AWS: "Token endpoint".
 *
 * @throws OAuthError
 */
export async function answerTokenRequest(
  issuer: TokenIssuer,
  grants: Readonly<Record<string, Grant>>,
  request: TokenRequest,
): Promise<TokenResponse> {
  const mediaType = request.contentType?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/x-www-form-urlencoded') throw new OAuthError('invalid_request');
  if (request.body.split('&', MAX_PARAMETERS + 1).length > MAX_PARAMETERS)
    throw new OAuthError('invalid_request');
  const form = new URLSearchParams(request.body);
  const grantType = form.get('grant_type');
  if (!grantType) throw new OAuthError('invalid_request');
  const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
  if (!grant) throw new OAuthError('unsupported_grant_type');
  const client = authenticate(issuer, request.authorization, form);
  try {
    return await grant({ issuer, client, form });
  } catch (error) {
    if (error instanceof TriggerError) throw new OAuthError('invalid_request', error.message);
    throw error;
  }
}

function authenticate(
  issuer: TokenIssuer,
  authorization: string | undefined,
  form: URLSearchParams,
): AppClient {
  const basic = authorization === undefined ? undefined : readBasic(authorization);
  // RFC 6749, section 2.3: one way of authentication in a request, and one client.
  if (basic && (form.has('client_secret') || (form.get('client_id') ?? basic[0]) !== basic[0]))
    throw new OAuthError('invalid_request');
  const [clientId, secret] = basic ?? [form.get('client_id'), form.get('client_secret')];
  if (!clientId) throw new OAuthError('invalid_request');
  const client = issuer.pool.client(clientId);
  if (!client) throw new OAuthError('invalid_client');
  // A public client authenticates by its id alone; a secret it does not have is as wrong as a missing one.
  const authentic = client.clientSecrets.length === 0 ? !secret : secretMatches(client, secret ?? '');
  if (!authentic) throw new OAuthError('invalid_client');
  return client;
}

function readBasic(authorization: string): [clientId: string, secret: string] {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1];
  const decoded = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 1) throw new OAuthError('invalid_client');
  return [formDecode(decoded.slice(0, colon)), formDecode(decoded.slice(colon + 1))];
}

/** RFC 6749 section 2.3.1 has both halves form-encoded before they are joined. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
