/** Sends bytes to a port as no library would. */
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Sandbox } from '../../src/sandbox.ts';

/** Every port of a sandbox, by the service that listens there. */
export const portsOf = (sandbox: Sandbox): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries({
      rest: sandbox.restUrl,
      cognito: sandbox.tokenUrl,
      dynamodb: sandbox.dynamodbUrl,
      s3: sandbox.s3Url,
      sqs: sandbox.sqsUrl,
      sns: sandbox.snsUrl,
      graphql: sandbox.graphqlUrl,
      mqtt: sandbox.mqttUrl,
    }).map(([service, url]) => [service, Number(new URL(url).port)]),
  );

export interface RawOptions {
  readonly tls?: boolean;
  /** Lets a side go that has been silent for so long. Default: waits until it closes. */
  readonly idleMs?: number;
}

/** Sends bytes, says that no more will come, and gives what was answered until the other side closed. */
export async function sendRaw(
  port: number,
  bytes: Buffer | string,
  { tls = false, idleMs }: RawOptions = {},
): Promise<string> {
  const received: Buffer[] = [];
  await new Promise<void>((resolve) => {
    const socket = tls
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
      : connect(port, '127.0.0.1');
    if (idleMs !== undefined) socket.setTimeout(idleMs, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
    socket.end(bytes);
  });
  return Buffer.concat(received).toString('latin1');
}

export const get = (target: string, headers = ''): string =>
  `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${headers}\r\n`;

export const upgrade = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-ws\r\n\r\n`;
