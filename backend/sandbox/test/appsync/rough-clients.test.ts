/** Clients that break every rule: the endpoint ends them and goes on. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PortInUseError } from '../../src/support/ports.ts';
import { startFixture, type Fixture } from './fixture.ts';
import { RealtimeClient } from './realtime-client.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(async () => {
  await fixture.close();
});

const stillAnswers = async () =>
  expect((await fixture.asUser('{ echo(text: "a") { text } }')).data).toEqual({ echo: { text: 'a' } });

/** Sends bytes and waits until the other side has had enough, or hangs up itself. */
async function sendRaw(bytes: Buffer | string, tls = false): Promise<void> {
  const { port } = fixture.api;
  const socket = tls
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connect(port, '127.0.0.1');
  await new Promise<void>((resolve) => {
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
    socket.write(bytes, () => setTimeout(() => socket.destroy(), 50));
  });
}

const upgrade = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;

it.each([
  ['noise', randomBytes(2_000)],
  ['a TLS handshake that is none', Buffer.concat([Buffer.from([0x16, 3, 1]), randomBytes(500)])],
  ['half a request', 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'],
  ['an upgrade at another path', upgrade('/elsewhere')],
  [
    'an upgrade and noise behind it',
    Buffer.concat([Buffer.from(upgrade('/graphql/realtime')), randomBytes(500)]),
  ],
])('survives %s', async (_name, bytes) => {
  await sendRaw(bytes);
  await sendRaw(bytes, true);
  await stillAnswers();
});

it('ends a socket that sends no WebSocket frames, and no other', async () => {
  const authorization = await fixture.userAuthorization();
  const rough = await RealtimeClient.connect(fixture.api.realtimeUrl, authorization);
  const polite = await RealtimeClient.connect(fixture.api.realtimeUrl, authorization);
  (rough.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(randomBytes(200));
  await rough.closed;
  expect((await polite.subscribe('1', 'subscription { onNote { text } }', authorization)).type).toBe(
    'start_ack',
  );
  polite.close();
});

it('says which port is taken', async () => {
  await expect(startFixture({ port: fixture.api.port })).rejects.toThrow(PortInUseError);
});
