/** MQTT over TCP, MQTT over WebSocket and HTTP on one port: the first byte of a connection tells whether it is MQTT. */
import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { loopbackAddress, PortInUseError } from '../../support/loopback-server.ts';

export interface BrokerListener {
  readonly port: number;
  /** For `upgrade` listeners. */
  readonly http: HttpServer;
  close(): Promise<void>;
}

/** CONNECT, which every MQTT client sends first ("MQTT Version 3.1.1", 3.1); no HTTP method begins with it. */
const connectPacket = 0x10;

/** @throws PortInUseError */
export async function listenForDevices(
  port: number,
  onMqtt: (socket: Socket) => void,
  onHttp: RequestListener,
): Promise<BrokerListener> {
  const http = createHttpServer(onHttp);
  const open = new Set<Socket>();
  const front = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      if (first[0] === connectPacket) onMqtt(socket);
      else http.emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise<void>((resolve, reject) => {
    front.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port, 'MQTT') : error),
    );
    front.listen(port, loopbackAddress, resolve);
  });
  return {
    port: (front.address() as AddressInfo).port,
    http,
    async close() {
      const closed = new Promise<void>((resolve) => front.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
