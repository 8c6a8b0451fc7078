// What every runtime must be able to do: list over pages, catch a typed error, use the lazily loaded raw client.
exports.tour = async ({ Northwind, isNotFoundError }) => {
  const fetch = async (url) => {
    const { pathname, searchParams } = new URL(url);
    if (pathname === '/v1/invoices/none') return Response.json({ code: 'not_found' }, { status: 404 });
    if (pathname !== '/v1/invoices') return Response.json({ total: 7 });
    return Response.json({
      data: [{ id: searchParams.get('cursor') ?? 'first' }],
      nextCursor: searchParams.has('cursor') ? null : 'second',
    });
  };
  const northwind = new Northwind({ environment: { restUrl: 'https://api.test/v1' }, auth: 'token', fetch });
  const ids = [];
  for await (const { id } of northwind.invoices.list()) ids.push(id);
  const missing = await northwind.invoices.get('none').catch((error) => isNotFoundError(error) && error.code);
  const { data } = await northwind.raw.GET('/invoices/{invoiceId}', {
    params: { path: { invoiceId: 'inv_1' } },
  });
  return { ids, missing, total: data.total };
};
