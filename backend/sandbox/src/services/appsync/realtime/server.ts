/** `wss …/graphql/realtime`: the upgrade and its authorization. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { AuthorizationError } from '../auth/identity.ts';
import { checkHost, Connection, type ConnectionOptions } from './connection.ts';
import { frames, type FrameError } from './frames.ts';
import { handshakeAuthorization, offeredSubprotocols, signedConnect, subprotocol } from './handshake.ts';

export interface RealtimeServer {
  readonly connections: ReadonlySet<Connection>;
  attach(server: Server): void;
}

/**
 * A standard AppSync host has its real-time endpoint at the same path of another host, a custom domain at `/graphql/realtime`.
 * Both paths are served: on one machine there is one host.
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
    attach(server) {
      server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
        // Between the upgrade and ws taking over, nobody else listens.
        stream.on('error', () => stream.destroy());
        const path = new URL(request.url ?? '/', 'ws://localhost').pathname;
        if (path !== options.graphqlPath && path !== `${options.graphqlPath}/realtime`) {
          stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
          return;
        }
        sockets.handleUpgrade(request, stream, head, (socket) => {
          open(socket, request).catch(() => socket.terminate());
        });
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
