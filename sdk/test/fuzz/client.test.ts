import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { clientCredentials, isUsageError, Northwind, type NorthwindOptions } from '../../src/index.ts';
import { anything, body, corrupted, headers, respond, seed, status } from './generators.ts';
import { countedController, expectNoLeaks, expectNothingHeld } from './leaks.ts';
import { expectOnlyNorthwindErrors } from './northwind-errors.ts';

console.log(`fuzz: NORTHWIND_FUZZ_SEED=${seed}`);
expectNoLeaks();
vi.spyOn(console, 'warn').mockImplementation(() => {});
vi.spyOn(console, 'debug').mockImplementation(() => {});

const environment = {
  restUrl: 'https://api.test/v1',
  tokenUrl: 'https://auth.test/token',
  graphqlUrl: 'https://api.test/graphql',
};
const goodOptions = {
  environment,
  auth: 'a-token',
  apiKey: 'key',
  timeout: 1000,
  totalTimeout: 2000,
  maxRetries: 0,
};
const goodCall = {
  timeout: 1000,
  totalTimeout: 1000,
  maxRetries: 0,
  idempotencyKey: 'k',
  ifMatch: '"1"',
  headers: { a: 'b' },
};

/** Every method of every resource, as `[name, call]`. */
function methods(northwind: Northwind): [name: string, call: (...values: unknown[]) => unknown][] {
  return Object.entries(northwind).flatMap(([resource, value]) => {
    const prototype = Object.getPrototypeOf(value) as Record<string, (...values: unknown[]) => unknown>;
    if (!/Resource$/.test(prototype.constructor.name)) return [];
    const names = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
    return names.map((name): [string, (...values: unknown[]) => unknown] => [
      `${resource}.${name}`,
      (...values) => prototype[name]!.apply(value, values),
    ]);
  });
}

/** Options of a call, when they are those, with a signal that counts who listens. */
const withSignal = (value: unknown, signal: AbortSignal): unknown =>
  typeof value === 'object' && value !== null && 'idempotencyKey' in value ? { ...value, signal } : value;

it('options: a client or a UsageError', () => {
  const options = fc.oneof(
    anything,
    corrupted({ ...goodOptions, hooks: {}, headers: {}, debug: false, fetch }),
  );
  const environments = corrupted(environment).map((urls) => ({ ...goodOptions, environment: urls }));
  fc.assert(
    fc.property(fc.oneof(options, environments), (value) => {
      try {
        new Northwind(value as NorthwindOptions);
      } catch (error) {
        if (!isUsageError(error)) throw error;
      }
    }),
    { seed, numRuns: 1500 },
  );
});

it('credentials: a token source or a UsageError', () => {
  const credentials = corrupted({
    clientId: 'c',
    clientSecret: 's',
    scopes: [],
    tokenUrl: 'https://a',
    authMethod: 'basic',
  });
  fc.assert(
    fc.property(fc.oneof(anything, credentials), (value) => {
      try {
        clientCredentials(value as never);
      } catch (error) {
        if (!isUsageError(error)) throw error;
      }
    }),
    { seed, numRuns: 500 },
  );
});

describe('calls', () => {
  it('arguments: whatever they are', async () => {
    const names = methods(new Northwind({ ...goodOptions })).map(([name]) => name);
    expect(names.length).toBeGreaterThan(15);
    const values = fc.array(fc.oneof(anything, corrupted(goodCall), fc.constantFrom('inv_1', {})), {
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), values, async (name, parameters) => {
        const northwind = new Northwind({ ...goodOptions, fetch: () => Promise.resolve(Response.json({})) });
        const call = methods(northwind).find(([other]) => other === name)![1];
        const { signal } = countedController();
        await expectOnlyNorthwindErrors(() => call(...parameters.map((one) => withSignal(one, signal))));
        expectNothingHeld();
      }),
      { seed, numRuns: 1500 },
    );
  });

  it('responses: whatever they are, and nobody listens to the signal afterwards', async () => {
    const names = methods(new Northwind({ ...goodOptions })).map(([name]) => name);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        status,
        body,
        headers,
        async (name, code, text, received) => {
          const { signal } = countedController();
          const northwind = new Northwind({
            ...goodOptions,
            debug: () => {},
            fetch: async () => respond(code, text, received),
          });
          const call = methods(northwind).find(([other]) => other === name)![1];
          const options = { signal };
          const parameters = { list: [{}, options], get: ['id_1', options] }[name.split('.')[1]!] ?? [
            'id_1',
            {},
            options,
          ];
          await expectOnlyNorthwindErrors(() => call(...parameters));
          expectNothingHeld();
        },
      ),
      { seed, numRuns: 1500 },
    );
  });

  it('token endpoints: whatever they answer', async () => {
    await fc.assert(
      fc.asyncProperty(status, body, headers, async (code, text, received) => {
        const northwind = new Northwind({
          ...goodOptions,
          auth: clientCredentials({ clientId: 'c', clientSecret: 's' }),
          fetch: async (url) =>
            String(url).endsWith('/token') ? respond(code, text, received) : Response.json({}),
        });
        await expectOnlyNorthwindErrors(() => northwind.invoices.get('inv_1'));
      }),
      { seed, numRuns: 300 },
    );
  });

  it('GraphQL: documents, variables, options and responses', async () => {
    const documents = fc.oneof(
      anything,
      fc.constantFrom('query Q { a }', 'mutation M { a }', 'query { a }', 'query Q {'),
    );
    await fc.assert(
      fc.asyncProperty(
        documents,
        anything,
        corrupted(goodCall),
        status,
        body,
        async (document, variables, options, code, text) => {
          const northwind = new Northwind({ ...goodOptions, fetch: async () => respond(code, text, {}) });
          const { signal } = countedController();
          const given = withSignal(options, signal);
          for (const kind of ['query', 'mutate'] as const)
            await expectOnlyNorthwindErrors(() =>
              northwind.graphql[kind](document as never, variables as never, given as never),
            );
          expectNothingHeld();
        },
      ),
      { seed, numRuns: 500 },
    );
  });
});
