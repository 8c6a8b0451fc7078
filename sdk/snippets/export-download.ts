import { writeFile } from 'node:fs/promises';
import { Northwind } from '@northwind/sdk';

const northwind = Northwind.fromEnv();
const { id } = await northwind.invoiceExports.create({
  format: 'csv',
  issuedFrom: '2026-11-01',
  issuedTo: '2026-11-30',
});
// Waits until the export is made; its body streams. From storage, so without token and API key.
const file = await northwind.invoiceExports.download(id, {
  onProgress: ({ transferredBytes, totalBytes }) => console.log(`${transferredBytes} of ${totalBytes} bytes`),
});
await writeFile('invoices.csv', await file.text());
