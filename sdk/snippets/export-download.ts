import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Northwind } from '@northwind/sdk';

const northwind = Northwind.fromEnv();
let invoiceExport = await northwind.invoiceExports.create({
  format: 'csv',
  issuedFrom: '2026-11-01',
  issuedTo: '2026-11-30',
});
while (invoiceExport.state === 'queued' || invoiceExport.state === 'running') {
  await sleep(1000);
  invoiceExport = await northwind.invoiceExports.get(invoiceExport.id);
}
if (invoiceExport.downloadUrl === null) throw new Error(invoiceExport.failureReason ?? 'The export failed.');
const file = await fetch(invoiceExport.downloadUrl); // pre-signed: no token, no API key
await writeFile('invoices.csv', await file.text());
