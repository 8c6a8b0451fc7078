/** Every operation × every group, generated from the contract: who may call, who may not, and by which scope. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientItem } from '../../../src/data/items.ts';
import {
  apiKeyHeader,
  operations,
  scopesByGroup,
  type Group,
  type OperationDescription,
} from '../../../src/generated/manifest.ts';
import { loadHandler } from '../../../src/generated/functions.ts';
import {
  apiKeyOf,
  eventOf,
  identifier,
  lambdaContext,
  partner,
  startBackend,
  type Backend,
  type TestCall,
  type TestCaller,
} from './fixture.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.close());

const groups = Object.keys(scopesByGroup) as Group[];

/** A member of the group, with a partner and a building, so that nothing but the right is missing. */
const memberOf = (...own: Group[]): TestCaller => ({
  groups: own,
  subject: `somebody-${own.join('-')}`,
  partnerId: identifier('prt', 1),
  buildings: [identifier('bld', 1)],
});

/** A call that is refused for its body or its ids, unless it is refused for its caller before. */
const attempt = ({ path, hasBody }: OperationDescription, caller: TestCaller | undefined): TestCall => ({
  caller,
  path: Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, 'no-id'])),
  ...(hasBody ? { body: {} } : { query: { 'no-parameter': '1' } }),
});

const cells = Object.values(operations).flatMap((operation) =>
  groups.map((group) => ({
    name: `${operation.operationId}, ${group}`,
    operation,
    group,
    allowed: operation.open || operation.groups.includes(group),
  })),
);

describe('the groups of the contract', () => {
  it.each(cells.filter(({ allowed }) => allowed))(
    '$name: reaches the operation',
    async ({ operation, group }) => {
      const { status, body } = await backend.refused(
        operation.operationId,
        attempt(operation, memberOf(group)),
      );
      expect(status, JSON.stringify(body)).toBe(400);
    },
  );

  it.each(cells.filter(({ allowed }) => !allowed))('$name: is refused', async ({ operation, group }) => {
    const before = await backend.contents();
    // With every scope there is: the group alone decides.
    const caller = { ...memberOf(group), scopes: Object.values(scopesByGroup).flat() };
    const { body } = await backend.refused(operation.operationId, attempt(operation, caller));
    expect(body).toMatchObject({ status: 403, code: 'access_denied' });
    expect(await backend.contents()).toEqual(before);
  });
});

describe('an API key', () => {
  const keyed = Object.values(operations).filter(({ apiKey }) => apiKey !== 'none');
  const keyless = Object.values(operations).filter(({ open, apiKey }) => !open && apiKey === 'none');

  it.each(keyed.map((operation) => ({ name: operation.operationId, operation })))(
    '$name: a partner needs one, and one of its own',
    async ({ operation }) => {
      const send = async (more: Pick<TestCall, 'headers' | 'apiKey'>) =>
        backend.refused(operation.operationId, { ...attempt(operation, partner(1)), ...more });
      const foreign = await send({ headers: { [apiKeyHeader]: apiKeyOf(identifier('prt', 2)) } });
      expect(foreign.body).toMatchObject({ status: 403, code: 'api_key_mismatch' });
      expect(JSON.stringify(foreign)).not.toContain(apiKeyOf(identifier('prt', 2)));
      const none = await send({ apiKey: null });
      expect(none.body).toMatchObject({ status: 403, code: 'invalid_api_key' });
      // Header names have no case.
      const own = await send({
        apiKey: null,
        headers: { [apiKeyHeader.toUpperCase()]: apiKeyOf(identifier('prt', 1)) },
      });
      expect(own.status).toBe(400);
    },
  );

  it('that the gateway has counted a call against is the one that counts', async () => {
    const event = eventOf('listInvoices', { caller: partner(1) });
    (event.requestContext as { identity: object }).identity = { apiKey: apiKeyOf(identifier('prt', 2)) };
    const { handler } = await loadHandler['invoices-api']();
    const { body } = await handler(event, lambdaContext());
    expect(JSON.parse(body)).toMatchObject({ code: 'api_key_mismatch' });
  });

  it.each([...keyless, operations.listLockers, operations.getLocker].map((operation) => ({ operation })))(
    '$operation.operationId: is not asked of people',
    async ({ operation }) => {
      for (const group of operation.groups.filter((one) => one !== 'partner')) {
        const reply = await backend.refused(operation.operationId, attempt(operation, memberOf(group)));
        expect(reply.status).toBe(400);
      }
    },
  );
});

describe('the scopes of the contract', () => {
  const closed = Object.values(operations).filter(({ open }) => !open);

  it.each(closed.map((operation) => ({ name: operation.operationId, operation })))(
    '$name: is refused without one of its scopes, whatever else the token holds',
    async ({ operation }) => {
      const every = [...new Set(Object.values(scopesByGroup).flat())];
      for (const scope of operation.scopes) {
        const caller = { ...memberOf(...groups), scopes: every.filter((one) => one !== scope) };
        const { body } = await backend.refused(operation.operationId, attempt(operation, caller));
        expect(body).toMatchObject({ status: 403, code: 'insufficient_scope' });
      }
    },
  );

  it.each(closed.map((operation) => ({ name: operation.operationId, operation })))(
    '$name: is refused without a token',
    async ({ operation }) => {
      const { body } = await backend.refused(operation.operationId, attempt(operation, undefined));
      expect(body).toMatchObject({ status: 401, code: 'unauthenticated' });
    },
  );
});

describe('a token', () => {
  it("carries its client's partner, groups and digests of API keys, and no scope beyond them", async () => {
    const { handler } = await import('../../../src/functions/pre-token-generation/handler.ts');
    const { name, client } = backend.tableClient;
    const Item = clientItem({
      clientId: 'machine-1',
      partnerId: identifier('prt', 1),
      groups: ['partner'],
      apiKeyHashes: ['digest-of-a-key'],
    });
    await client.send(new PutCommand({ TableName: name, Item }));
    const event = (clientId: string, triggerSource: string, request: object) => ({
      version: '3' as const,
      triggerSource,
      region: 'us-east-1',
      userPoolId: 'us-east-1_Ab1Cd2Ef3',
      userName: clientId,
      callerContext: { awsSdkVersion: '', clientId },
      request: { userAttributes: {}, groupConfiguration: {}, ...request },
      response: { claimsAndScopeOverrideDetails: {} },
    });
    const scopes = ['northwind/invoices.read', 'northwind/lockers.write'];
    const machine = await handler(
      event('machine-1', 'TokenGeneration_ClientCredentials', { scopes }),
      {} as never,
    );
    expect(machine.response.claimsAndScopeOverrideDetails.accessTokenGeneration).toEqual({
      claimsToAddOrOverride: {
        partner_id: identifier('prt', 1),
        groups: ['partner'],
        buildings: [],
        api_key_hashes: ['digest-of-a-key'],
      },
      scopesToSuppress: ['northwind/lockers.write'],
    });
    const unknown = handler(event('machine-2', 'TokenGeneration_ClientCredentials', { scopes }), {} as never);
    await expect(unknown).rejects.toThrow('machine-2');
    const person = await handler(
      event('ada', 'TokenGeneration_Authentication', {
        userAttributes: { sub: 'nobody-in-the-table' },
        groupConfiguration: { groupsToOverride: ['manager'] },
      }),
      {} as never,
    );
    expect(person.response.claimsAndScopeOverrideDetails.accessTokenGeneration).toEqual({
      claimsToAddOrOverride: { buildings: [] },
      scopesToAdd: ['northwind/buildings.read', 'northwind/lockers.read', 'northwind/lockers.write'],
    });
  });
});
