/** A sandbox without data, and clients of the SDK for its tenants. */
import { clientCredentials, Northwind, type NorthwindOptions } from '@northwind/sdk';
import type { Sandbox, SandboxClient, SandboxUser } from '../../src/index.ts';
import { sessionOf } from '../sign-in.ts';

const environmentOf = ({ restUrl, tokenUrl, graphqlUrl }: Sandbox) => ({ restUrl, tokenUrl, graphqlUrl });

export function clientOf(
  sandbox: Sandbox,
  { clientId, clientSecret, apiKey }: SandboxClient,
  options: Partial<NorthwindOptions> = {},
): Northwind {
  const auth = clientCredentials({ clientId, clientSecret });
  return new Northwind({ environment: environmentOf(sandbox), auth, apiKey, ...options });
}

/** Signs a person in. */
export async function clientOfUser(sandbox: Sandbox, user: SandboxUser): Promise<Northwind> {
  return new Northwind({ environment: environmentOf(sandbox), auth: await sessionOf(sandbox, user) });
}

/** An open invoice of 119.00 EUR, due in 14 days. */
export async function openInvoice(northwind: Northwind) {
  const draft = await northwind.invoices.create({
    paymentTermDays: 14,
    buildingId: 'bld_01K6F0A0000000000000000001',
    currency: 'EUR',
    customer: { name: 'Ada Lovelace' },
    lines: [{ description: 'Deliveries', quantity: 1, unitAmount: 10_000, taxRateBps: 1_900 }],
  });
  return northwind.invoices.finalize(draft.id);
}
