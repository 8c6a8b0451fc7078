/** http:// and https:// (so ws:// and wss:// too) on one port. */
import { createServer as createHttpsServer } from 'node:https';
import {
  contained,
  containedUpgrade,
  type Handler,
  type UpgradeHandler,
} from '../../../support/contained.ts';
import {
  listenForProtocols,
  unboundHttpServer,
  type RestartableServer,
} from '../../../support/loopback-server.ts';
import type { Port } from '../../../support/ports.ts';
import type { Certificate } from './certificate.ts';

/** The first byte of a TLS handshake record; no HTTP method begins with it. */
const tlsHandshake = 0x16;

/** @throws PortInUseError */
export async function listenWithAndWithoutTls(
  service: string,
  port: Port,
  certificate: Certificate,
  handler: Handler,
  upgrade: UpgradeHandler,
): Promise<RestartableServer> {
  const plain = unboundHttpServer(service, handler, upgrade);
  const secure = createHttpsServer(
    { ...certificate, keepAliveTimeout: 60_000 },
    contained(service, handler),
  ).on('upgrade', containedUpgrade(service, upgrade));
  return listenForProtocols(
    service,
    port,
    [
      { matches: (byte) => byte === tlsHandshake, handle: (socket) => secure.emit('connection', socket) },
      { matches: () => true, handle: (socket) => plain.emit('connection', socket) },
    ],
    () => {
      plain.closeIdleConnections();
      secure.closeIdleConnections();
    },
  );
}
