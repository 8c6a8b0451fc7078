import fc from 'fast-check';

/** The same in every run, so that a red one is red for what changed; `NORTHWIND_FUZZ_SEED=… npm test` looks elsewhere. */
export const seed = Number(process.env['NORTHWIND_FUZZ_SEED'] ?? 20_261_127);

/** Anything a program may pass by mistake, also what JSON cannot hold and what throws when it is turned into a string. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
  fc.constantFrom<unknown>(
    undefined,
    null,
    Symbol('s'),
    () => 1,
    new AbortController(),
    new Proxy({}, {}),
    '\ud800',
    '..',
    'a\nb',
    Number.NaN,
    cyclic(),
    { toString: 1, valueOf: 2 },
    { toJSON: () => 1n },
  ),
);

/** An object with the given fields, each of them good, missing or anything. */
export function corrupted<Fields extends Record<string, unknown>>(
  good: Fields,
): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.fromEntries(
    Object.entries(good).map(([name, value]) => [
      name,
      fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, anything),
    ]),
  );
  return fc.record(fields, { requiredKeys: [] });
}

/** A body as a server, a proxy or a hostile host may send it. */
export const body: fc.Arbitrary<string> = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .tuple(
      corrupted({
        code: 'x',
        status: 400,
        title: 't',
        detail: 'd',
        requestId: 'r',
        errors: [{ pointer: '/a', message: 'm' }],
      }),
      fc.nat(200),
    )
    .map(([document, end]) => toJson(document).slice(0, end)),
  corrupted({ data: [], nextCursor: 'c', errors: [{ message: 'm', errorType: 'X' }] }).map(toJson),
);

const headerText = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '1',
    '-1',
    '1e9',
    '@1',
    'true',
    'Wed, 31 Mar 2027 00:00:00 GMT',
    '<x>; rel=successor-version',
  ),
  fc.string({ maxLength: 30 }).map((text) => text.replace(/[^\x20-\x7e]/g, '').trim()),
);

export const headers = fc.record(
  Object.fromEntries(
    [
      'x-request-id',
      'retry-after',
      'date',
      'ratelimit-remaining',
      'ratelimit-reset',
      'deprecation',
      'sunset',
      'link',
      'content-type',
    ].map((name) => [name, headerText]),
  ),
  { requiredKeys: [] },
);

/** Statuses that `Response` can have; `null` for a fetch that fails instead. */
export const status: fc.Arbitrary<number | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(200) },
  fc.integer({ min: 200, max: 599 }),
  fc.constant(null),
);

/** What a `fetch` gives for a status and a body of these generators. */
export function respond(code: number | null, text: string, received: object = {}): Response {
  if (code === null) throw new TypeError('fetch failed');
  return new Response([204, 205, 304].includes(code) ? null : text, {
    status: code,
    headers: received as Record<string, string>,
  });
}

/** Text of a value, `''` for one that JSON cannot hold. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

function cyclic(): unknown {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}
