import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Power } from './power.ts';

/** The only address the sandbox listens on: its credentials are generated for one machine and guard nothing beyond it. */
export const loopbackAddress = '127.0.0.1';

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

/** A port that is taken already; a server listens on it in the place of who took it. */
export interface ReservedPort {
  readonly holder: Server;
  /** What the server that takes it over is wired to. */
  readonly power?: Power | undefined;
  /** Gives the port back; does nothing once a server has taken it over. */
  release(): Promise<void>;
}

/** Where to listen: a number (0 for any free port), or a port that was reserved. */
export type Port = number | ReservedPort;

/** @throws PortInUseError */
export async function reservePort(service: string, port: number, power?: Power): Promise<ReservedPort> {
  const holder = createServer((socket) => socket.destroy());
  await listenAt(holder, service, port);
  return {
    holder,
    power,
    release: () => new Promise((resolve) => holder.close(() => resolve())),
  };
}

/**
 * Has a server listen on the loopback address.
 *
 * @returns the number of the port.
 * @throws PortInUseError
 */
export async function listenAt(server: Server, service: string, port: Port): Promise<number> {
  if (typeof port !== 'number') port.power?.wire(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(Number(port), service) : error),
    );
    if (typeof port === 'number') server.listen(port, loopbackAddress, resolve);
    // Node hands the open handle over: nobody can come in between ("server.listen(handle)").
    else server.listen(port.holder, resolve);
  });
  return (server.address() as AddressInfo).port;
}
