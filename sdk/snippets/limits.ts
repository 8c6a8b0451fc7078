import { Northwind } from '@northwind/sdk';

const northwind = Northwind.fromEnv({ timeout: 10_000, totalTimeout: 30_000, maxRetries: 5 });

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
await northwind.invoices.get('inv_01KAJ8Q0000000000000000001', { maxRetries: 0, signal: controller.signal });
