import { Northwind, isApiError, isConflictError, isNorthwindError, isRateLimitError } from '@northwind/sdk';

const northwind = Northwind.fromEnv();
const { data: invoices } = await northwind.invoices.list({ status: 'open', limit: 1 }).firstPage();
for (const { id, amountDue } of invoices) {
  try {
    await northwind.invoices.pay(id, { amount: amountDue + 1, method: 'bank_transfer' });
  } catch (error) {
    if (isConflictError(error) && error.code === 'payment_exceeds_amount_due')
      console.error(error.problem?.detail);
    else if (isRateLimitError(error)) console.error('come back in', error.retryAfterMs, 'ms');
    else if (isApiError(error)) console.error(error.status, error.code, error.requestId);
    else if (isNorthwindError(error)) console.error(error.name, error.message, error.advice);
    else throw error;
  }
}
