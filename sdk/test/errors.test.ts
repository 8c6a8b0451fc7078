import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import * as sdk from '../src/index.ts';
import { clientWith } from './client.ts';
import { problem } from './recorded-fetch.ts';

const failWith = async (response: Response): Promise<sdk.ApiError> => {
  const { northwind } = clientWith(() => response, { auth: 'token', maxRetries: 0 });
  const error = await northwind.invoices.get('inv_1').catch((reason: unknown) => reason);
  if (!sdk.isApiError(error)) throw error;
  return error;
};

describe('every error status becomes the error of its class', () => {
  it.each([
    [400, 'BadRequestError', sdk.isBadRequestError],
    [401, 'AuthenticationError', sdk.isAuthenticationError],
    [403, 'PermissionDeniedError', sdk.isPermissionDeniedError],
    [404, 'NotFoundError', sdk.isNotFoundError],
    [409, 'ConflictError', sdk.isConflictError],
    [412, 'PreconditionError', sdk.isPreconditionError],
    [413, 'ApiError', sdk.isApiError],
    [415, 'ApiError', sdk.isApiError],
    [418, 'ApiError', sdk.isApiError],
    [422, 'UnprocessableEntityError', sdk.isUnprocessableEntityError],
    [428, 'PreconditionError', sdk.isPreconditionError],
    [429, 'RateLimitError', sdk.isRateLimitError],
    [500, 'ServerError', sdk.isServerError],
    [503, 'ServerError', sdk.isServerError],
    [302, 'ApiError', sdk.isApiError],
  ])('%i is a %s', async (status, name, guard) => {
    const error = await failWith(problem(status, 'some_code'));
    expect(guard(error)).toBe(true);
    expect(error).toBeInstanceOf(sdk.NorthwindError);
    expect(error).toMatchObject({
      name,
      status,
      code: 'some_code',
      requestId: 'req-1',
      advice: expect.stringMatching(/\.$/),
    });
    expect(error.message).toBe(`getInvoice: ${status} some_code: Because of some_code. (request req-1)`);
    expect(error.problem).toMatchObject({ status, code: 'some_code' });
  });
});

describe('a body that is no problem document is still a typed error', () => {
  it.each([
    [
      'empty',
      new Response(null, { status: 500, statusText: 'Internal Server Error' }),
      'getInvoice: 500 unknown: Internal Server Error',
    ],
    [
      'HTML',
      new Response('<h1>Bad gateway</h1>', { status: 502 }),
      'getInvoice: 502 unknown: no explanation',
    ],
    [
      'JSON of another kind',
      Response.json({ message: 'Forbidden' }, { status: 403 }),
      'getInvoice: 403 unknown: no explanation',
    ],
    ['JSON null', Response.json(null, { status: 404 }), 'getInvoice: 404 unknown: no explanation'],
    ['cut off', new Response('{"code":"inv', { status: 400 }), 'getInvoice: 400 unknown: no explanation'],
  ])('%s', async (_, response, message) => {
    const error = await failWith(response);
    expect(error).toMatchObject({ code: 'unknown', problem: undefined, message });
  });

  it('the request id may come from the gateway in front', async () => {
    const error = await failWith(
      new Response(null, { status: 504, headers: { 'x-amzn-requestid': 'gw-1' } }),
    );
    expect(error.requestId).toBe('gw-1');
  });

  it('a success that is not JSON is an InvalidResponseError', async () => {
    const { northwind } = clientWith(() => new Response('<html>Sign in to the Wi-Fi</html>'), {
      auth: 'token',
    });
    const error = await northwind.invoices.get('inv_1').catch((reason: unknown) => reason);
    expect(sdk.isInvalidResponseError(error) && error).toMatchObject({
      status: 200,
      body: '<html>Sign in to the Wi-Fi</html>',
      message: 'getInvoice: 200, but the body is not JSON',
    });
  });
});

describe('guards', () => {
  it('know errors of another copy of the package, where instanceof does not', async () => {
    vi.resetModules();
    const other = await import('../src/index.ts');
    const error = await failWith(problem(404, 'not_found'));
    expect(error).not.toBeInstanceOf(other.NotFoundError);
    expect([other.isNotFoundError(error), other.isApiError(error), other.isNorthwindError(error)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([other.isServerError(error), other.isTimeoutError(error)]).toEqual([false, false]);
  });

  it.each([[undefined], [null], ['NotFoundError'], [404], [new Error('x')], [{ name: 'NotFoundError' }]])(
    'say no to %j',
    (value) => {
      for (const [name, guard] of Object.entries(sdk)) {
        if (name.startsWith('is')) expect((guard as (value: unknown) => boolean)(value), name).toBe(false);
      }
    },
  );
});

it('every error class has a file, a guard, a literal name and an advice of its own', async () => {
  const folder = new URL('../src/errors/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('-error.ts'));
  const advices = new Set<string>();
  for (const file of files) {
    const source = await readFile(new URL(file, folder), 'utf8');
    const names = [...source.matchAll(/^export class (\w+)/gm)].map(([, name]) => name!);
    expect(names, file).toHaveLength(1);
    const [name] = names;
    expect(file.replaceAll('-', '')).toBe(`${name!.toLowerCase()}.ts`);
    expect(source).toContain(`export const is${name} =`);
    const { prototype } = (
      (await import(new URL(file, folder).href)) as Record<string, { prototype: sdk.NorthwindError }>
    )[name!]!;
    expect(prototype.name).toBe(name);
    expect(Object.hasOwn(prototype, 'advice') && prototype.advice).toMatch(/\.$/);
    advices.add(prototype.advice);
  }
  expect(advices.size).toBe(files.length);
});

it('generated comments name the class that the SDK throws for a status', async () => {
  const folder = new URL('../src/generated/resources/', import.meta.url);
  for (const file of await readdir(folder)) {
    const source = await readFile(new URL(file, folder), 'utf8');
    for (const [, name, status] of source.matchAll(/@throws `(\w+)` \((\d+)\)/g)) {
      expect((await failWith(problem(Number(status), 'x'))).name, `${file}: ${status}`).toBe(name);
    }
  }
});
