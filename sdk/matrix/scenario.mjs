// What every claimed runtime must be able to do with the packed package: the same program everywhere, against a running sandbox. It uses
// nothing but the package, `settings`, and what it is given, so that it can be bundled for a browser, a Worker or React Native.

/** What a run proves, in order; the README's table of runtimes rests on all of it having happened. */
export const STEPS = [
  'list',
  'get with ETag',
  'create',
  'update with If-Match',
  'pay twice with one key',
  'raw POST',
  'typed error',
  'SRP with MFA',
  'GraphQL',
  'live stream over a cut socket and an expired token',
  'sign out',
];

/**
 * @param {object} modules the package's entries: `sdk`, `cognito`, `graphql`
 * @param {object} settings addresses and credentials of a sandbox; see `platform.ts`
 * @param {object} platform `fetch` and `webSocketImpl` where the platform has none of its own, `secret` if it may hold one
 * @returns the steps that were taken
 */
export async function scenario({ sdk, cognito, graphql }, settings, platform) {
  const { Northwind, clientCredentials, isPreconditionError } = sdk;
  const { fetch = globalThis.fetch, webSocketImpl } = platform;
  const steps = [];
  const check = (condition, what) => {
    if (!condition) throw new Error(`after "${steps.at(-1) ?? 'the start'}": ${what}`);
  };
  const control = async (action, body = '') => {
    const response = await fetch(`${settings.controlUrl}/${action}`, { method: 'POST', body });
    check(response.ok, `the control port answered ${response.status} to ${action}`);
    return response.text();
  };
  const took = async (step) => {
    steps.push(step);
    await control('took', step);
  };
  const common = {
    environment: settings.urls,
    ...(platform.fetch && { fetch: platform.fetch }),
    ...(webSocketImpl && { webSocketImpl }),
  };

  const partner = new Northwind({
    ...common,
    auth: platform.secret
      ? clientCredentials({ clientId: settings.clientId, clientSecret: settings.clientSecret })
      : settings.partnerToken,
    apiKey: settings.apiKey,
  });

  const seen = [];
  for await (const invoice of partner.invoices.list({ limit: 2 })) {
    seen.push(invoice);
    if (seen.length === 3) break;
  }
  check(new Set(seen.map(({ id }) => id)).size === 3, 'two pages of invoices have three different ones');
  await took('list');

  const { etag, buildingId } = await partner.invoices.get(seen[0].id);
  check(/^"/.test(etag), `an invoice has an ETag, not ${etag}`);
  await took('get with ETag');

  const draft = await partner.invoices.create({
    buildingId,
    customer: { name: 'Contoso GmbH', email: 'billing@contoso.example' },
    currency: 'EUR',
    lines: [{ description: 'Medium compartment', quantity: 10, unitAmount: 1000, taxRateBps: 0 }],
  });
  check(draft.total === 10_000, `ten at 1000 are 10000, not ${draft.total}`);
  await took('create');

  const read = await partner.invoices.get(draft.id);
  await partner.invoices.update(draft.id, { memo: 'first' }, { ifMatch: read.etag });
  const stale = await partner.invoices
    .update(draft.id, { memo: 'second' }, { ifMatch: read.etag })
    .catch((error) => error);
  check(isPreconditionError(stale), `an old ETag is refused, not ${stale}`);
  await took('update with If-Match');

  await partner.invoices.finalize(draft.id);
  const payment = { amount: 4_000, method: 'bank_transfer', reference: 'matrix' };
  const pay = () => partner.invoices.pay(draft.id, payment, { idempotencyKey: `pay-${draft.id}` });
  await pay();
  const again = await pay().withResponse();
  check(again.response.headers.get('idempotency-replayed') === 'true', 'the second payment is a replay');
  check((await partner.invoices.get(draft.id)).amountDue === 6_000, 'the invoice was paid once');
  await took('pay twice with one key');

  const raw = await partner.raw.POST('/invoices/{invoiceId}/pay', {
    params: { path: { invoiceId: draft.id }, header: { 'Idempotency-Key': `raw-${draft.id}` } },
    body: { amount: 6_000, method: 'bank_transfer', reference: 'matrix' },
  });
  check(raw.response.ok, `raw POST answered ${raw.response.status} ${JSON.stringify(raw.error)}`);
  await took('raw POST');

  const missing = await partner.invoices.get(draft.id.replace(/.{4}$/, '0000')).catch((error) => error);
  check(
    sdk.isNotFoundError(missing) && missing.requestId,
    `a missing invoice is a NotFoundError, not ${missing}`,
  );
  await took('typed error');

  const users = (clientId) =>
    cognito.cognitoUsers({
      userPoolId: settings.userPoolId,
      clientId,
      endpoint: settings.cognitoUrl,
      ...(platform.fetch && { fetch: platform.fetch }),
    });
  let step = await users(settings.mobileClientId).signIn(
    settings.courier.username,
    settings.courier.password,
  );
  check(step.step === 'totp', `a courier is asked for a code, not ${step.step}`);
  step = await step.confirm(await control('totp'));
  check(step.step === 'signed-in', `the courier is signed in, not at ${step.step}`);
  check(step.session.claims.sub === settings.courier.sub, 'the claims are those of the token');
  await took('SRP with MFA');

  const courier = new Northwind({ ...common, auth: step.session });
  const { me } = await courier.graphql.query(graphql.MeDocument);
  check(me.username === settings.courier.username, `GraphQL knows who asks, not ${me.username}`);
  await took('GraphQL');

  const asManager = await users(settings.webClientId).signIn(
    settings.manager.username,
    settings.manager.password,
  );
  check(asManager.step === 'signed-in', `the manager is signed in, not at ${asManager.step}`);
  let expired;
  const manager = new Northwind({
    ...common,
    auth: {
      // After the cut the first token is one that has expired, as in a page that slept.
      accessToken: async (request) => {
        const token = expired ?? (await asManager.session.accessToken(request));
        expired = undefined;
        return token;
      },
    },
  });
  const announce = async (reference) => {
    const expectedOn = new Date().toISOString().slice(0, 10);
    const delivery = await partner.deliveries.create({
      lockerId: settings.lockerId,
      courierId: settings.courier.sub,
      size: 'small',
      recipient: { name: 'Robin Ebert' },
      reference,
      expectedOn,
    });
    return delivery.id;
  };
  const { getLocker } = await manager.graphql.query(graphql.GetLockerDocument, {
    lockerId: settings.lockerId,
  });
  const stream = manager.live.lockerEvents({ lockerId: settings.lockerId, after: getLocker.sequence });
  const events = stream[Symbol.asyncIterator]();
  const announced = [await announce('one')];
  const received = [];
  const upTo = async (count) => {
    while (received.filter(({ type }) => type === 'DELIVERY_ANNOUNCED').length < count)
      received.push((await events.next()).value);
  };
  await upTo(1);
  expired = await control('expired', await asManager.session.accessToken());
  await control('cut');
  announced.push(await announce('two'), await announce('three'));
  await control('mend');
  await upTo(3);
  await events.return?.();
  const sequences = received.map(({ sequence }) => sequence);
  check(
    sequences.every((sequence, index) => sequence === getLocker.sequence + index + 1),
    `every event once and in order, not ${sequences}`,
  );
  check(
    announced.every((id) => received.some(({ deliveryId }) => deliveryId === id)),
    'the events are those of the deliveries',
  );
  check(expired === undefined, 'the expired token was used');
  manager.graphql.close();
  courier.graphql.close();
  await took('live stream over a cut socket and an expired token');

  await step.session.signOut();
  const gone = await step.session.accessToken().catch((error) => error);
  check(sdk.isNorthwindError(gone), `no token after signing out, not ${gone}`);
  await took('sign out');
  return steps;
}
