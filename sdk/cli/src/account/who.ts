import { claimsOf } from '../credentials/claims.ts';
import { accessTokenOf, urlsOf, type Identity } from '../credentials/identity.ts';

/** Who the access token says somebody is, and for how long. */
export async function describeIdentity(identity: Identity): Promise<Record<string, unknown>> {
  const { settings, source, session } = identity;
  const claims = claimsOf(await accessTokenOf(identity));
  const { client_id: clientId, username, sub, scope, exp } = claims;
  const isPerson = username !== undefined || session !== undefined;
  return {
    kind: isPerson ? 'person' : 'client',
    ...(isPerson && { username, email: session?.claims['email'] }),
    clientId: clientId ?? settings.clientId,
    subject: sub,
    groups: claims['cognito:groups'],
    scopes: typeof scope === 'string' ? scope.split(' ') : undefined,
    expires: typeof exp === 'number' ? new Date(exp * 1000).toISOString() : undefined,
    apiKey: settings.apiKey === undefined ? undefined : 'set',
    api: urlsOf(settings).restUrl,
    from: source,
    claims,
  };
}
