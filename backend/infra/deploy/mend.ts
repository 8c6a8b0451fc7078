/**
 * Makes whole what a lost Region left in part, in the Region that is written to, with the AWS credentials of whoever runs it: lockers'
 * histories and free compartments, how many of them buildings count and, with a moment before the loss, what invoices say of their payments:
 *
 *     AWS_REGION=eu-west-1 TABLE_NAME=northwind-prod node backend/infra/deploy/mend.ts [2026-11-28T09:55:00Z]
 */
import { mendBuildings } from '../../src/data/building-mending.ts';
import { mendFreeCounts } from '../../src/data/free-counts.ts';
import { mendInvoices } from '../../src/data/invoice-mending.ts';
import { mendHistories } from '../../src/data/locker-history.ts';
import { connectTable } from '../../src/data/table-client.ts';

const [since] = process.argv.slice(2);
const table = connectTable();
const histories = await mendHistories(table);
for (const { lockerId, before, after, filled } of histories)
  console.log(`${lockerId}: from ${before} to ${after}, placeholders for ${filled.join(', ') || 'none'}`);
console.log(`${histories.length} histories were not whole.`);
// Held to the sequence, which has to be whole.
const lockers = await mendFreeCounts(table);
console.log(
  `${lockers.length} lockers did not count their free compartments: ${lockers.join(', ') || 'none'}.`,
);
const buildings = await mendBuildings(table);
for (const { building, counted } of buildings)
  console.log(`${building.id}: ${building.lockerCount} lockers, not ${counted ?? 'a building'}`);
console.log(`${buildings.length} buildings did not count their lockers.`);
if (since !== undefined) {
  const invoices = await mendInvoices(table, new Date(since).toISOString());
  for (const { invoiceId, before, after } of invoices)
    console.log(`${invoiceId}: ${after} paid, not ${before}`);
  console.log(`${invoices.length} invoices did not count all of their payments.`);
}
