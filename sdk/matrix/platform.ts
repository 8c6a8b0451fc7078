/**
 * What a scenario runs against: a sandbox of its own, in a process of its own, its GraphQL endpoint behind a line that can be cut, and a
 * control port for what a program in a page or a Worker cannot do itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT, type JWK } from 'jose';
import { Secret, TOTP } from 'otpauth';

/** Addresses and credentials for one run of `scenario.mjs`. */
export interface Settings {
  readonly urls: {
    readonly restUrl: string;
    readonly tokenUrl: string;
    readonly graphqlUrl: string;
  };
  readonly controlUrl: string;
  /** What of the kit the runtime must run besides. */
  readonly kit: readonly string[];
  readonly cognitoUrl: string;
  readonly userPoolId: string;
  readonly mobileClientId: string;
  readonly webClientId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiKey: string;
  /** For platforms that may hold no client secret. */
  readonly partnerToken: string;
  readonly courier: { readonly username: string; readonly password: string; readonly sub: string };
  readonly manager: { readonly username: string; readonly password: string };
  readonly lockerId: string;
}

interface Ready {
  readonly restUrl: string;
  readonly tokenUrl: string;
  readonly graphqlUrl: string;
  readonly userPoolId: string;
  readonly mobileClientId: string;
  readonly webClientId: string;
  readonly clients: readonly { clientId: string; clientSecret: string; apiKey: string }[];
  readonly users: readonly {
    username: string;
    password: string;
    sub: string;
    groups: readonly string[];
    totpSecret?: string;
  }[];
  readonly devices: readonly { lockerId: string }[];
}

const repository = path.resolve(import.meta.dirname, '../..');

/** The first of a list that is as wanted; a sandbox without one cannot run the scenario. */
function first<T>(list: readonly T[], what: string, wanted: (one: T) => boolean = () => true): T {
  const found = list.find(wanted);
  if (found === undefined) throw new Error(`the sandbox has no ${what}`);
  return found;
}

const listening = async (server: { listen(port: number, host: string): unknown; address(): unknown }) => {
  server.listen(0, '127.0.0.1');
  await once(server as never, 'listening');
  return (server.address() as AddressInfo).port;
};

/** @param folder where the sandbox keeps its keys, so that a token can be made to have expired. */
async function startSandbox(folder: string): Promise<{ ready: Ready; stop(): Promise<void> }> {
  const child = spawn(
    process.execPath,
    [
      '--',
      path.join(repository, 'backend/sandbox/src/main.ts'),
      '--json',
      '--port',
      '0',
      '--persist',
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    child.stdout.resume();
    const stop = async (): Promise<void> => {
      child.kill();
      await ended;
    };
    return { ready: JSON.parse(line) as Ready, stop };
  }
  throw new Error('the sandbox ended before it was ready');
}

/** The same token, signed by the same key, as it will be when it has expired. */
async function expired(folder: string, token: string): Promise<string> {
  const pool = JSON.parse(await readFile(path.join(folder, 'user-pool.json'), 'utf8')) as {
    signingKeys: { access: JWK };
  };
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ ...decodeJwt(token), iat: now - 7200, auth_time: now - 7200, exp: now - 3600 })
    .setProtectedHeader({ ...decodeProtectedHeader(token), alg: 'RS256' })
    .sign(await importJWK(pool.signingKeys.access, 'RS256'));
}

/** A TCP line to the GraphQL endpoint. `cut` ends all connections and lets none through until `mend`. */
async function layLine(serviceUrl: string) {
  const { hostname, port } = new URL(serviceUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createTcpServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(Number(port), hostname);
    const join = (socket: Socket, other: Socket): void => {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    };
    join(near, far);
    join(far, near);
  });
  const url = new URL(serviceUrl);
  url.port = String(await listening(server));
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    cut,
    mend: () => void (isCut = false),
    async close(): Promise<void> {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

async function partnerToken(
  tokenUrl: string,
  { clientId, clientSecret }: Ready['clients'][number],
): Promise<string> {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}

/**
 * Starts all of it; `close` ends all of it.
 *
 * @param onStep is told of each step that the scenario has taken
 * @param kit what of the kit the runtime must run besides
 */
export async function startPlatform(
  onStep: (step: string) => void,
  kit: readonly string[],
): Promise<{ settings: Settings; close(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'northwind-matrix-'));
  const { ready, stop } = await startSandbox(folder);
  const line = await layLine(ready.graphqlUrl);
  const client = first(ready.clients, 'client');
  const courier = first(ready.users, 'courier', ({ groups }) => groups.includes('courier'));
  const manager = first(ready.users, 'manager', ({ groups }) => groups.includes('manager'));
  const actions: Record<string, (body: string) => string | Promise<string>> = {
    cut: () => String(line.cut()),
    mend: () => String(line.mend()),
    took: (step) => String(onStep(step)),
    expired: (token) => expired(folder, token),
    totp: () => new TOTP({ secret: Secret.fromBase32(courier.totpSecret ?? '') }).generate(),
  };
  const control = createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    const action = actions[request.url?.slice(1) ?? ''];
    if (!action) response.statusCode = 404;
    response.end(await action?.(await text(request)));
  });
  const controlPort = await listening(control);
  const settings: Settings = {
    urls: {
      restUrl: ready.restUrl,
      tokenUrl: ready.tokenUrl,
      graphqlUrl: line.url,
    },
    controlUrl: `http://127.0.0.1:${controlPort}`,
    kit,
    cognitoUrl: new URL(ready.tokenUrl).origin,
    userPoolId: ready.userPoolId,
    mobileClientId: ready.mobileClientId,
    webClientId: ready.webClientId,
    ...client,
    partnerToken: await partnerToken(ready.tokenUrl, client),
    courier,
    manager,
    lockerId: first(ready.devices, 'locker').lockerId,
  };
  return {
    settings,
    async close() {
      control.closeAllConnections();
      control.close();
      await line.close();
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}
