import type { Server, Socket } from 'node:net';

/**
 * The power of what listens at a sandbox's ports. While it is off, nobody reaches anything there, the sandbox's own functions included: what
 * losing a Region looks like from outside. Data and ports stay.
 */
export interface Power {
  readonly isOn: boolean;
  /** Ends every connection at once, whatever was under way. */
  off(): void;
  on(): void;
  /** Puts a server on it, before it listens. */
  wire(server: Server): void;
}

export function createPower(): Power {
  const open = new Set<Socket>();
  let isOn = true;
  return {
    get isOn() {
      return isOn;
    },
    off() {
      isOn = false;
      for (const socket of open) socket.destroy();
    },
    on() {
      isOn = true;
    },
    wire(server) {
      // Ahead of the server's own listener, which then meets a socket that is closed already.
      server.prependListener('connection', (socket: Socket) => {
        if (!isOn) {
          socket.destroy();
          return;
        }
        open.add(socket);
        socket.on('close', () => open.delete(socket));
      });
    },
  };
}
