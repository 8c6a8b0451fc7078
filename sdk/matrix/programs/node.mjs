// Node, Bun and Deno: the packed package by its name, from ESM.
import * as sdk from '@northwind/sdk';
import * as cognito from '@northwind/sdk/cognito';
import * as graphql from '@northwind/sdk/graphql';
import * as webhooks from '@northwind/sdk/webhooks';
import { kit } from './kit.mjs';
import { scenario } from './scenario.mjs';

const settings = JSON.parse(process.env.NORTHWIND_MATRIX);
const webSocketImpl = globalThis.WebSocket ?? (await import('ws')).default;
const steps = await scenario({ sdk, cognito, graphql }, settings, { secret: true, webSocketImpl });

/** Only where it is wanted: MSW is for newer runtimes than the SDK. */
const testing = settings.kit.includes('testing') && (await import('@northwind/sdk/testing'));
const mock = async (handlers) => {
  // MSW stands in Node's own sockets, which Bun does not use: there the client's `fetch` asks the handlers.
  if (globalThis.Bun) {
    const { getResponse } = await import('msw');
    const all = [...handlers];
    return {
      use: (...more) => all.unshift(...more),
      stop: () => undefined,
      fetch: (url, init) => getResponse(all, new Request(url, init)),
    };
  }
  const { setupServer } = await import('msw/node');
  const server = setupServer(...handlers);
  server.listen({ onUnhandledRequest: 'bypass' });
  return { use: (...more) => server.use(...more), stop: () => server.close() };
};
const entries = await kit({ sdk, graphql, webhooks, testing, mock }, settings);
console.log(JSON.stringify([...steps, ...entries]));
