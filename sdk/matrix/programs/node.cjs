// Node from CommonJS.
const sdk = require('@northwind/sdk');
const cognito = require('@northwind/sdk/cognito');
const graphql = require('@northwind/sdk/graphql');
const webhooks = require('@northwind/sdk/webhooks');

(async () => {
  const { kit } = await import('./kit.mjs');
  const { scenario } = await import('./scenario.mjs');
  const settings = JSON.parse(process.env.NORTHWIND_MATRIX);
  const webSocketImpl = globalThis.WebSocket ?? require('ws');
  const steps = await scenario({ sdk, cognito, graphql }, settings, { secret: true, webSocketImpl });
  console.log(JSON.stringify([...steps, ...(await kit({ sdk, webhooks }, settings))]));
})();
