// Jest, without its ESM mode: what the package's CommonJS entries are for.
const sdk = require('@northwind/sdk');
const cognito = require('@northwind/sdk/cognito');
const graphql = require('@northwind/sdk/graphql');
const webhooks = require('@northwind/sdk/webhooks');
const { kit } = require('./kit.cjs');
const { scenario, STEPS } = require('./scenario.cjs');

test('the scenario', async () => {
  const { fetchOfNode: fetch, webSocketOfNode: webSocketImpl, secret } = globalThis;
  const settings = JSON.parse(process.env.NORTHWIND_MATRIX);
  const steps = await scenario({ sdk, cognito, graphql }, settings, { fetch, webSocketImpl, secret });
  expect(steps).toEqual(STEPS);
  expect(await kit({ sdk, webhooks }, settings)).toEqual(settings.kit);
}, 600_000);
