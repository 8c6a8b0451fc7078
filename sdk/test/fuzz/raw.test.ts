import fc from 'fast-check';
import { afterEach, describe, it, vi } from 'vitest';
import { isUsageError, Northwind } from '../../src/index.ts';
import { anything, body, corrupted, headers, respond, seed, status } from './generators.ts';
import { countedController, expectNoLeaks, expectNothingHeld } from './leaks.ts';
import { expectOnlyNorthwindErrors } from './northwind-errors.ts';

console.log(`fuzz: NORTHWIND_FUZZ_SEED=${seed}`);
expectNoLeaks();

const options = {
  environment: { restUrl: 'https://api.test/v1' },
  auth: 'a-token',
  apiKey: 'key',
  timeout: 1000,
  totalTimeout: 2000,
  maxRetries: 0,
};
const methods = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
const paths = fc.constantFrom<unknown>(
  '/invoices',
  '/invoices/{invoiceId}',
  '/invoices/{invoiceId}/payments',
  '/health',
);
const init = corrupted({
  params: { path: { invoiceId: 'inv_1' }, query: { limit: 1 }, header: { 'Idempotency-Key': 'k' } },
  body: { a: 1 },
  headers: { a: 'b' },
  parseAs: 'json',
  querySerializer: { array: { style: 'form', explode: true } },
  signal: new AbortController().signal,
});

type Call = (path: unknown, init?: unknown) => Promise<{ data?: unknown }>;

describe('raw', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('arguments: whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...methods),
        fc.oneof({ weight: 3, arbitrary: paths }, anything),
        fc.oneof({ weight: 3, arbitrary: init }, anything),
        async (method, path, given) => {
          const northwind = new Northwind({ ...options, fetch: async () => Response.json({}) });
          await expectOnlyNorthwindErrors(() => (northwind.raw[method] as Call)(path, given));
        },
      ),
      { seed, numRuns: 800 },
    );
  });

  it('responses: whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...methods),
        status,
        body,
        headers,
        fc.constantFrom('json', 'text', 'blob', 'arrayBuffer', 'stream'),
        async (method, code, text, received, parseAs) => {
          const northwind = new Northwind({
            ...options,
            fetch: async () => {
              const answer = respond(code, text, received);
              return method === 'HEAD' ? new Response(null, answer) : answer;
            },
          });
          // The platform's own Request listens to its signal until it is collected.
          vi.stubGlobal('Request', undefined);
          const { signal } = countedController();
          const given = { params: { path: { invoiceId: 'inv_1' } }, parseAs, signal };
          await expectOnlyNorthwindErrors(async () => {
            const { data } = await (northwind.raw[method] as Call)('/invoices/{invoiceId}', given);
            if (data instanceof ReadableStream) await data.cancel();
          });
          expectNothingHeld();
        },
      ),
      { seed, numRuns: 800 },
    );
  });
});

describe('fromEnv', () => {
  afterEach(() => void vi.unstubAllEnvs());

  const names = [
    'CLIENT_ID',
    'CLIENT_SECRET',
    'ACCESS_TOKEN',
    'API_KEY',
    'SCOPES',
    'ENVIRONMENT',
    'DEBUG',
    'REST_URL',
    'TOKEN_URL',
    'GRAPHQL_URL',
    'ENVIROMENT',
  ];
  // What the operating system can hold: text without NUL.
  const text = fc.oneof(
    fc.constantFrom('', ' ', 'sandbox', 'production', '0', 'https://api.test/v1', 'http://', 'a\nb'),
    fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.replaceAll('\0', '')),
  );
  const variables = fc.record(Object.fromEntries(names.map((name) => [name, text])), { requiredKeys: [] });
  const overrides = fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    corrupted({ ...options, debug: false, hooks: {} }),
    anything,
  );

  it('variables and overrides, whatever they are: a client or a UsageError', () => {
    fc.assert(
      fc.property(variables, overrides, (given, over) => {
        for (const name of names) vi.stubEnv(`NORTHWIND_${name}`, (given as Record<string, string>)[name]);
        try {
          Northwind.fromEnv(over as never);
        } catch (error) {
          if (!isUsageError(error)) throw error;
        }
      }),
      { seed, numRuns: 800 },
    );
  });
});
