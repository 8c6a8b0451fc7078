// `clientSecrets.rotate` against a server that keeps two secrets of a client at most, as a caller sees it.
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clientCredentials, UsageError } from '../src/index.ts';
import { capturedTimers } from './captured-timers.ts';
import { clientWith, secret as first } from './client.ts';
import { problem, type RecordedRequest } from './recorded-fetch.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const fingerprintOf = (value: string): string => createHash('sha256').update(value).digest('hex');

interface Kept {
  readonly id: string;
  readonly value: string;
  readonly fingerprint: string | null;
}

/** The first secret has no fingerprint: people handed it over. */
const handedOver: Kept = { id: 'secret-1', value: first, fingerprint: null };
const created = (number: number): Kept => {
  const value = `secret-value-${number}`;
  return { id: `secret-${number}`, value, fingerprint: fingerprintOf(value) };
};

interface ServerOptions {
  /** Default: the one handed over. */
  readonly secrets?: readonly Kept[];
  /** What keys were answered before. */
  readonly answered?: ReadonlyMap<string, Kept>;
  /** Secrets that the token endpoint takes. Default: all that are kept. */
  readonly accepts?: (value: string) => boolean;
}

function server({ secrets = [handedOver], answered = new Map(), accepts }: ServerOptions = {}) {
  const kept = [...secrets];
  const replies = new Map(answered);
  const log: string[] = [];
  const described = ({ value: _value, ...secret }: Kept) => ({
    ...secret,
    createdAt: '2026-11-29T00:00:00Z',
    rotateBy: '2027-02-27T00:00:00Z',
  });
  const api = ({ method, url, headers }: RecordedRequest): Response => {
    const id = url.pathname.split('/')[3];
    log.push([method, id].filter(Boolean).join(' '));
    if (method === 'GET') return Response.json({ data: kept.map(described), nextCursor: null });
    if (method === 'DELETE') {
      kept.splice(
        kept.findIndex((one) => one.id === id),
        1,
      );
      return new Response(undefined, { status: 204 });
    }
    const key = headers['idempotency-key']!;
    const before = replies.get(key);
    if (!before && kept.length === 2) return problem(409, 'client_secret_limit_reached');
    const made = before ?? created(100 + log.length);
    if (!before) kept.push(made);
    replies.set(key, made);
    return Response.json({ ...described(made), clientSecret: made.value }, { status: 201 });
  };
  const token = ({ headers }: RecordedRequest): Response => {
    const value = atob(headers['authorization']!.replace('Basic ', '')).split(':')[1]!;
    log.push(`token ${value}`);
    if (!(accepts ?? ((one) => kept.some((each) => each.value === one)))(value))
      return Response.json({ error: 'invalid_client' }, { status: 400 });
    return Response.json({ access_token: `token-of-${value}`, token_type: 'Bearer', expires_in: 3600 });
  };
  return { kept, log, api, token };
}

const rotating = (options: ServerOptions = {}, clientSecret: string | (() => string) = first) => {
  const parts = server(options);
  const auth = clientCredentials({ clientId: 'partner', clientSecret });
  const { northwind, requests } = clientWith(parts.api, { auth, maxRetries: 0 }, parts.token);
  return {
    ...parts,
    requests,
    northwind,
    rotate: northwind.clientSecrets.rotate.bind(northwind.clientSecrets),
  };
};

describe('a rotation', () => {
  it('creates, proves and stores the new secret before it deletes the old one, and uses it from then on', async () => {
    const { rotate, log, kept, northwind, requests } = rotating();
    const { current, deletedId } = await rotate({
      store: ({ clientSecret }) => log.push(`store ${clientSecret}`),
    });
    const { value } = kept[0]!;
    expect(log).toEqual([
      `token ${first}`,
      'GET',
      'POST',
      'GET',
      `token ${value}`,
      `store ${value}`,
      'DELETE secret-1',
    ]);
    expect(kept).toHaveLength(1);
    expect([current.id, current.fingerprint, deletedId]).toEqual([
      kept[0]!.id,
      fingerprintOf(value),
      'secret-1',
    ]);
    expect(JSON.stringify(current)).not.toContain(value);
    // The token at hand is good for an hour; what follows it is asked for with the new secret.
    await northwind.clientSecrets.list({}, { scopes: ['northwind/client-secrets.read'] });
    expect(log.slice(-2)).toEqual([`token ${value}`, 'GET']);
    expect(requests[1]!.headers['idempotency-key']).toBe('rotate:secret-1');
  });

  it('ends with the old secret in use where the new one cannot be stored, and goes on with the same one', async () => {
    const { rotate, kept } = rotating();
    const offered: string[] = [];
    const store = async ({ clientSecret }: { clientSecret: string }) => {
      offered.push(clientSecret);
      if (offered.length === 1) throw new Error('The vault is away.');
    };
    await expect(rotate({ store })).rejects.toThrow('The vault is away.');
    expect(kept.map(({ id }) => id)).toContain('secret-1');
    expect((await rotate({ store })).deletedId).toBe('secret-1');
    expect(new Set(offered).size).toBe(1);
    expect(kept).toHaveLength(1);
  });

  it('waits for a user pool that has not heard of the new secret, and in the end leaves the old one', async () => {
    const waits = capturedTimers();
    const { rotate, log, kept } = rotating({ accepts: (value) => value === first });
    const refused = expect(rotate({ store: () => log.push('store') })).rejects.toMatchObject({
      code: 'oauth',
      oauthError: 'invalid_client',
    });
    await refused;
    expect(waits).toEqual([500, 1_000, 2_000, 4_000]);
    expect(log.filter((line) => line.startsWith('token secret-value'))).toHaveLength(5);
    expect(log.some((line) => /store|DELETE/.test(line))).toBe(false);
    expect(kept).toContain(handedOver);
  });

  it('keeps the old secret when asked to, and deletes it when it is called again with the new one', async () => {
    const { rotate, kept, log } = rotating();
    const store = vi.fn();
    expect((await rotate({ store, keepOld: true })).deletedId).toBeUndefined();
    expect(kept).toHaveLength(2);
    const again = await rotate({ store, keepOld: true });
    expect([again.current.id, again.deletedId]).toEqual([kept[1]!.id, undefined]);
    expect((await rotate({ store })).deletedId).toBe('secret-1');
    expect(store).toHaveBeenCalledTimes(1);
    expect(log.filter((line) => line === 'POST')).toHaveLength(1);
    expect(kept).toHaveLength(1);
  });

  it('makes room where the value of the second secret was lost', async () => {
    const { rotate, kept } = rotating({ secrets: [handedOver, created(2)] });
    const { current } = await rotate({ store: () => undefined });
    expect(current.id).not.toBe('secret-2');
    expect(kept.map(({ id }) => id)).toEqual([current.id]);
  });

  it('is not taken in by an answer to an earlier one, whose secret has been deleted since', async () => {
    const { rotate, kept } = rotating({ answered: new Map([['rotate:secret-1', created(9)]]) });
    const { current } = await rotate({ store: () => undefined });
    expect(current.id).not.toBe('secret-9');
    expect(kept.map(({ id }) => id)).toEqual([current.id]);
  });

  it('leaves both where the function that says which one is in use says another', async () => {
    const { rotate, kept } = rotating({}, () => first);
    await expect(rotate({ store: () => undefined })).rejects.toThrow('does not give what `store` was given');
    expect(kept).toHaveLength(2);
  });

  it('changes nothing where the secret in use is none of the client', async () => {
    const secrets = [created(2), created(3)];
    const { rotate, kept } = rotating({ secrets, accepts: () => true });
    const refused = rotate({ store: () => undefined });
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow('is none of this client');
    expect(kept).toEqual(secrets);
  });

  it.each([
    [{ store: () => undefined, keepold: true }, 'Did you mean `keepOld`?'],
    [{ store: 'the vault' }, '`store` must be a function'],
    [undefined, 'must be an object'],
  ])('with %j sends nothing', async (options, message) => {
    const { rotate, log } = rotating();
    await expect(rotate(options as never)).rejects.toThrow(message);
    expect(log).toEqual([]);
  });

  it('is for clients that sign in by a secret', async () => {
    const { api, log } = server();
    const { northwind } = clientWith(api, { auth: 'an-access-token' });
    await expect(northwind.clientSecrets.rotate({ store: () => undefined })).rejects.toThrow(
      'needs a client that signs in by `clientCredentials`',
    );
    expect(log).toEqual([]);
  });
});
