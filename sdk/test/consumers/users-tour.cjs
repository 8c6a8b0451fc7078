// What a user's program does with the other entries: signs in, sends a document, follows a subscription.
exports.usersTour = async ({
  Northwind,
  MeDocument,
  OnDeliveryUpdatedDocument,
  cognitoUsers,
  isSignInError,
  live,
}) => {
  const nobody = async () => {
    throw new TypeError('fetch failed');
  };
  const users = cognitoUsers({
    userPoolId: 'eu-central-1_Test',
    clientId: 'app',
    endpoint: 'http://127.0.0.1:9/',
    fetch: nobody,
  });
  // The library sends with the global `fetch`.
  globalThis.fetch = nobody;
  const refused = await users.signIn('jo', 'a password').catch((error) => error);
  const northwind = new Northwind({
    environment: { restUrl: 'https://api.test/v1', graphqlUrl: live?.url ?? 'https://graphql.test/graphql' },
    auth: 'token',
    fetch: async (_url, { body }) =>
      Response.json({ data: { me: { username: JSON.parse(body).operationName } } }),
    ...(live && { webSocketImpl: live.WebSocket }),
  });
  const result = {
    restored: (await users.restore()) ?? null,
    signIn: refused.name,
    isSignInError: isSignInError(refused),
    document: String(MeDocument).trim().split(/\s/, 2).join(' '),
    queried: (await northwind.graphql.query(MeDocument)).me.username,
  };
  if (!live) return result;
  for await (const { onDeliveryUpdated } of northwind.graphql.subscribe(OnDeliveryUpdatedDocument)) {
    result.pushed = onDeliveryUpdated.deliveryId;
    break;
  }
  northwind.graphql.close();
  return result;
};

/** A server of AppSync's real-time protocol that pushes one delivery to whoever subscribes. */
exports.pushServer = async ({ WebSocketServer, WebSocket }) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'graphql-ws' });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    const send = (frame) => socket.send(JSON.stringify(frame));
    socket.on('message', (data) => {
      const { id, type } = JSON.parse(String(data));
      if (type === 'connection_init')
        send({ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } });
      if (type !== 'start') return;
      send({ type: 'start_ack', id });
      send({ type: 'data', id, payload: { data: { onDeliveryUpdated: { deliveryId: 'dlv_1' } } } });
    });
  });
  return {
    url: `http://127.0.0.1:${server.address().port}/graphql`,
    WebSocket,
    close: () => server.close(),
  };
};
