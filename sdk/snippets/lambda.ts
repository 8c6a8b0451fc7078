import { Northwind } from '@northwind/sdk';

// Outside of the handler: the client, its token and its connections live as long as this instance of the function.
const northwind = Northwind.fromEnv({ timeout: 5000 });

interface Payment {
  readonly invoiceId: string;
  readonly amount: number;
  readonly reference: string;
}

export async function handler(
  { invoiceId, amount, reference }: Payment,
  context: { getRemainingTimeInMillis(): number },
): Promise<{ status: string }> {
  const { invoice } = await northwind.invoices.pay(
    invoiceId,
    { amount, method: 'bank_transfer', reference },
    {
      // Lambda may run the same event twice: the same key makes it one payment.
      idempotencyKey: `payment-${reference}`,
      // Ends before Lambda does, so that there is an error to log.
      totalTimeout: context.getRemainingTimeInMillis() - 1000,
    },
  );
  return { status: invoice.status };
}
