/** Executes the authorization table against the real resolvers and the embedded table. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemDocuments } from '../../../src/generated/graphql-documents.ts';
import {
  authorizationTable,
  subscriptionByBuilding,
  type Expected,
  type Row,
} from './authorization-table.ts';
import {
  owners,
  startNorthwind,
  type CallerName,
  type Northwind,
  type Owner,
  type Place,
} from './northwind-fixture.ts';
import { RealtimeClient, type Frame } from './realtime-client.ts';
import { published } from '../published.ts';

let northwind: Northwind;
beforeAll(async () => {
  northwind = await startNorthwind();
});
afterAll(async () => {
  await northwind.close();
});

interface Case {
  readonly name: string;
  readonly field: string;
  readonly row: Row;
  readonly caller: CallerName;
  readonly owner: Owner;
  readonly expected: Expected;
}

const rows: [string, Row][] = [
  ...Object.entries(authorizationTable),
  ['Subscription.onLockerEvent (by building)', subscriptionByBuilding],
];
const cases = rows.flatMap(([field, row]) =>
  (Object.keys(row.expected) as CallerName[]).flatMap((caller) =>
    (Object.keys(owners) as Owner[]).map((owner): Case => {
      const expected = row.expected[caller][owner];
      return { name: `${field}, ${caller}, ${owner}: ${expected}`, field, row, caller, owner, expected };
    }),
  ),
);

describe('queries and mutations', () => {
  it.each(cases.filter(({ field }) => !field.startsWith('Subscription.')))(
    '$name',
    async ({ row, caller, owner, expected }) => {
      const place = await northwind.place(owner, row.status ?? 'announced');
      const answer = await northwind.ask(caller, row.document(place));
      const root = Object.values(answer.data ?? {})[0];
      if (expected === 'allowed') {
        expect(answer.errors, answer.text).toBeUndefined();
        expect(root).toBeTruthy();
      } else {
        expect(
          answer.errors?.map(({ errorType }) => errorType),
          answer.text,
        ).toContain(expected);
        expect(root ?? null).toBeNull();
      }
      // Nothing of the other's is in the answer, but for those who see everything.
      const seesForeign =
        expected === 'allowed' && owner === 'foreign' && (caller === 'admin' || caller === 'system');
      if (!seesForeign) expect(answer.text).not.toContain('of foreign');
    },
  );

  const claimless = (['manager without buildings', 'partner without partner'] as const).flatMap((caller) => {
    const group = caller === 'manager without buildings' ? 'manager' : 'partner';
    return rows
      .filter(([field, row]) => !field.startsWith('Subscription.') && row.expected[group].own === 'allowed')
      .filter(([, row]) => row.expected[group].foreign === 'NotFound')
      .map(([field, row]) => ({ name: `${field}, ${caller}`, caller, row }));
  });

  it.each(claimless)('$name: NotFound', async ({ caller, row }) => {
    const place = await northwind.place('own', row.status ?? 'announced');
    const answer = await northwind.ask(caller, row.document(place));
    expect(
      answer.errors?.map(({ errorType }) => errorType),
      answer.text,
    ).toEqual(['NotFound']);
  });

  it('asks nothing of Lambda for whom it refuses', async () => {
    const foreign = await northwind.place('foreign', 'announced');
    northwind.invocations.length = 0;
    for (const field of [
      'Mutation.openCompartment',
      'Mutation.requestSignatureUpload',
      'Delivery.signature',
    ] as const) {
      await northwind.ask('courier', authorizationTable[field].document(foreign));
    }
    expect(northwind.invocations).toEqual([]);
  });
});

describe('subscriptions', () => {
  it.each(cases.filter(({ field }) => field.startsWith('Subscription.')))(
    '$name',
    async ({ field, row, caller, owner, expected }) => {
      const place = await northwind.place(owner, 'announced');
      const client = await RealtimeClient.connect(
        northwind.api.realtimeUrl,
        await northwind.authorization('admin', ''),
      );
      try {
        const answer = await subscribe(client, caller, row.document(place));
        if (expected === 'allowed' || expected === 'silent') {
          expect(answer.type, JSON.stringify(answer)).toBe('start_ack');
          await publishFor(field, place, owner);
          // Sent afterwards and seen by everybody who may: what precedes it has arrived when it has.
          await subscribeToEnd(client, place);
          const received = client
            .pending('data')
            .filter((frame) => JSON.stringify(frame).includes('"sequence":2'));
          expect(received).toHaveLength(expected === 'allowed' ? 1 : 0);
        } else {
          expect(answer).toMatchObject({ type: 'error', payload: { errors: [{ errorType: expected }] } });
        }
      } finally {
        client.close();
      }
    },
  );
});

describe('what is somebody else’s', () => {
  const missing: Place = {
    lockerId: 'lkr_none',
    compartmentId: 'cmp_none',
    deliveryId: 'dlv_none',
    buildingId: 'bld_MISSING',
  };
  const blurred = (text: string): string => text.replaceAll(/\b(lkr|cmp|dlv|bld)_\w+/g, '$1');
  const callers = Object.keys(rows[0]?.[1].expected ?? {}) as CallerName[];
  const hidden = rows.flatMap(([field, row]) =>
    callers
      .filter((caller) => row.expected[caller].foreign !== 'allowed')
      .map((caller) => ({ name: `${field}, ${caller}`, field, row, caller })),
  );

  /** All ids somebody else's; then each of them alone, among the caller's own. */
  const pairs = (own: Place, foreign: Place): [Place, Place][] => [
    [foreign, missing],
    ...(Object.keys(missing) as (keyof Place)[]).map((id): [Place, Place] => [
      { ...own, [id]: foreign[id] },
      { ...own, [id]: missing[id] },
    ]),
  ];

  it.each(hidden)('answers byte by byte like what does not exist: $name', async ({ field, row, caller }) => {
    const status = row.status ?? 'announced';
    const [own, foreign] = [await northwind.place('own', status), await northwind.place('foreign', status)];
    const answer = async (query: string): Promise<string> => {
      if (!field.startsWith('Subscription.')) return (await northwind.ask(caller, query)).text;
      const client = await RealtimeClient.connect(
        northwind.api.realtimeUrl,
        await northwind.authorization('admin', ''),
      );
      try {
        return JSON.stringify(await subscribe(client, caller, query));
      } finally {
        client.close();
      }
    };
    for (const [theirs, nobodys] of pairs(own, foreign)) {
      const [existing, absent] = [row.document(theirs), row.document(nobodys)];
      // The document does not name this id.
      if (existing === absent || existing === row.document(own)) continue;
      expect(blurred(await answer(existing))).toBe(blurred(await answer(absent)));
    }
  });
});

async function subscribe(client: RealtimeClient, caller: CallerName, query: string): Promise<Frame> {
  const data = JSON.stringify({ query, variables: {} });
  return await client.subscribe(`as-${caller}`, query, await northwind.authorization(caller, data));
}

/** Publishes as `stream-fanout` does: with the documents of the system. */
async function publishFor(field: string, place: Place, owner: Owner): Promise<void> {
  const { courierId, partnerId } = owners[owner];
  if (field.startsWith('Subscription.onLockerEvent')) {
    await publish('PublishLockerEvent', place, { sequence: 2, type: 'BATTERY' });
  } else {
    const { deliveryId } = place;
    await publish('PublishDeliveryEvent', place, {
      sequence: 2,
      status: 'DELIVERED',
      deliveryId,
      courierId,
      partnerId,
    });
  }
}

async function publish(document: keyof typeof systemDocuments, place: Place, event: object): Promise<void> {
  const at = '2026-11-21T09:00:00Z';
  const { lockerId, buildingId } = place;
  const variables = published(document, { lockerId, buildingId, occurredAt: at, recordedAt: at, ...event });
  const answer = await northwind.ask('system', systemDocuments[document], variables);
  expect(answer.errors, answer.text).toBeUndefined();
}

/** Opens one more subscription as the admin and waits for a push to it. */
async function subscribeToEnd(client: RealtimeClient, place: Place): Promise<void> {
  const query = `subscription { onLockerEvent(lockerId: "${place.lockerId}") { sequence } }`;
  await client.subscribe('end', query, await northwind.authorization('admin', ''));
  await publish('PublishLockerEvent', place, { sequence: 99, type: 'BATTERY' });
  await client.next('data', 'end');
}
