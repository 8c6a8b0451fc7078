// Node from CommonJS.
const sdk = require('@northwind/sdk');
const cognito = require('@northwind/sdk/cognito');
const graphql = require('@northwind/sdk/graphql');

(async () => {
  const { scenario } = await import('./scenario.mjs');
  const settings = JSON.parse(process.env.NORTHWIND_MATRIX);
  const webSocketImpl = globalThis.WebSocket ?? require('ws');
  console.log(
    JSON.stringify(await scenario({ sdk, cognito, graphql }, settings, { secret: true, webSocketImpl })),
  );
})();
