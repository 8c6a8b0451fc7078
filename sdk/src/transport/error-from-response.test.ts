import { expect, it, vi } from 'vitest';
import { Northwind } from '../index.ts';

vi.mock('./error-from-response.lazy.ts', () => {
  throw new Error('a file of an older version');
});

it('an error response is told by its status even where its class cannot be loaded', async () => {
  const northwind = new Northwind({
    environment: { restUrl: 'https://api.test' },
    auth: 'token-of-somebody',
    maxRetries: 0,
    fetch: () => Promise.resolve(new Response('{}', { status: 404 })),
  });
  await expect(northwind.invoices.get('inv_1')).rejects.toMatchObject({
    name: 'NorthwindError',
    message: 'getInvoice: 404',
    status: 404,
    advice: 'See `code` and `cause`.',
  });
});
