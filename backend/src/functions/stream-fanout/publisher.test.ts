import { describe, expect, it } from 'vitest';
import { wholeAnswer } from '../signed-fetch.ts';
import { publicationOf } from './publications.ts';
import { PublicationFailed, PublicationRefused, publisher } from './publisher.ts';

const publication = publicationOf({
  lockerId: 'lkr_1',
  buildingId: 'bld_1',
  sequence: 7,
  type: 'battery',
  occurredAt: '2026-11-21T10:00:00.000Z',
  recordedAt: '2026-11-21T10:00:00.100Z',
  batteryPercent: 80,
  deviceSequence: 41,
});

const taken = () => Response.json({ data: { publishLockerEvent: { sequence: 7 } } });
const refusedWith = (errorType: string, status = 200) =>
  Response.json({ data: null, errors: [{ errorType, message: 'no' }] }, { status });

/** A publisher whose API answers as told, one answer for each attempt; the last one stays. */
const against = (answers: readonly (() => Response | Promise<never>)[]) => {
  const bodies: unknown[] = [];
  const pauses: number[] = [];
  const publish = publisher({
    url: new URL('https://api.example/graphql'),
    async fetch({ body = '' }) {
      const answer = answers[Math.min(bodies.length, answers.length - 1)];
      bodies.push(JSON.parse(body));
      return wholeAnswer(await (answer?.() as Response | Promise<never>));
    },
    pause: (milliseconds) => Promise.resolve(pauses.push(milliseconds)),
  });
  return { publish, bodies, pauses };
};

describe('publishing an event', () => {
  it('sends the complete document, so that a subscriber gets every field', async () => {
    const { publish, bodies } = against([taken]);
    await publish(publication);
    expect(bodies).toEqual([
      {
        operationName: 'PublishLockerEvent',
        query: expect.stringMatching(/fragment LockerEventFields[^}]*deviceSequence/) as unknown,
        variables: publication.variables,
      },
    ]);
  });

  it.each([
    ['a throttled call (429)', () => new Response('', { status: 429 })],
    ['a fault of the service (503)', () => new Response('busy', { status: 503 })],
    ['no answer', () => Promise.reject(new TypeError('fetch failed'))],
    ['an error that says it was throttled', () => refusedWith('ThrottlingException')],
  ])('comes again after %s, later each time at most', async (_name, failure) => {
    const { publish, bodies, pauses } = against([failure, failure, taken]);
    await publish(publication);
    expect(bodies).toHaveLength(3);
    expect(pauses).toHaveLength(2);
    pauses.forEach((pause, index) => expect(pause).toBeLessThanOrEqual(100 * 2 ** index));
  });

  it('is given up after the fourth attempt', async () => {
    const { publish, bodies } = against([() => new Response('', { status: 500 })]);
    await expect(publish(publication)).rejects.toThrow(PublicationFailed);
    expect(bodies).toHaveLength(4);
  });

  it.each([
    ['an answer with errors', () => refusedWith('Unauthorized')],
    ['a refused signature', () => refusedWith('UnrecognizedClientException', 403)],
    ['an answer that is no JSON', () => new Response('<html>')],
  ])('is not tried again after %s', async (_name, refusal) => {
    const { publish, bodies } = against([refusal]);
    await expect(publish(publication)).rejects.toThrow(PublicationRefused);
    expect(bodies).toHaveLength(1);
  });
});
