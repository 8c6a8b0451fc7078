import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The only address the sandbox listens on: its credentials are generated for one machine and guard nothing beyond it. */
export const loopbackAddress = '127.0.0.1';

/** A server the sandbox opened. */
export interface LoopbackServer {
  /** Origin without a trailing slash, such as `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Stops accepting, ends idle connections at once and busy ones after `graceMilliseconds` (default 1,000). */
  close(graceMilliseconds?: number): Promise<void>;
}

/** A port the sandbox needs is taken; the message is fit for a person. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly port: number;

  constructor(port: number, service: string) {
    super(
      `Port ${port} (${service}) is already in use: stop what listens there, or choose another base port with --port.`,
    );
    this.port = port;
  }
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
  port: number,
  listener: RequestListener,
): Promise<LoopbackServer> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port, service) : error),
    );
    server.listen(port, loopbackAddress, resolve);
  });
  const actualPort = (server.address() as AddressInfo).port;
  return {
    url: `http://${loopbackAddress}:${actualPort}`,
    port: actualPort,
    server,
    close: (graceMilliseconds = 1_000) => closeServer(server, graceMilliseconds),
  };
}

async function closeServer(server: Server, graceMilliseconds: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const forced = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
  await closed;
  clearTimeout(forced);
}

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
