import { afterEach, expect, it } from 'vitest';
import { answerInProcess } from '../../support/in-process.ts';
import { withEnvironment } from './environment.ts';

// Port 1 is nobody's: what is answered there was not asked over a socket.
const origin = 'http://127.0.0.1:1';
const ask = (): Promise<Response> => fetch(new URL(origin), { method: 'POST', body: '{}' });
let leave = (): void => undefined;
afterEach(() => leave());

it('what a function fetches is answered in this process; what others fetch is asked over a socket', async () => {
  leave = answerInProcess(origin, ({ body }) =>
    Promise.resolve({ status: 200, headers: {}, body: `to ${body.toString()}` }),
  );
  expect(await (await withEnvironment({}, ask)).text()).toBe('to {}');
  await expect(ask()).rejects.toThrow('fetch failed');
});
