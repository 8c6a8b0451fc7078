// What else of the kit each runtime must run where it is meant to, after the scenario: the package's entries for webhooks and for tests.
// As the scenario, it is bundled for browsers and Workers, so it uses nothing but what it is given.

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const entries = {
  async webhooks({ webhooks: { isWebhookVerificationError, sign, verify } }, check) {
    const body = JSON.stringify({ type: 'DOOR_OPENED' });
    const headers = { ...(await sign({ secret: SECRET, body, id: 'evt_1' })) };
    const { id, payload } = await verify({ headers, body }, { secret: SECRET });
    check(id === 'evt_1' && payload.type === 'DOOR_OPENED', 'what was signed is verified');
    const other = await verify({ headers, body: '{}' }, { secret: SECRET }).catch((error) => error);
    check(isWebhookVerificationError(other), `another body is refused, not ${other}`);
  },

  async testing({ sdk, graphql, testing, mock }, check) {
    const { invoice, northwindHandlers, on, problem } = testing;
    const { use, stop, fetch } = await mock(northwindHandlers());
    try {
      use(
        on.getInvoice(({ params, response }) =>
          response(200).json(invoice({ id: params.invoiceId, total: 1200 })),
        ),
        on.payInvoice(({ response }) => response(409).json(problem({ code: 'invoice_not_open' }))),
      );
      const client = new sdk.Northwind({
        environment: 'production',
        auth: 'any-token',
        ...(fetch && { fetch }),
      });
      const { id, total } = await client.invoices.get('inv_01KAJ8Q0000000000000000001');
      check(total === 1200, `the override's total is 1200, not ${total}`);
      const refused = await client.invoices.pay(id, { amount: 1, method: 'card' }).catch((error) => error);
      check(sdk.isConflictError(refused), `the override refuses, not ${refused}`);
      const { me } = await client.graphql.query(graphql.MeDocument);
      check(typeof me.username === 'string', 'GraphQL is answered');
    } finally {
      await stop();
    }
  },
};

/** Entries of the package, by their names. */
export const ENTRIES = Object.keys(entries);

/**
 * @param {object} modules of the package, and `mock`, which has MSW answer by handlers: `{ use, stop }`, and `fetch` where the client must be given one
 * @param {object} settings `kit` names the entries that the runtime must run
 * @returns the entries that were run
 */
export async function kit(modules, settings) {
  const wanted = settings.kit.filter((name) => ENTRIES.includes(name));
  for (const name of wanted)
    await entries[name](modules, (condition, what) => {
      if (!condition) throw new Error(`${name}: ${what}`);
    });
  return wanted;
}
