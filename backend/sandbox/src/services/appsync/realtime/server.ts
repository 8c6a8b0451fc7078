/** `wss …/graphql/realtime`: the upgrade and its authorization. */
import type { IncomingMessage } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { UpgradeHandler } from '../../../support/contained.ts';
import { targetOf } from '../../../support/request-target.ts';
import { AuthorizationError } from '../auth/identity.ts';
import { checkHost, Connection, type ConnectionOptions } from './connection.ts';
import { frames, type FrameError } from './frames.ts';
import { handshakeAuthorization, offeredSubprotocols, signedConnect, subprotocol } from './handshake.ts';

export interface RealtimeServer {
  readonly connections: ReadonlySet<Connection>;
  readonly upgrade: UpgradeHandler;
}

/**
 * At `/graphql/realtime`, as on a custom domain. A standard AppSync host has the endpoint at another host, and neither takes an
 * upgrade at `/graphql` ("Building a real-time WebSocket client in AWS AppSync").
 */
export function realtimeServer(options: ConnectionOptions): RealtimeServer {
  const connections = new Set<Connection>();
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 1024 * 1024,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });

  const open = async (socket: WebSocket, request: IncomingMessage) => {
    socket.on('error', () => socket.terminate());
    const host = request.headers.host ?? '';
    const sourceIp = request.socket.remoteAddress ?? '';
    // Frames that come while the authorization is checked wait; what precedes the acknowledgement is the connection's affair.
    socket.pause();
    const refused = await refusalOf(request, options, host, sourceIp);
    socket.resume();
    if (refused) {
      socket.send(frames.connectionError(refused));
      socket.close(options.closeCodes.connectionError);
      return;
    }
    const connection = new Connection(socket, options, host, sourceIp);
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  };

  return {
    connections,
    upgrade(request, stream, head) {
      if (targetOf(request).pathname !== `${options.graphqlPath}/realtime`) {
        stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, stream, head, (socket) => {
        open(socket, request).catch(() => socket.terminate());
      });
    },
  };
}

async function refusalOf(
  request: IncomingMessage,
  options: ConnectionOptions,
  host: string,
  sourceIp: string,
): Promise<FrameError | undefined> {
  if (!offeredSubprotocols(request).includes(subprotocol)) {
    return { message: 'NoProtocolError', errorCode: 400 };
  }
  const fault = options.faults.refuseConnection?.();
  if (fault) return fault;
  const headers = handshakeAuthorization(request);
  try {
    if (headers === undefined) throw new AuthorizationError('Valid authorization header not provided.');
    checkHost(headers, host);
    await options.authenticate(signedConnect(headers, options.graphqlPath), sourceIp);
    return undefined;
  } catch (cause) {
    if (cause instanceof AuthorizationError) {
      return { errorType: cause.errorType, message: cause.message, errorCode: cause.statusCode };
    }
    throw cause;
  }
}
