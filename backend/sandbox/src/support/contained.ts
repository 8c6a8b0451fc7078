/** Keeps what goes wrong with one request or connection from ending the process, and so everybody else's. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers a request. What it throws, or rejects with, is answered with 500 where there is still somebody to answer. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Thrown by a handler that is to break the connection off without an answer. */
export class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut';
}

/** Takes over a connection that asked for another protocol. What it throws ends the connection. */
export type UpgradeHandler = (request: IncomingMessage, stream: Duplex, head: Buffer) => void;

export function contained(service: string, handler: Handler): RequestListener {
  return (request, response) => {
    // An 'error' that nobody listens to ends the process; a connection that broke off is nobody's fault here.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const failed = (error: unknown): void => {
      if (error instanceof ConnectionCut) {
        request.socket.destroy();
        return;
      }
      if (!request.destroyed || request.complete) report(service, error);
      if (response.headersSent || response.destroyed) response.destroy();
      else response.writeHead(500).end();
    };
    try {
      const answering = handler(request, response);
      if (answering !== undefined) answering.catch(failed);
    } catch (error) {
      failed(error);
    }
  };
}

export function containedUpgrade(service: string, handler: UpgradeHandler): UpgradeHandler {
  return (request, stream, head) => {
    // Between the upgrade and whoever takes it over, nobody else listens.
    stream.on('error', () => stream.destroy());
    try {
      handler(request, stream, head);
    } catch (error) {
      report(service, error);
      stream.destroy();
    }
  };
}

function report(service: string, error: unknown): void {
  console.error(`${service} failed to answer a request:`, error);
}
