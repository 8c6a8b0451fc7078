import { Northwind } from '@northwind/sdk';

const northwind = Northwind.fromEnv({ timeout: 10_000, totalTimeout: 30_000, maxRetries: 5 });

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
const { status } = await northwind.health.get({}, { maxRetries: 0, signal: controller.signal });
console.log(status);
