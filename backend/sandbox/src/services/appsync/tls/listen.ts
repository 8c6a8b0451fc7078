/** http:// and https:// (so ws:// and wss:// too) on one port: the first byte of a connection tells which it is. */
import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { loopbackAddress, PortInUseError } from '../../../support/loopback-server.ts';
import type { Certificate } from './certificate.ts';

export interface DualServer {
  readonly port: number;
  /** Both, for `upgrade` listeners. */
  readonly servers: readonly HttpServer[];
  close(graceMilliseconds?: number): Promise<void>;
}

/** The first byte of a TLS handshake record; no HTTP method begins with it. */
const tlsHandshake = 0x16;

/** @throws PortInUseError */
export async function listenWithAndWithoutTls(
  service: string,
  port: number,
  certificate: Certificate,
  listener: RequestListener,
): Promise<DualServer> {
  const plain = createHttpServer({ keepAliveTimeout: 60_000 }, listener);
  const secure = createHttpsServer({ ...certificate, keepAliveTimeout: 60_000 }, listener);
  const open = new Set<Socket>();
  const front = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      (first[0] === tlsHandshake ? secure : plain).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise<void>((resolve, reject) => {
    front.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port, service) : error),
    );
    front.listen(port, loopbackAddress, resolve);
  });
  return {
    port: (front.address() as AddressInfo).port,
    servers: [plain, secure as unknown as HttpServer],
    async close(graceMilliseconds = 1_000) {
      const closed = new Promise<void>((resolve) => front.close(() => resolve()));
      plain.closeIdleConnections();
      secure.closeIdleConnections();
      const forced = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, graceMilliseconds);
      await closed;
      clearTimeout(forced);
    },
  };
}
