// These stand in for Cognito's pages, which return to registered addresses only, port included, and a test may not claim a port. They
// check what RFC 7636 asks of a client with PKCE.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SignInPages {
  readonly domain: string;
  /** What a browser does in which somebody signs in: asks for the page, and follows it back. */
  visit(page: string): Promise<Response>;
  close(): void;
}

/** @param tokens what the code is exchanged for */
export async function openSignInPages(tokens: Readonly<Record<string, unknown>>): Promise<SignInPages> {
  let challenge: string | null = null;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (url.pathname === '/oauth2/authorize') {
        challenge = url.searchParams.get('code_challenge');
        const back = new URL(url.searchParams.get('redirect_uri') ?? '');
        // What listens is the loopback address; how a machine resolves "localhost" is not under test.
        back.hostname = '127.0.0.1';
        back.search = `?code=the-code&state=${url.searchParams.get('state')}`;
        response.writeHead(302, { location: back.href }).end();
        return;
      }
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const hash = createHash('sha256').update(form.get('code_verifier') ?? '');
      const isRight = form.get('code') === 'the-code' && hash.digest('base64url') === challenge;
      response.writeHead(isRight ? 200 : 400, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isRight ? tokens : { error: 'invalid_grant' }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    domain: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    visit: (page) => fetch(page),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
