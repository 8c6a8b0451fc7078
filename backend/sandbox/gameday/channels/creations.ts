/** What a partner's program makes in the Region that is lost and is not told of; so it makes it once more, with the same keys. */
import type { Cast } from '../cast.ts';
import { partnerClient, type Addresses } from '../clients.ts';
import { succeeds } from './channel.ts';

export interface Creations {
  /** Makes one of each, and no answer arrives. */
  lose(): Promise<void>;
  /** Makes them once more. */
  repeat(): Promise<void>;
  /** What is there twice, or under another identifier than before. */
  doubles(): Promise<readonly string[]>;
}

export function creations(addresses: Addresses, { partner, spare }: Cast): Creations {
  const { buildingId, lockerId } = spare;
  const today = new Date().toISOString().slice(0, 10);
  let isAnswered = true;
  let answered: string | undefined;
  const client = partnerClient(addresses, partner, async (input, init) => {
    const response = await fetch(input, init);
    answered = ((await response.clone().json()) as { id?: string }).id;
    if (!isAnswered && response.ok && init?.method === 'POST') throw new TypeError('The answer was lost.');
    return response;
  });
  const makers: Readonly<Record<string, (idempotencyKey: string) => PromiseLike<unknown>>> = {
    invoice: (idempotencyKey) =>
      client.invoices.create(
        {
          ...{ buildingId, currency: 'EUR', customer: { name: 'Contoso GmbH' } },
          lines: [{ description: 'Deliveries', quantity: 1, unitAmount: 100, taxRateBps: 0 }],
        },
        { idempotencyKey },
      ),
    delivery: (idempotencyKey) =>
      client.deliveries.create(
        { lockerId, size: 'small', recipient: { name: 'Ada Lovelace' }, expectedOn: today },
        { idempotencyKey },
      ),
    export: (idempotencyKey) =>
      client.invoiceExports.create({ format: 'csv', issuedFrom: today, issuedTo: today }, { idempotencyKey }),
  };
  const identifiers = new Map<string, Set<string | undefined>>();

  async function makeAll(): Promise<void> {
    for (const [kind, make] of Object.entries(makers)) {
      if ((await succeeds(() => make(`in-doubt-${kind}`))) !== isAnswered)
        throw new Error(`The answer to the ${kind} should ${isAnswered ? '' : 'not '}have arrived.`);
      identifiers.set(kind, (identifiers.get(kind) ?? new Set()).add(answered));
    }
  }

  return {
    async lose() {
      // A token first: its answer is none of those that are lost.
      await client.invoices.list({ limit: 1 }).firstPage();
      isAnswered = false;
      await makeAll();
      isAnswered = true;
    },
    repeat: makeAll,
    async doubles() {
      const problems = [...identifiers]
        .filter(([, ids]) => ids.size !== 1)
        .map(([kind, ids]) => `${kind}: ${[...ids].join(' and ')}`);
      const [drafts, announced] = [
        await client.invoices.list({ status: 'draft' }).firstPage(),
        await client.deliveries.list({ lockerId }).firstPage(),
      ];
      if (drafts.data.length !== 1) problems.push(`${drafts.data.length} drafts`);
      if (announced.data.length !== 1) problems.push(`${announced.data.length} deliveries`);
      return problems;
    },
  };
}
