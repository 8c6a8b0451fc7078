/**
 * A partner's billing run: export the open invoices, reconcile the export with the API to the cent, pay one invoice exactly once.
 * Takes its credentials from NORTHWIND_* (the sandbox's `--env-file` writes them). Exits 1 if anything does not add up.
 */
import { isNorthwindError, Northwind } from '@northwind/sdk';
import { exportOpenInvoices } from './csv-export.ts';
import { formatMoney } from './money.ts';
import { openInvoices } from './open-invoices.ts';
import { payOnce } from './pay-once.ts';
import { printTable } from './print-table.ts';
import { reconcile } from './reconcile.ts';

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

async function run(northwind: Northwind): Promise<boolean> {
  const period = { issuedFrom: day(Date.now() - 365 * 86_400_000), issuedTo: day(Date.now()) };
  console.log(`\n1. Export the open invoices of ${period.issuedFrom} … ${period.issuedTo}`);
  const { id, bytes, lines } = await exportOpenInvoices(northwind, period);
  console.log(`  ${id}: ${lines.length} lines, ${bytes} bytes, from a pre-signed URL`);

  console.log('\n2. Reconcile the export with the API');
  const invoices = await openInvoices(northwind, lines.length);
  const { differences, due } = reconcile(invoices, lines);
  printTable(
    [...due].map(([currency, sum]) => ({
      currency,
      invoices: invoices.filter((invoice) => invoice.currency === currency).length,
      'due (API)': formatMoney(sum.api, currency),
      'due (export)': formatMoney(sum.export, currency),
      difference: formatMoney(sum.api - sum.export, currency),
    })),
  );
  for (const { id, what } of differences) console.error(`  ${id} ${what}`);

  console.log('\n3. Pay the oldest invoice, twice with one idempotency key');
  const oldest = invoices.at(-1);
  if (oldest === undefined) throw new Error('there is no open invoice to pay');
  const { invoice, paymentIds, replayed } = await payOnce(northwind, oldest);
  const once =
    invoice.status === 'paid' &&
    invoice.payments.at(-1)?.id === paymentIds[0] &&
    paymentIds[0] === paymentIds[1];
  printTable([
    {
      invoice: invoice.number ?? invoice.id,
      status: invoice.status,
      total: formatMoney(invoice.total, invoice.currency),
      'paid now': formatMoney(oldest.amountDue, invoice.currency),
      'still due': formatMoney(invoice.amountDue, invoice.currency),
      payments: invoice.payments.length,
      'second answer': replayed ? 'the first, replayed' : 'NOT a replay',
    },
  ]);

  const good = differences.length === 0 && once && replayed;
  console.log(
    good
      ? '\n  It adds up to the cent, and the invoice was charged once.'
      : '\n  Something does not add up; see above.',
  );
  return good;
}

try {
  process.exitCode = (await run(Northwind.fromEnv())) ? 0 : 1;
} catch (error) {
  if (!isNorthwindError(error)) throw error;
  console.error(`${error.message}\n${error.advice}`);
  process.exitCode = 1;
}
