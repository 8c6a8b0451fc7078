import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP line to a service that can be cut and mended. */
export interface UnreliableLine {
  /** The service's URL with this line's port. */
  readonly url: string;
  /** Ends all connections, and lets none through until it is mended. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function layLine(serviceUrl: string): Promise<UnreliableLine> {
  const { hostname, port } = new URL(serviceUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(serviceUrl);
  url.port = String((server.address() as AddressInfo).port);
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    cut() {
      isCut = true;
      cutAll();
    },
    mend: () => void (isCut = false),
    async close() {
      server.close();
      cutAll();
      await once(server, 'close');
    },
  };
}
