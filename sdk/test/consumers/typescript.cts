import { Northwind, isApiError, type Invoice, type NorthwindOptions } from '@northwind/sdk';

const options: NorthwindOptions = { environment: 'production', auth: 'token' };
const northwind = new Northwind(options);
export async function total(id: string): Promise<number> {
  try {
    const invoice: Invoice = await northwind.invoices.get(id);
    return invoice.total;
  } catch (error) {
    if (isApiError(error) && error.code === 'not_found') return 0;
    throw error;
  }
}
