/** Admins invite people and say who manages what: an account in the user pool and an item in the table, whatever fails in between. */
import { randomUUID } from 'node:crypto';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SignInStep } from '@northwind/sdk/cognito';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { userItem } from '../../../src/data/items.ts';
import { table } from '../../../src/data/table.ts';
import { newUser } from '../../../src/domain/user.ts';
import { basePath } from '../../../src/generated/manifest.ts';
import type { Problem, User, UserPage } from '../../../src/generated/operations.ts';
import { admin, identifier, startBackend, type Backend, type TestReply } from './fixture.ts';
import { marshallItem } from '../../src/world/seed/marshall.ts';
import { startUserPool, type TestUserPool } from './user-pool.ts';

let backend: Backend;
let pool: TestUserPool;
beforeAll(async () => {
  pool = await startUserPool({ mfa: 'ON' });
  backend = await startBackend(pool.environment);
  backend.dynamodb.load(table.name, [marshallItem(userItem(newUser(admin.subject, own, then)))]);
});
afterAll(() => Promise.all([backend.close(), pool.close()]));

const then = '2026-01-01T00:00:00.000Z';
/** Of the admin who calls. */
const own = { email: 'admin@example.com', name: 'Grace Hopper', groups: ['admin'] } as const;
const building = identifier('bld', 1);
const key = () => ({ 'Idempotency-Key': randomUUID() });
const inputOf = (email: string, more: object = {}) => ({
  email,
  name: 'Ada Lovelace',
  groups: ['manager'],
  ...more,
});
const create = (body: object, headers: Record<string, string> = {}): Promise<TestReply<User>> =>
  backend.call('createUser', { caller: admin, body, headers });
const get = (userId: string) => backend.call<User>('getUser', { caller: admin, path: { userId } });
const listed = async (query: Record<string, string> = {}) =>
  (await backend.call<UserPage>('listUsers', { caller: admin, query })).body;
const mailsTo = (email: string) => pool.invitations.filter((mail) => mail.email === email);

describe('a user who is created', () => {
  it('has an account in their groups, an invitation, and what was said of them', async () => {
    const { status, headers, body } = await create(
      inputOf('Ada@Example.com', { buildings: [building, building] }),
    );
    expect(status).toBe(201);
    expect(headers).toMatchObject({ Location: `${basePath}/users/${body.id}`, ETag: '"1"' });
    expect(body).toMatchObject({
      email: 'ada@example.com',
      groups: ['manager'],
      buildings: [building],
      partnerId: null,
    });
    expect((await get(body.id)).body).toEqual(body);
    expect(pool.directory.find('ada@example.com')).toMatchObject({
      sub: body.id,
      groups: ['manager'],
      status: 'FORCE_CHANGE_PASSWORD',
      attributes: { email_verified: 'true' },
    });
    expect(mailsTo('ada@example.com')).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain(mailsTo('ada@example.com')[0]?.temporaryPassword);
  });

  it('is created once, however often the call is repeated, at once or later', async () => {
    const [headers, body] = [key(), inputOf('once@example.com')];
    const replies = await Promise.all([create(body, headers), create(body, headers)]);
    replies.push(await create(body, headers));
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
    expect(mailsTo('once@example.com')).toHaveLength(1);
  });

  it('keeps the address: another call for it is refused and changes nothing', async () => {
    const { body } = await create(inputOf('taken@example.com'));
    const second = await backend.refused('createUser', {
      caller: admin,
      body: inputOf('TAKEN@example.com', { groups: ['admin'] }),
    });
    expect(second.body).toMatchObject({ status: 409, code: 'user_exists' });
    expect(pool.directory.find(body.id)?.groups).toEqual(['manager']);
    expect((await get(body.id)).body).toEqual(body);
  });

  it('costs no mail when the key was used for somebody else', async () => {
    const headers = key();
    await create(inputOf('first@example.com'), headers);
    const other = await backend.refused('createUser', {
      caller: admin,
      headers,
      body: inputOf('second@example.com'),
    });
    expect(other.body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    expect(pool.directory.find('second@example.com')).toBeUndefined();
  });

  it('is completed when an account was made and nothing else', async () => {
    const account = await pool.directory.create({
      username: 'half@example.com',
      password: 'x',
      status: 'FORCE_CHANGE_PASSWORD',
    });
    const { status, body } = await create(inputOf('half@example.com', { groups: ['courier'] }));
    expect([status, body.id]).toEqual([201, account.sub]);
    expect(pool.directory.find(account.sub)?.groups).toEqual(['courier']);
    expect(mailsTo('half@example.com')).toEqual([]);
  });

  it('is put into the groups by a repetition or a change when that was what failed', async () => {
    const [headers, input] = [key(), inputOf('grouped@example.com')];
    const { body } = await create(input, headers);
    for (const again of [
      () => create(input, headers),
      () =>
        backend.call('updateUser', {
          caller: admin,
          path: { userId: body.id },
          headers: { 'If-Match': body.etag },
          body: { name: 'Ada King' },
        }),
    ]) {
      await pool.directory.change(body.id, { groups: [] });
      expect((await again()).status).toBeLessThan(300);
      expect(pool.directory.find(body.id)?.groups).toEqual(['manager']);
    }
  });

  it('sees the deliveries of a partner only if it is said which', async () => {
    const refused = await backend.refused('createUser', {
      caller: admin,
      body: inputOf('staff@example.com', { groups: ['partner'] }),
    });
    expect(refused.body).toMatchObject({ status: 400, errors: [{ pointer: '/partnerId' }] });
    expect(pool.directory.find('staff@example.com')).toBeUndefined();
    const partnerId = identifier('prt', 1);
    const { body } = await create(inputOf('staff@example.com', { groups: ['partner'], partnerId }));
    expect(body).toMatchObject({ groups: ['partner'], partnerId });
  });
});

describe('users', () => {
  it('are listed by address, found by it in whatever case, and by group, page by page', async () => {
    for (const [name, group] of Object.entries({ zoe: 'courier', amy: 'courier', max: 'admin' }))
      await create(inputOf(`${name}@list.example`, { groups: [group] }));
    const emails: string[] = [];
    let cursor: string | null = null;
    do {
      const page: UserPage = await listed({ limit: '2', ...(cursor === null ? {} : { cursor }) });
      expect(page.data.length).toBeLessThanOrEqual(2);
      emails.push(...page.data.map(({ email }) => email));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(emails).toEqual(emails.toSorted());
    expect(emails).toEqual(
      expect.arrayContaining(['amy@list.example', 'max@list.example', 'zoe@list.example']),
    );
    expect((await listed({ email: 'Zoe@List.example' })).data).toMatchObject([{ email: 'zoe@list.example' }]);
    expect((await listed({ email: 'nobody@list.example' })).data).toEqual([]);
    const couriers = (await listed({ group: 'courier', limit: '100' })).data;
    expect(couriers.map(({ email }) => email)).toEqual(
      expect.arrayContaining(['amy@list.example', 'zoe@list.example']),
    );
    expect(couriers.every(({ groups }) => groups.includes('courier'))).toBe(true);
  });

  it('are changed on the version that was read', async () => {
    const { body } = await create(inputOf('changed@example.com', { buildings: [building] }));
    const update = { caller: admin, path: { userId: body.id }, body: { buildings: [identifier('bld', 2)] } };
    const changed = await backend.call<User>('updateUser', { ...update, headers: { 'If-Match': body.etag } });
    expect(changed.body).toMatchObject({ name: body.name, buildings: [identifier('bld', 2)], etag: '"2"' });
    const late = await backend.refused('updateUser', { ...update, headers: { 'If-Match': body.etag } });
    expect(late.body).toMatchObject({ status: 412, code: 'etag_mismatch' });
    expect((await get(body.id)).body).toEqual(changed.body);
  });

  it('are gone from pool and table when they are deleted, and may be invited anew', async () => {
    const { body } = await create(inputOf('leaver@example.com'));
    const [headers, path] = [key(), { userId: body.id }];
    for (const _attempt of [1, 2])
      expect((await backend.call('deleteUser', { caller: admin, path, headers })).status).toBe(204);
    expect(pool.directory.find('leaver@example.com')).toBeUndefined();
    expect((await get(body.id)).status).toBe(404);
    const again = await create(inputOf('leaver@example.com'));
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(body.id);
  });

  it('are deleted even if the pool has lost the account, and never by themselves', async () => {
    const { body } = await create(inputOf('self@example.com', { groups: ['admin'] }));
    const own = await backend.refused('deleteUser', {
      caller: { ...admin, subject: body.id },
      path: { userId: body.id },
    });
    expect(own.body).toMatchObject({ status: 403, code: 'access_denied' });
    await pool.directory.remove(pool.directory.find(body.id)!);
    expect((await backend.call('deleteUser', { caller: admin, path: { userId: body.id } })).status).toBe(204);
  });

  it('who do not exist are not found', async () => {
    const path = { userId: randomUUID() };
    const call = { caller: admin, path, headers: { 'If-Match': '"1"' } };
    for (const operationId of [
      'getUser',
      'updateUser',
      'deleteUser',
      'inviteUser',
      'resetUserMfa',
    ] as const) {
      const { body } = await backend.refused(operationId, {
        ...call,
        ...(operationId === 'updateUser' ? { body: { name: 'Nobody' } } : {}),
      });
      expect(body).toMatchObject({ status: 404, code: 'not_found' });
    }
  });
});

describe("a user's groups", () => {
  const update = (user: User, body: object, headers: Record<string, string> = {}, caller = admin) =>
    backend.call<User>('updateUser', {
      caller,
      path: { userId: user.id },
      headers: { 'If-Match': user.etag, ...headers },
      body,
    });
  const inPool = (user: User) => pool.directory.find(user.id)?.groups.toSorted();

  it('are replaced as a whole, in the pool and in the table, once a key', async () => {
    const { body } = await create(inputOf('promoted@example.com', { groups: ['courier', 'manager'] }));
    const headers = key();
    const changed = await update(body, { groups: ['manager', 'admin'] }, headers);
    expect(changed.body).toMatchObject({ name: body.name, groups: ['manager', 'admin'], etag: '"2"' });
    expect(inPool(body)).toEqual(['admin', 'manager']);
    expect((await get(body.id)).body).toEqual(changed.body);
    expect((await update(body, { groups: ['manager', 'admin'] }, headers)).body).toEqual(changed.body);
    expect((await listed({ group: 'courier', limit: '100' })).data.map(({ id }) => id)).not.toContain(
      body.id,
    );
  });

  it('are brought into the pool by a repetition, as the table has them then', async () => {
    const [created, changedBy] = [key(), key()];
    const input = inputOf('settled@example.com');
    const { body } = await create(input, created);
    await update(body, { groups: ['courier'] }, changedBy);
    for (const again of [
      () => update(body, { groups: ['courier'] }, changedBy),
      () => create(input, created),
    ]) {
      await pool.directory.change(body.id, { groups: ['manager'] });
      expect((await again()).status).toBeLessThan(300);
      expect(inPool(body)).toEqual(['courier']);
    }
  });

  it('stay as they were where the version is old', async () => {
    const { body } = await create(inputOf('stale@example.com'));
    await update(body, { name: 'Ada King' });
    expect((await update(body, { groups: ['admin'] })).status).toBe(412);
    expect(inPool(body)).toEqual(['manager']);
  });

  it('do not lose the admin who is changing them', async () => {
    const { body } = await create(inputOf('boss@example.com', { groups: ['admin'] }));
    const caller = { ...admin, subject: body.id };
    const refused = await update(body, { groups: ['manager'] }, {}, caller);
    expect(refused.body).toMatchObject({ status: 403, code: 'access_denied' });
    expect(inPool(body)).toEqual(['admin']);
    expect((await update(body, { groups: ['admin', 'manager'] }, {}, caller)).status).toBe(200);
  });

  it('include partner only for somebody of whom it is said which', async () => {
    const { body } = await create(inputOf('joins@example.com'));
    const refused = await update(body, { groups: ['partner'] });
    expect(refused.body).toMatchObject({ status: 400, errors: [{ pointer: '/partnerId' }] });
    expect(inPool(body)).toEqual(['manager']);
    const partnerId = identifier('prt', 1);
    const { body: changed } = await update(body, { groups: ['partner'], partnerId });
    expect(changed).toMatchObject({ groups: ['partner'], partnerId });
    expect((await get(body.id)).body).toEqual(changed);
  });
});

describe('two admins', () => {
  let email = 0;
  const newAdmin = async (): Promise<User> => {
    email += 1;
    return (await create(inputOf(`admin-${email}@example.com`, { groups: ['admin'] }))).body;
  };
  /** Each takes the group from the other. */
  const ways = {
    demote: (by: User, other: User) =>
      backend.call<Problem>('updateUser', {
        caller: { ...admin, subject: by.id },
        path: { userId: other.id },
        headers: { 'If-Match': other.etag },
        body: { groups: ['courier'] },
      }),
    delete: (by: User, other: User) =>
      backend.call<Problem>('deleteUser', {
        caller: { ...admin, subject: by.id },
        path: { userId: other.id },
      }),
  } as const;
  const pairs = Object.keys(ways).flatMap((first) =>
    Object.keys(ways).map((second) => [first, second] as [keyof typeof ways, keyof typeof ways]),
  );
  /** Who is one, in the table and in the pool. */
  const adminsOf = async (...users: readonly User[]): Promise<readonly User[]> => {
    const left: User[] = [];
    for (const user of users) {
      const inTable = (await get(user.id)).body.groups?.includes('admin') ?? false;
      expect(pool.directory.find(user.id)?.groups.includes('admin') ?? false).toBe(inTable);
      if (inTable) left.push(user);
    }
    return left;
  };

  it.each(pairs)(
    'who %s and %s each other one after the other: the second is refused',
    async (first, second) => {
      const [one, two] = [await newAdmin(), await newAdmin()];
      expect((await ways[first](one, two)).status).toBeLessThan(300);
      const late = await ways[second](two, one);
      expect(late).toMatchObject({ status: 403, body: { code: 'access_denied' } });
      expect(await adminsOf(one, two)).toEqual([one]);
    },
  );

  it.each(pairs)('who %s and %s each other at once: one of them is left', async (first, second) => {
    for (let round = 0; round < 5; round += 1) {
      const [one, two] = [await newAdmin(), await newAdmin()];
      const replies = await Promise.all([ways[first](one, two), ways[second](two, one)]);
      expect(replies.map(({ status }) => (status < 300 ? 'done' : status)).toSorted()).toEqual([403, 'done']);
      expect(await adminsOf(one, two)).toHaveLength(1);
    }
  });

  it('are three: whoever was demoted gives the group back to nobody, nor to themselves', async () => {
    const [one, two, three] = [await newAdmin(), await newAdmin(), await newAdmin()];
    const demoted = await ways.demote(one, two);
    expect(demoted.status).toBe(200);
    expect((await ways.delete(two, three)).status).toBe(403);
    const back = await backend.refused('updateUser', {
      caller: { ...admin, subject: two.id },
      path: { userId: two.id },
      headers: { 'If-Match': '"2"' },
      body: { groups: ['admin'] },
    });
    expect(back.body).toMatchObject({ status: 403, code: 'access_denied' });
    expect(await adminsOf(one, two, three)).toEqual([one, three]);
  });
});

describe('a deletion that fails half way', () => {
  class TimeoutError extends Error {
    override readonly name = 'TimeoutError';
  }
  /** A service of AWS that does not respond as long as `isDown` says so. */
  const failing = (
    client: { prototype: { send: (...request: never) => unknown } },
    isDown: () => boolean,
  ) => {
    const { send } = client.prototype;
    return vi.spyOn(client.prototype, 'send').mockImplementation(function (this: unknown, ...request) {
      return isDown() ? Promise.reject(new TimeoutError()) : send.apply(this, request);
    });
  };

  it.each(['at once', 'later, with another key'])(
    'in the pool is completed by its repetition, %s',
    async (when) => {
      const { body } = await create(inputOf(`${randomUUID()}@example.com`, { groups: ['admin'] }));
      const call = { caller: admin, path: { userId: body.id }, headers: { ...key(), 'If-Match': body.etag } };
      const service = failing(CognitoIdentityProviderClient, () => true);
      expect((await backend.call('deleteUser', call)).status).toBe(503);
      service.mockRestore();
      // Nobody is an admin whom somebody has begun to delete, and the list says so.
      expect((await get(body.id)).body.groups).toEqual([]);
      expect(pool.directory.find(body.id)).toBeDefined();
      const again = when === 'at once' ? call : { ...call, headers: key() };
      expect((await backend.call('deleteUser', again)).status).toBe(204);
      expect((await get(body.id)).status).toBe(404);
      expect(pool.directory.find(body.id)).toBeUndefined();
    },
  );

  it('in the table is completed by its repetition', async () => {
    const { body } = await create(inputOf('half-gone@example.com'));
    const call = { caller: admin, path: { userId: body.id }, headers: { ...key(), 'If-Match': body.etag } };
    // From the moment in which the account is gone.
    const service = failing(DynamoDBDocumentClient, () => pool.directory.find(body.id) === undefined);
    expect((await backend.call('deleteUser', call)).status).toBe(503);
    service.mockRestore();
    expect((await get(body.id)).body.groups).toEqual([]);
    expect(pool.directory.find(body.id)).toBeUndefined();
    expect((await backend.call('deleteUser', call)).status).toBe(204);
    expect((await get(body.id)).status).toBe(404);
  });

  it('is none where the version is old: the account is there', async () => {
    const { body } = await create(inputOf('kept@example.com'));
    const call = { caller: admin, path: { userId: body.id }, headers: { 'If-Match': '"9"' } };
    expect((await backend.call('deleteUser', call)).status).toBe(412);
    expect(pool.directory.find(body.id)?.groups).toEqual(['manager']);
    expect((await get(body.id)).body).toEqual(body);
  });
});

describe('an authenticator app', () => {
  const password = 'Correct-horse-7-staple';
  const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

  it('that is lost is reset: every sign-in ends, and the next one sets up another', async () => {
    const email = 'lost@example.com';
    const { body } = await create(inputOf(email));
    const invited = await pool.signIn(email, mailsTo(email)[0]?.temporaryPassword ?? '');
    if (invited.step !== 'new-password') throw new Error(invited.step);
    const setUp = async (step: SignInStep) => {
      if (step.step !== 'totp-setup') throw new Error(step.step);
      const signedIn = await step.confirm(codeOf(step.secret));
      if (signedIn.step !== 'signed-in') throw new Error(signedIn.step);
      return signedIn.session;
    };
    const session = await setUp(await invited.setPassword(password));
    const token = (rejected?: string) =>
      session.accessToken({ rejected, tokenUrl: '', postForm: () => Promise.reject(new Error('unused')) });
    const before = await token();
    expect((await pool.signIn(email, password)).step).toBe('totp');

    const call = { caller: admin, path: { userId: body.id }, headers: key() };
    expect((await backend.call('resetUserMfa', call)).status).toBe(204);
    await expect(token(before)).rejects.toMatchObject({ reason: 'NotAuthorizedException' });
    await setUp(await pool.signIn(email, password));
    // The repetition is answered the same and leaves the new app alone.
    expect((await backend.call('resetUserMfa', call)).status).toBe(204);
    expect((await pool.signIn(email, password)).step).toBe('totp');
  });

  it('is not reset by its owner, nor where there is no account', async () => {
    const { body } = await create(inputOf('mfa@example.com', { groups: ['admin'] }));
    const path = { userId: body.id };
    const own = await backend.refused('resetUserMfa', { caller: { ...admin, subject: body.id }, path });
    expect(own.body).toMatchObject({ status: 403, code: 'access_denied' });
    await pool.directory.remove(pool.directory.find(body.id)!);
    const lost = await backend.refused('resetUserMfa', { caller: admin, path });
    expect(lost.body).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('an invitation', () => {
  const invite = (userId: string, headers: Record<string, string> = {}) =>
    backend.call<User>('inviteUser', { caller: admin, path: { userId }, headers });

  it('is sent again with another password, once a key', async () => {
    const { body } = await create(inputOf('late@example.com'));
    const headers = key();
    const [first, repeated] = [await invite(body.id, headers), await invite(body.id, headers)];
    expect(first.body).toEqual({ ...body, invitedAt: first.body.invitedAt });
    expect(repeated.body).toEqual(first.body);
    expect((await get(body.id)).body).toEqual(first.body);
    const passwords = mailsTo('late@example.com').map(({ temporaryPassword }) => temporaryPassword);
    expect(new Set(passwords).size).toBe(2);
    expect(passwords).toHaveLength(2);
  });

  it('is not sent to somebody who has a password', async () => {
    const { body } = await create(inputOf('active@example.com'));
    await pool.directory.change(body.id, { status: 'CONFIRMED' });
    const refused = await backend.refused('inviteUser', { caller: admin, path: { userId: body.id } });
    expect(refused.body).toMatchObject({ status: 409, code: 'user_active' });
    expect(mailsTo('active@example.com')).toHaveLength(1);
  });
});

describe('a user pool that does not answer', () => {
  it('is a 503, and the table is as it was', async () => {
    const before = await backend.contents();
    await pool.close();
    const { body } = await backend.refused('createUser', {
      caller: admin,
      body: inputOf('away@example.com'),
    });
    expect(body).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect(await backend.contents()).toEqual(before);
  });
});
