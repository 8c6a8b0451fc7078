import type { ListPromise, Northwind } from '@northwind/sdk';
import { MeDocument, OnBuildingEventDocument } from '@northwind/sdk/graphql';
import { claimsOf } from '../credentials/claims.ts';
import { accessTokenOf, personLogin, type Identity } from '../credentials/identity.ts';
import { operations } from '../generated/operations.ts';
import { attempt, failed, ok, skipped, type Finding } from './check.ts';

const loginRemedy = ({ isPerson, profileName = 'default' }: Identity): string =>
  isPerson ? `Sign in again: ${personLogin(profileName)}.` : 'Sign in: `northwind login`.';

/** Token, scopes and key. */
export async function checkAccess(identity: Identity, northwind: Northwind): Promise<Finding[]> {
  let token: string | undefined;
  const credentials = await attempt('Credentials', loginRemedy(identity), async () => {
    token = await accessTokenOf(identity);
    const { exp } = claimsOf(token);
    const until = typeof exp === 'number' ? `, token until ${new Date(exp * 1000).toISOString()}` : '';
    return ok('Credentials', `from ${identity.source}${until}`);
  });
  if (token === undefined)
    return [credentials, skipped('Scopes', 'no token'), skipped('API key', 'no token')];
  const { scope } = claimsOf(token);
  const scopes = typeof scope === 'string' ? scope.split(' ') : [];
  const usable = operations.filter((operation) => operation.scopes.every((name) => scopes.includes(name)));
  return [
    credentials,
    usable.length > operations.filter((operation) => operation.scopes.length === 0).length
      ? ok('Scopes', scopes.join(', '))
      : failed(
          'Scopes',
          'the token has no scope of this API',
          identity.isPerson
            ? 'Ask an admin of yours for a group, which brings the scopes, and sign in again.'
            : 'Ask Northwind for scopes, or check --scopes.',
        ),
    await checkKey(identity, northwind, scopes),
  ];
}

async function checkKey(
  { settings, isPerson }: Identity,
  northwind: Northwind,
  scopes: readonly string[],
): Promise<Finding> {
  if (isPerson) return skipped('API key', 'people have none');
  if (settings.apiKey === undefined)
    return failed('API key', 'not set', 'Set NORTHWIND_API_KEY, or sign in again with it.');
  // The cheapest call that asks for it.
  const read = operations.find(
    ({ paginated, parameters, scopes: needed }) =>
      paginated && parameters.length === 0 && needed.every((name) => scopes.includes(name)),
  );
  if (!read) return skipped('API key', 'no scope to try it with');
  return attempt('API key', 'Check NORTHWIND_API_KEY: it must be of the same partner.', async () => {
    const [resource, method] = read.call;
    const methods = northwind[resource as 'invoices'] as unknown as Record<
      string,
      (params: object) => ListPromise<unknown>
    >;
    await methods[method]?.({ limit: 1 }).firstPage();
    return ok('API key', `${read.operationId} took it`);
  });
}

/** GraphQL and its WebSocket, which are people's. */
export async function checkLive(identity: Identity, northwind: Northwind): Promise<Finding[]> {
  const { isPerson, session } = identity;
  if (!isPerson) {
    const remedy = '`northwind login --profile me --browser`, or `--user <name>`, signs a person in.';
    return ['GraphQL', 'WebSocket'].map((check) => skipped(check, 'is for people', remedy));
  }
  if (!session)
    return ['GraphQL', 'WebSocket'].map((check) => skipped(check, 'not signed in', loginRemedy(identity)));
  let buildingId: string | undefined;
  const graphql = await attempt(
    'GraphQL',
    'Check NORTHWIND_GRAPHQL_URL and the person’s groups.',
    async () => {
      const { me } = await northwind.graphql.query(MeDocument);
      buildingId = me.buildingIds?.[0];
      return ok('GraphQL', `you are ${me.username ?? me.id}`);
    },
  );
  if (buildingId === undefined)
    return [
      graphql,
      graphql.result === 'ok'
        ? skipped(
            'WebSocket',
            'you manage no building whose events could be followed',
            'An admin says which buildings you manage: `northwind users update`.',
          )
        : skipped('WebSocket', 'GraphQL comes first'),
    ];
  const building = buildingId;
  const socket = await attempt(
    'WebSocket',
    'Allow WebSockets (wss) through your proxy and firewall.',
    async () => {
      const subscription = northwind.graphql.subscribe(OnBuildingEventDocument, { buildingId: building });
      try {
        await subscription.started;
        return ok('WebSocket', 'a subscription is live');
      } finally {
        await subscription.return();
      }
    },
  );
  return [graphql, socket];
}
