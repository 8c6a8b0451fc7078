import { Northwind, isPreconditionError } from '@northwind/sdk';

const northwind = Northwind.fromEnv();

async function setMemo(invoiceId: string, memo: string): Promise<void> {
  const { etag } = await northwind.invoices.get(invoiceId);
  try {
    await northwind.invoices.update(invoiceId, { memo }, { ifMatch: etag });
  } catch (error) {
    if (!isPreconditionError(error)) throw error;
    await setMemo(invoiceId, memo); // somebody was faster: read again, decide again
  }
}

const { data: drafts } = await northwind.invoices.list({ status: 'draft', limit: 1 }).firstPage();
for (const { id } of drafts) await setMemo(id, 'Locker fees, November');
