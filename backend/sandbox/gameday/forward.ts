/** Passes a request, or a connection that becomes a WebSocket, on to an address that may be another one for the next. */
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';

export interface Forwarder {
  forward(request: IncomingMessage, response: ServerResponse): Promise<void>;
  forwardUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** @param targetOf the door's address at this moment, undefined while it is closed; the path is the client's */
export function createForwarder(targetOf: () => string | undefined): Forwarder {
  return {
    forward: (incoming, outgoing) =>
      new Promise((resolve) => {
        const target = targetOf();
        if (target === undefined) {
          incoming.resume();
          outgoing.writeHead(503, { 'retry-after': '1' }).end();
          resolve();
          return;
        }
        const { hostname, port } = new URL(target);
        const { method, headers, url } = incoming;
        const onward = httpRequest({ hostname, port, method, headers, path: url, agent: false });
        // As an edge does: its origin is gone. What was answered in part is cut off.
        onward.on('error', () => {
          if (outgoing.headersSent) outgoing.destroy();
          else outgoing.writeHead(502).end();
          resolve();
        });
        onward.on('response', (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
          pipeline(answer, outgoing, () => resolve());
        });
        outgoing.on('close', () => {
          onward.destroy();
          resolve();
        });
        incoming.pipe(onward);
      }),
    forwardUpgrade(request, socket, head) {
      const target = targetOf();
      if (target === undefined) {
        socket.destroy();
        return;
      }
      const { hostname, port } = new URL(target);
      const onward = connect(Number(port), hostname);
      onward.on('connect', () => {
        onward.write(`${request.method} ${request.url} HTTP/1.1\r\n${headerLines(request)}\r\n`);
        onward.write(head);
        // Either end that closes or breaks takes the other with it.
        pipeline(onward, socket, onward, () => undefined);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    },
  };
}

function headerLines({ rawHeaders }: IncomingMessage): string {
  let lines = '';
  for (let at = 0; at < rawHeaders.length; at += 2) lines += `${rawHeaders[at]}: ${rawHeaders[at + 1]}\r\n`;
  return lines;
}
