import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { createPower, type Power } from '../src/support/power.ts';
import { activeOf, createHealthCheck } from './health.ts';
import { startSwitch, type Switch } from './switch.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('a health check', () => {
  it('changes after three results in a row, both ways, and not after others in between', () => {
    const check = createHealthCheck(3);
    const seen = (results: string) =>
      [...results].map((result) => {
        check.report(result === '+');
        return check.isHealthy ? '+' : '-';
      });
    expect(seen('--+---').join('')).toBe('+++++-');
    expect(seen('++-+++').join('')).toBe('-----+');
  });

  it('can be held: unhealthy, whether the Region answers or not', () => {
    const check = createHealthCheck(1);
    check.hold(true);
    for (const isUp of [true, false, true]) {
      check.report(isUp);
      expect(check.isHealthy).toBe(false);
    }
    check.hold(false);
    expect(check.isHealthy).toBe(true);
  });

  it.each([
    [[true, true], 0],
    [[false, true], 1],
    [[true, false], 0],
    [[false, false], 1],
  ])('of two Regions that are healthy: %o, decides for number %i', ([first, second], expected) => {
    const regions = [{ health: { isHealthy: first! } }, { health: { isHealthy: second! } }] as const;
    expect(activeOf([...regions])).toBe(regions[expected]);
  });
});

/** A Region that tells its name, or how long the body was that it got, and greets at a WebSocket. */
async function startFakeRegion(name: string): Promise<{ name: string; url: string; power: Power }> {
  const power = createPower();
  const server: Server = createServer(async (request: IncomingMessage, response) => {
    let length = 0;
    for await (const chunk of request) length += (chunk as Buffer).length;
    response.setHeader('region', name);
    response.end(length === 0 ? `${name} ${request.url}` : String(length));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, { url }) => {
    socket.on('error', () => undefined);
    socket.send(`${name} ${url}`);
  });
  power.wire(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    power.off();
    server.close();
  });
  return { name, power, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function startBoth() {
  const [one, other] = [await startFakeRegion('one'), await startFakeRegion('other')];
  const address = ({ name, url }: typeof one) => ({
    name,
    doors: { rest: `${url}/v1` },
    healthUrl: `${url}/v1/health`,
  });
  const theSwitch: Switch<'rest', string> = await startSwitch({
    regions: [address(one), address(other)],
    failureThreshold: 3,
  });
  closing.push(() => theSwitch.close());
  const { rest } = theSwitch.doors;
  const ask = async (init?: RequestInit) => {
    const response = await fetch(`${rest}/x?y=1`, init);
    return response.ok ? response.text() : response.status;
  };
  return { one, other, theSwitch, ask, rest };
}

describe('a switch', () => {
  it('passes requests on as they are, large ones too', async () => {
    const { ask } = await startBoth();
    expect(await ask()).toBe('one /v1/x?y=1');
    expect(await ask({ method: 'POST', body: Buffer.alloc(1_000_000) })).toBe('1000000');
  });

  it('follows the health checks: three in a row, and then not before it is told that the name has moved', async () => {
    const { one, theSwitch, ask } = await startBoth();
    one.power.off();
    for (let checks = 1; checks <= 3; checks += 1) {
      expect([theSwitch.wanted, await ask()]).toEqual(['one', 502]);
      await theSwitch.check();
    }
    expect([theSwitch.wanted, theSwitch.leads('rest'), await ask()]).toEqual(['other', 'one', 502]);
    theSwitch.lead('rest', theSwitch.wanted);
    expect([theSwitch.leads('rest'), await ask()]).toEqual(['other', 'other /v1/x?y=1']);
  });

  it('goes back by itself unless the Region is held', async () => {
    const { one, theSwitch, ask } = await startBoth();
    theSwitch.hold('one', true);
    theSwitch.lead('rest', theSwitch.wanted);
    expect(await ask()).toBe('other /v1/x?y=1');
    one.power.off();
    one.power.on();
    await theSwitch.check();
    theSwitch.lead('rest', theSwitch.wanted);
    expect(theSwitch.leads('rest')).toBe('other');
    theSwitch.hold('one', false);
    theSwitch.lead('rest', theSwitch.wanted);
    expect(await ask()).toBe('one /v1/x?y=1');
  });

  it('closes its doors for a while', async () => {
    const { theSwitch, ask } = await startBoth();
    theSwitch.pause(true);
    expect(await ask({ method: 'POST', body: 'x' })).toBe(503);
    theSwitch.pause(false);
    expect(await ask()).toBe('one /v1/x?y=1');
  });

  it('carries WebSockets, ends them with their Region, and the next goes to the other', async () => {
    const { one, theSwitch, rest } = await startBoth();
    const url = rest.replace('http:', 'ws:');
    const greeting = async (): Promise<[string, WebSocket]> => {
      const socket = new WebSocket(`${url}/live`);
      socket.on('error', () => undefined);
      const [message] = (await once(socket, 'message')) as [Buffer];
      return [message.toString(), socket];
    };
    const [first, socket] = await greeting();
    expect(first).toBe('one /v1/live');
    const closed = once(socket, 'close');
    one.power.off();
    await closed;
    theSwitch.hold('one', true);
    theSwitch.lead('rest', theSwitch.wanted);
    const [second, next] = await greeting();
    expect(second).toBe('other /v1/live');
    next.terminate();
  });
});
