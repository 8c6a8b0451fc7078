/** Clients that break every rule: the endpoint ends them and goes on. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PortInUseError } from '../../src/support/ports.ts';
import { createRandom } from '../../src/world/seed/random.ts';
import { sendRaw, upgrade } from '../ports/raw.ts';
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

const random = createRandom(20261127);
const noise = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => Math.floor(random.next() * 256)));

it.each([
  ['noise', noise(2_000)],
  ['a TLS handshake that is none', Buffer.concat([Buffer.from([0x16, 3, 1]), noise(500)])],
  ['half a request', 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'],
  ['an upgrade at another path', upgrade('/elsewhere')],
  ['an upgrade and noise behind it', Buffer.concat([Buffer.from(upgrade('/graphql/realtime')), noise(500)])],
])('survives %s', async (_name, bytes) => {
  for (const tls of [false, true]) await sendRaw(fixture.api.port, bytes, { tls, idleMs: 100 });
  await stillAnswers();
});

it('ends a socket that sends no WebSocket frames, and no other', async () => {
  const authorization = await fixture.userAuthorization();
  const rough = await RealtimeClient.connect(fixture.api.realtimeUrl, authorization);
  const polite = await RealtimeClient.connect(fixture.api.realtimeUrl, authorization);
  (rough.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(
    // A frame with all reserved bits, which no extension was agreed on for.
    Buffer.alloc(200, 0xff),
  );
  await rough.closed;
  expect((await polite.subscribe('1', 'subscription { onNote { text } }', authorization)).type).toBe(
    'start_ack',
  );
  polite.close();
});

it('says which port is taken', async () => {
  await expect(startFixture({ port: fixture.api.port })).rejects.toThrow(PortInUseError);
});
