/** Partner A reads and changes nothing of partner B, by any operation of the contract. */
import { describe, expect, it } from 'vitest';
import { operations, type OperationDescription } from '../../../src/generated/manifest.ts';
import type { OperationId } from '../../../src/generated/operations.ts';
import { identifier, manager, type TestCall } from './fixture.ts';
import {
  absent,
  backend,
  blurred,
  draft,
  owned,
  owner,
  parcelFor,
  period,
  stranger,
  useTwoPartners,
} from './two-partners.ts';

useTwoPartners();

const bodies: Partial<Record<OperationId, () => unknown>> = {
  updateInvoice: () => ({ memo: 'mine now' }),
  payInvoice: () => ({ amount: 1, method: 'card' }),
  createInvoice: () => draft,
  createInvoiceExport: () => period,
  createDelivery: () => parcelFor(owned.lockerId),
};

/** Everything a stranger could put into a call to reach the owner's things. */
const attempt = ({ operationId, path, ifMatch }: OperationDescription, invoiceId: string): TestCall => ({
  caller: stranger,
  path: Object.fromEntries(
    [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [
      name,
      { ...owned, invoiceId }[name as 'invoiceId'],
    ]),
  ),
  headers: {
    ...(ifMatch === 'required' ? { 'If-Match': '"1"' } : {}),
    'x-partner-id': owner.partnerId ?? '',
  },
  ...(bodies[operationId] ? { body: bodies[operationId]() } : {}),
});

/**
 * Operations whose resource belongs to a partner; lockers are everybody's, health is nobody's, buildings and users are the admins'
 * business, and client secrets each client's own (client-secrets.test.ts).
 */
const ofPartners = Object.values(operations).filter(
  ({ groups, tag }) => groups.includes('partner') && tag !== 'lockers' && tag !== 'clientSecrets',
);
const onResource = ofPartners.filter(({ path }) => path.includes('{'));
const onCollection = ofPartners.filter(({ path }) => !path.includes('{'));

describe("another partner's things", () => {
  it('are the subject of every operation but those on lockers, buildings, users, client secrets and health', () => {
    const rest = Object.values(operations).filter((operation) => !ofPartners.includes(operation));
    expect(new Set(rest.map(({ tag }) => tag))).toEqual(
      new Set(['lockers', 'buildings', 'users', 'clientSecrets', 'health']),
    );
    expect(onResource.length + onCollection.length).toBe(ofPartners.length);
    expect(onResource.length).toBeGreaterThan(8);
  });

  it.each(onResource.map((operation) => [operation.operationId, operation] as const))(
    '%s answers exactly like an id that does not exist, and writes nothing',
    async (operationId, operation) => {
      const before = await backend.contents();
      for (const invoiceId of [owned.draftId, owned.invoiceId]) {
        const call = attempt(operation, invoiceId);
        const foreign = await backend.refused(operationId, call);
        expect(foreign.body).toMatchObject({ status: 404, code: 'not_found' });
        const path = Object.fromEntries(
          Object.entries(call.path ?? {}).map(([name, id]) => [name, absent(id)]),
        );
        const unknown = await backend.refused(operationId, { ...call, path });
        expect(blurred(foreign)).toBe(blurred(unknown));
      }
      expect(await backend.contents()).toEqual(before);
    },
  );

  it.each(onCollection.map((operation) => [operation.operationId, operation] as const))(
    '%s shows none of them',
    async (operationId, operation) => {
      const reply = await backend.call(operationId, attempt(operation, owned.invoiceId));
      expect(reply.status).toBeLessThan(300);
      const text = JSON.stringify(reply);
      const { lockerId: _everybodys, ...secrets } = owned;
      for (const secret of [...Object.values(secrets), owner.partnerId ?? ''])
        expect(text).not.toContain(secret);
    },
  );

  it('are not reached by a token without a partner', async () => {
    const { partnerId: _none, ...nobody } = stranger;
    for (const operation of ofPartners) {
      const { body } = await backend.refused(operation.operationId, {
        ...attempt(operation, owned.invoiceId),
        caller: nobody,
      });
      expect(body).toMatchObject({ status: 403, code: 'access_denied' });
    }
  });
});

describe('a building that somebody else manages, and a locker of it', () => {
  const stranger = manager(identifier('bld', 2));
  const others: Record<string, () => { owned: string; absent: string }> = {
    lockerId: () => ({ owned: owned.lockerId, absent: identifier('lkr', 999_999) }),
    buildingId: () => ({ owned: identifier('bld', 1), absent: identifier('bld', 999_999) }),
  };
  const onThem = Object.values(operations).filter(
    ({ path, groups }) => /\{(lockerId|buildingId)\}/.test(path) && groups.includes('manager'),
  );

  it.each(onThem.map((operation) => [operation.operationId, operation] as const))(
    '%s answers a manager exactly like an id that does not exist, and writes nothing',
    async (operationId, { ifMatch, path }) => {
      const before = await backend.contents();
      const parameter = /\{(\w+)\}/.exec(path)?.[1] ?? '';
      const ids = others[parameter]!();
      const call = (id: string): TestCall => ({
        caller: stranger,
        path: { [parameter]: id },
        headers: ifMatch === 'none' ? {} : { 'If-Match': '"1"' },
        ...(operationId === 'updateLocker' ? { body: { name: 'mine now' } } : {}),
      });
      const foreign = await backend.refused(operationId, call(ids.owned));
      expect(foreign.body).toMatchObject({ status: 404, code: 'not_found' });
      expect(blurred(foreign)).toBe(blurred(await backend.refused(operationId, call(ids.absent))));
      expect(await backend.contents()).toEqual(before);
    },
  );
});

describe('an operation', () => {
  it.each(
    Object.values(operations)
      .filter(({ open }) => !open)
      .map((operation) => [operation.operationId, operation] as const),
  )(
    '%s is refused without a token, without its scope and without its group',
    async (operationId, operation) => {
      const before = await backend.contents();
      const call = attempt(operation, owned.invoiceId);
      const { caller: _caller, ...anonymous } = call;
      expect((await backend.refused(operationId, anonymous)).body).toMatchObject({
        status: 401,
        code: 'unauthenticated',
      });
      const scopeless = { ...call, caller: { ...stranger, scopes: ['northwind/other'] } };
      expect((await backend.refused(operationId, scopeless)).body).toMatchObject({
        status: 403,
        code: 'insufficient_scope',
      });
      const courier = {
        ...call,
        caller: { ...stranger, groups: ['courier'] as const, scopes: operation.scopes },
      };
      expect((await backend.refused(operationId, courier)).body).toMatchObject({
        status: 403,
        code: 'access_denied',
      });
      expect(await backend.contents()).toEqual(before);
    },
  );
});
