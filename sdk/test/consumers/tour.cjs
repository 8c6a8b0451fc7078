// What every runtime must be able to do with the built package: list over pages, catch typed errors, retry, time out, abort, sign
// in, and use what is loaded lazily.
exports.tour = async ({ Northwind, clientCredentials, isNotFoundError }) => {
  const attempts = {};
  const fetch = async (url, { signal }) => {
    const { pathname, searchParams } = new URL(url);
    const attempt = (attempts[pathname] = (attempts[pathname] ?? 0) + 1);
    switch (pathname) {
      case '/token':
        return Response.json({ access_token: 'issued', expires_in: 3600 });
      case '/v1/invoices/none':
        return Response.json({ code: 'not_found' }, { status: 404 });
      case '/v1/invoices/flaky':
        if (attempt === 1) throw new TypeError('fetch failed');
        if (attempt === 2) return Response.json({}, { status: 503, headers: { 'retry-after-ms': '1' } });
        return Response.json({ total: attempt });
      case '/v1/invoices/silent':
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      case '/v1/invoices':
        return Response.json({
          data: [{ id: searchParams.get('cursor') ?? 'first' }],
          nextCursor: searchParams.has('cursor') ? null : 'second',
        });
      default:
        return Response.json({ total: 7 });
    }
  };
  const environment = { restUrl: 'https://api.test/v1', tokenUrl: 'https://api.test/token' };
  const northwind = new Northwind({ environment, auth: 'token', fetch });
  const failure = (call) => call.then(String, (error) => error.name);

  const ids = [];
  for await (const { id } of northwind.invoices.list()) ids.push(id);
  const missing = await northwind.invoices.get('none').catch((error) => isNotFoundError(error) && error.code);
  const { data } = await northwind.raw.GET('/invoices/{invoiceId}', {
    params: { path: { invoiceId: 'inv_1' } },
  });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  return {
    ids,
    missing,
    raw: data.total,
    thirdAttempt: (await northwind.invoices.get('flaky')).total,
    timeout: await failure(northwind.invoices.get('silent', { timeout: 20, maxRetries: 1 })),
    silentAttempts: attempts['/v1/invoices/silent'],
    aborted: await failure(northwind.invoices.get('silent', { signal: controller.signal })),
    signIn: await failure(
      (async () => {
        const auth = clientCredentials({ clientId: 'id', clientSecret: 'secret' });
        return (await new Northwind({ environment, auth, fetch }).invoices.get('inv_1')).total;
      })(),
    ),
  };
};
