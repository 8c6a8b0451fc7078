/** A sandbox without data, and clients of the SDK for its tenants. */
import { clientCredentials, Northwind, type NorthwindOptions } from '@northwind/sdk';
import { cognitoUsers, memoryStorage } from '@northwind/sdk/cognito';
import type { Sandbox, SandboxClient, SandboxUser } from '../../src/index.ts';

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
  const endpoint = new URL(sandbox.tokenUrl).origin;
  const pool = cognitoUsers({
    userPoolId: sandbox.userPoolId,
    clientId: sandbox.mobileClientId,
    endpoint,
    domain: endpoint,
    storage: memoryStorage(),
  });
  const step = await pool.signIn(user.username, user.password);
  if (step.step !== 'signed-in') throw new Error(`the sign-in stands at ${step.step}`);
  return new Northwind({ environment: environmentOf(sandbox), auth: step.session });
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
