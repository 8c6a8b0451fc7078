/** What a live stream and a subscription of the SDK say when there is nothing to follow, or nothing that the user may follow. */
import {
  isAuthenticationError,
  isGraphQLRequestError,
  isSubscriptionError,
  Northwind,
  type TokenSource,
} from '@northwind/sdk';
import { OnDeliveryUpdatedDocument } from '@northwind/sdk/graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { owners, startNorthwind, type Northwind as Backend } from '../appsync/northwind-fixture.ts';

let backend: Backend;
const clients: Northwind[] = [];
beforeAll(async () => {
  backend = await startNorthwind();
});
afterEach(() => clients.splice(0).forEach((client) => client.graphql.close()));
afterAll(() => backend.close());

const tokenOf = (group: string, expiresIn = 3600): Promise<string> =>
  backend.pool.accessToken({
    sub: `${group}-1`,
    groups: [group],
    claims: { buildings: [owners.own.buildingId] },
    expiresIn,
  });

async function signedIn(group: string, auth?: TokenSource): Promise<Northwind> {
  const client = new Northwind({
    environment: { restUrl: 'http://127.0.0.1:9', graphqlUrl: backend.api.graphqlUrl },
    auth: auth ?? (await tokenOf(group)),
    maxRetries: 0,
  });
  clients.push(client);
  return client;
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** The token with another signature. */
const forged = (token: string): string => {
  const [header, payload, signature = ''] = token.split('.');
  return [header, payload, [...signature].reverse().join('')].join('.');
};

/** All that a program might print of an error, causes included. */
function textOf(error: unknown): string {
  const { message, stack, cause, ...fields } = error as Error & Record<string, unknown>;
  return [message, stack, JSON.stringify(fields), cause ? textOf(cause) : ''].join('\n');
}

describe('a live stream', () => {
  it('of a locker that does not exist ends with the reason', async () => {
    const northwind = await signedIn('manager');
    const error = await failureOf(northwind.live.lockerEvents({ lockerId: 'lkr_none' }).next());
    expect(isGraphQLRequestError(error) || isSubscriptionError(error)).toBe(true);
    expect(error).toHaveProperty('errorType', expect.stringMatching(/^(NotFound|Unauthorized)$/));
  });

  it('of a locker in a foreign building ends with the same reason: it says nothing about what exists', async () => {
    const { lockerId } = await backend.place('foreign', 'delivered');
    const northwind = await signedIn('manager');
    const foreign = await failureOf(northwind.live.lockerEvents({ lockerId }).next());
    const missing = await failureOf(northwind.live.lockerEvents({ lockerId: 'lkr_none' }).next());
    const kind = (error: unknown) => [(error as Error).name, (error as { errorType?: string }).errorType];
    expect(kind(foreign)).toEqual(kind(missing));
  });

  it('of one locker can be had twice, and both have every event', async () => {
    const { lockerId } = await backend.place('own', 'delivered');
    const northwind = await signedIn('manager');
    const streams = [1, 2].map(() => northwind.live.lockerEvents({ lockerId, after: 0 }));
    const first = await Promise.all(streams.map((stream) => stream.next()));
    expect(first.map(({ value }) => value?.sequence)).toEqual([1, 1]);
    await Promise.all(streams.map((stream) => stream.return()));
  });

  it('gives up after tokens have been refused for what they are, and shows none of them', async () => {
    const { lockerId } = await backend.place('own', 'delivered');
    // An expired token may be followed by a good one for ever; one with a wrong signature is wrong.
    const tokens = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => forged(await tokenOf('manager', 3600 + index))),
    );
    let count = 0;
    const northwind = await signedIn('manager', { accessToken: () => tokens[count++ % tokens.length] ?? '' });
    const reasons: string[] = [];
    northwind.graphql.connection.onChange(({ reason }) => reasons.push(reason ?? ''));
    const error = await failureOf(northwind.live.lockerEvents({ lockerId, after: 0 }).next());
    expect(isSubscriptionError(error) || isAuthenticationError(error)).toBe(true);
    const signatures = tokens.map((token) => token.split('.')[2] ?? '');
    for (const text of [textOf(error), ...reasons])
      for (const signature of signatures) expect(text).not.toContain(signature);
  });
});

describe('a subscription', () => {
  it('that the user may not have fails both ways with the type of the refusal', async () => {
    const { lockerId } = await backend.place('foreign', 'delivered');
    const northwind = await signedIn('manager');
    const subscription = northwind.graphql.subscribe(OnDeliveryUpdatedDocument, { lockerId });
    const [started, next] = [await failureOf(subscription.started), await failureOf(subscription.next())];
    expect(isSubscriptionError(next) && next.errorType).toMatch(/^(NotFound|Unauthorized)/);
    expect(started).toBe(next);
  });
});
