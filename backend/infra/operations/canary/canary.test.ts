import { describe, expect, it } from 'vitest';
import { probe, probes } from './canary.ts';

const doors = { restUrl: 'https://api.example.com/v1', graphqlUrl: 'https://api.example.com/graphql' };
const answer =
  (statuses: Readonly<Record<string, number>>): typeof fetch =>
  (input) =>
    Promise.resolve(new Response('', { status: statuses[String(input)] ?? 404 }));
const asExpected = Object.fromEntries(probes(doors).map(({ url, status }) => [url, status]));

describe('The canary', () => {
  it('is content where the health is good and both doors refuse a stranger', async () => {
    await expect(probe(doors, answer(asExpected))).resolves.toBeUndefined();
  });

  it('fails where the deep health check fails', async () => {
    const down = { ...asExpected, [`${doors.restUrl}/health?deep=true`]: 503 };
    await expect(probe(doors, answer(down))).rejects.toThrow(/health .* expected 200, got 503/);
  });

  it('fails where a door lets a stranger in', async () => {
    const open = { ...asExpected, [doors.graphqlUrl]: 200 };
    await expect(probe(doors, answer(open))).rejects.toThrow(
      /GraphQL refuses without a token: expected 401, got 200/,
    );
  });
});
