import { describe, expect, it } from 'vitest';
import type { ClientSecret, ClientSecrets } from '../../domain/client-secret.ts';
import { giveNotices, type Publication } from './notices.ts';

const now = '2026-11-28T12:00:00.000Z';
const made = (daysAgo: number, fingerprint?: string): ClientSecret => ({
  id: `${daysAgo}`,
  createdAt: new Date(Date.parse(now) - daysAgo * 86_400_000).toISOString(),
  ...(fingerprint === undefined ? {} : { fingerprint }),
});

/** A pool of clients, and what the table knew of their secrets. */
const run = async (
  pool: Readonly<Record<string, readonly ClientSecret[] | Error>>,
  known: readonly ClientSecret[] = [],
) => {
  const told: Publication[] = [];
  const noted: Record<string, readonly ClientSecret[]> = {};
  const failed: string[] = [];
  const given = giveNotices(
    {
      pool: {
        async *clientIds() {
          yield* Object.keys(pool);
        },
        async list(clientId) {
          const found = pool[clientId]!;
          if (found instanceof Error) throw found;
          return found;
        },
      },
      principals: {
        findClient: async (clientId) =>
          clientId === 'mobile'
            ? undefined
            : { clientId, partnerId: `prt_${clientId}`, groups: ['partner'], apiKeyHashes: [] },
      },
      secrets: {
        find: async (clientId): Promise<ClientSecrets> => ({ clientId, secrets: known, version: 1 }),
        async replace({ clientId }, secrets) {
          noted[clientId] = secrets;
        },
      },
      publish: async (publication) => told.push(publication),
      failed: (clientId) => failed.push(clientId),
    },
    now,
  );
  const error = await given.catch((reason: unknown) => reason);
  return {
    told: told.map(({ Message }) => JSON.parse(Message) as object),
    attributes: told.map((each) => each.MessageAttributes),
    noted,
    failed,
    error,
  };
};

describe('the daily notices', () => {
  it('tell whose oldest secret is due within 30 days, and go on when it is overdue', async () => {
    const known = [made(59, 'a'), made(61, 'b'), made(300, 'c'), made(1)];
    const { told, attributes } = await run(
      { young: [made(59)], due: [made(61)], overdue: [made(300)], first: [made(1)] },
      known,
    );
    expect(told).toEqual([
      { clientId: 'due', partnerId: 'prt_due', rotateBy: '2026-12-27T12:00:00.000Z' },
      { clientId: 'overdue', partnerId: 'prt_overdue', rotateBy: '2026-05-02T12:00:00.000Z' },
      { clientId: 'first', partnerId: 'prt_first', rotateBy: '2026-12-04T12:00:00.000Z' },
    ]);
    expect(attributes[0]).toEqual({ partnerId: { DataType: 'String', StringValue: 'prt_due' } });
  });

  it('go on while the old secret is there, whatever is beside it', async () => {
    const known = [made(80, 'a'), made(2, 'b')];
    expect((await run({ c: [made(80), made(2)] }, known)).told).toHaveLength(1);
    expect((await run({ c: [made(2)] }, known)).told).toEqual([]);
  });

  it('note what the pool has, with the fingerprints that are known, and write only what has changed', async () => {
    const known = [made(80, 'a')];
    expect((await run({ c: [made(80)] }, known)).noted).toEqual({});
    expect((await run({ c: [made(2), made(80)] }, known)).noted).toEqual({ c: [made(80, 'a'), made(2)] });
  });

  it('leave people’s clients alone, and tell the others where one fails', async () => {
    const { told, failed, noted, error } = await run({
      mobile: [],
      broken: new Error('throttled'),
      first: [made(1)],
    });
    expect(told).toHaveLength(1);
    expect(failed).toEqual(['broken']);
    expect(Object.keys(noted)).toEqual(['first']);
    expect(error).toMatchObject({ message: expect.stringContaining('told of their secrets: 1') });
  });
});
