import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createNetServer, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { contained, containedUpgrade, type Handler, type UpgradeHandler } from './contained.ts';
import { listenAt, loopbackAddress, type Port } from './ports.ts';

/** A server the sandbox opened. */
export interface LoopbackServer {
  /** Origin without a trailing slash, such as `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly port: number;
  /** Stops accepting, ends idle connections at once and busy ones after `graceMs` (default 1,000). */
  close(graceMs?: number): Promise<void>;
}

/** A server that can be away for a while. */
export interface RestartableServer extends LoopbackServer {
  /**
   * Ends every connection, and each new one at once for `downMs`. The port stays this server's own: one that is let go may be somebody
   * else's by the time it is wanted back.
   */
  restart(downMs: number): Promise<void>;
}

export interface ListenOptions {
  /**
   * Whether only requests to a loopback name are answered. A page of any web site may have its own name resolve to 127.0.0.1
   * ("DNS rebinding") and is then of the same origin as this server; its `Host` header still tells it. Default false.
   */
  readonly loopbackHostsOnly?: boolean;
}

/**
 * Opens an HTTP server on the loopback address.
 *
 * @param service what listens there, for the message when the port is taken.
 * @param port 0 takes any free port.
 * @throws PortInUseError when the port is taken.
 */
export async function listenOnLoopback(
  service: string,
  port: Port,
  handler: Handler,
  { loopbackHostsOnly = false }: ListenOptions = {},
): Promise<LoopbackServer> {
  const server = createServer(
    { keepAliveTimeout: 60_000 },
    contained(service, loopbackHostsOnly ? onlyLoopbackHosts(handler) : handler),
  );
  const actualPort = await listenAt(server, service, port);
  return {
    url: `http://${loopbackAddress}:${actualPort}`,
    port: actualPort,
    async close(graceMs = 1_000) {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const forced = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(forced);
    },
  };
}

/** A protocol that shares a port with others: the first byte of a connection tells which it is. */
export interface Protocol {
  /** Whether the connection is of this protocol. */
  matches(firstByte: number): boolean;
  /** Takes the connection, nothing read. */
  handle(socket: Socket): void;
}

/** Milliseconds in which the first byte has to come. */
const firstByteTimeoutMs = 60_000;

/**
 * Opens a port for several protocols. A connection that none of them wants is ended.
 *
 * @throws PortInUseError when the port is taken.
 */
export async function listenForProtocols(
  service: string,
  port: Port,
  protocols: readonly Protocol[],
  beforeClose: () => void = () => undefined,
): Promise<RestartableServer> {
  const open = new Set<Socket>();
  let isDown = false;
  const front = createNetServer((socket) => {
    if (isDown) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    const waiting = setTimeout(() => socket.destroy(), firstByteTimeoutMs).unref();
    socket.on('close', () => clearTimeout(waiting));
    socket.once('data', (first: Buffer) => {
      clearTimeout(waiting);
      socket.pause();
      socket.unshift(first);
      const protocol = protocols.find(({ matches }) => matches(first[0] as number));
      if (protocol === undefined) {
        socket.destroy();
        return;
      }
      protocol.handle(socket);
      process.nextTick(() => socket.resume());
    });
  });
  const endAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  const actualPort = await listenAt(front, service, port);
  return {
    url: `http://${loopbackAddress}:${actualPort}`,
    port: actualPort,
    async restart(downMs) {
      isDown = true;
      // What was said last goes out first.
      await nextTurn();
      endAll();
      await sleep(downMs);
      isDown = false;
    },
    async close(graceMs = 1_000) {
      const closed = new Promise<void>((resolve) => front.close(() => resolve()));
      beforeClose();
      const forced = setTimeout(endAll, graceMs);
      await closed;
      clearTimeout(forced);
    },
  };
}

/** An HTTP server for one of several protocols of a port; it listens to nothing itself. */
export function unboundHttpServer(service: string, handler: Handler, upgrade?: UpgradeHandler): Server {
  const server = createServer({ keepAliveTimeout: 60_000 }, contained(service, handler));
  if (upgrade) server.on('upgrade', containedUpgrade(service, upgrade));
  return server;
}

/** Answers 421 to a request whose `Host` is not a name of this machine's loopback interface. */
export function onlyLoopbackHosts(handler: Handler): Handler {
  return (request, response) => {
    if (isLoopbackHost(request.headers.host)) return handler(request, response);
    request.resume();
    response
      .writeHead(421, { 'content-type': 'text/plain' })
      .end('This port answers requests to 127.0.0.1 and localhost only.\n');
  };
}

const isLoopbackHost = (host: string | undefined): boolean =>
  host === undefined || /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);

/** The request's body exceeds what the reader accepts. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * Reads a whole request body.
 *
 * @throws BodyTooLargeError past `maximumBytes`; what follows is drained unread, so that the answer reaches the client
 *   instead of a reset connection.
 */
export async function readBody(request: IncomingMessage, maximumBytes: number): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maximumBytes) {
    request.resume();
    throw new BodyTooLargeError(`${announced} bytes`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maximumBytes) {
      request.resume();
      throw new BodyTooLargeError(`more than ${maximumBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}
