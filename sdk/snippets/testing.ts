import { Northwind } from '@northwind/sdk';

const northwind = new Northwind({
  environment: { restUrl: 'https://api.test/v1' },
  auth: 'any-token',
  fetch: async () => Response.json({ status: 'ok', checks: [], time: '2026-11-21T12:00:00Z' }),
});
console.log((await northwind.health.get()).status);
