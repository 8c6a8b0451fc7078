/** The end of a sign-in by browser on this machine (RFC 8252 section 7.3, "Loopback Interface Redirection"). */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { UserSession } from '@northwind/sdk/cognito';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { write, type Io } from '../io.ts';

export interface RedirectSignIn {
  /** @returns the page to send the person to */
  begin(redirectUri: string): Promise<string>;
  /** @returns undefined for an address that is no answer of the sign-in page */
  finish(url: string): Promise<UserSession | undefined>;
}

const PATH = '/callback';

/** Sends the person to the sign-in page, and waits until it sends them back. */
export async function receiveRedirect(io: Io, port: string, signIn: RedirectSignIn): Promise<UserSession> {
  const server = await listen(port);
  try {
    // "localhost" is the one name for which Cognito takes http; what listens is the loopback address alone.
    const redirectUri = `http://localhost:${(server.address() as AddressInfo).port}${PATH}`;
    const page = await signIn.begin(redirectUri);
    const session = answered(io, server, redirectUri, signIn);
    await write(io.stderr, `Sign in on this page, which your browser should show now:\n\n  ${page}\n\n`);
    // Where there is no browser, the person takes the address to one.
    io.openPage(page).catch(() => undefined);
    return await session;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function listen(text: string): Promise<Server> {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new CliError(`--port must be the number of a port; got '${text}'.`);
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: Error) => {
    throw new CliError(
      `Cannot listen on port ${port}: ${error.message}. --port takes another, whose address must be registered with the app client.`,
      exitCodes.failure,
    );
  });
  return server;
}

function answered(
  { signal }: Io,
  server: Server,
  redirectUri: string,
  { finish }: RedirectSignIn,
): Promise<UserSession> {
  return new Promise((resolve, reject) => {
    const interrupted = (): void => reject(new CliError('Interrupted.', exitCodes.interrupted));
    if (signal.aborted) interrupted();
    signal.addEventListener('abort', interrupted, { once: true });
    server.on('request', ({ url = '/' }, response) => {
      const address = new URL(url, redirectUri);
      // A browser asks for an icon too.
      if (address.pathname !== PATH) return show(response, 404, 'Not found.');
      finish(address.href).then(
        (session) => {
          if (!session) return show(response, 400, 'This is no answer of the sign-in page.');
          show(response, 200, 'You are signed in. You can close this window.');
          resolve(session);
        },
        (error: unknown) => {
          show(response, 400, 'The sign-in failed: the terminal says why.');
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  });
}

function show(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(`<!doctype html><title>Northwind</title><p>${text}</p>\n`);
}
