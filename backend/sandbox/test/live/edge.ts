/** What CloudFront is before AppSync: one name, and a Region behind it that can be another at any time. */
import { createServer, request as forward, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';

export interface Edge {
  readonly graphqlUrl: string;
  /** Leads all new requests and sockets to this API. */
  lead(graphqlUrl: string): void;
  close(): Promise<void>;
}

/** The origin chooses its API by its own name, so that the viewer's `Host` is not sent on. */
export async function startEdge(graphqlUrl: string): Promise<Edge> {
  let origin = new URL(graphqlUrl);
  const headersOf = ({ headers }: IncomingMessage) => ({ ...headers, host: origin.host });
  const server = createServer((request, response) => {
    const { method, url } = request;
    const onward = forward(new URL(url ?? '', origin), { method, headers: headersOf(request) }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on('upgrade', (request, viewer, head) => {
    const upstream = connect(Number(origin.port), origin.hostname);
    const headers = Object.entries(headersOf(request)).map(
      ([name, value]) => `${name}: ${String(value)}\r\n`,
    );
    upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers.join('')}\r\n`);
    upstream.write(head);
    for (const [end, other] of [
      [viewer, upstream],
      [upstream, viewer],
    ] as const)
      end.on('error', () => other.destroy()).on('close', () => other.destroy());
    upstream.pipe(viewer).pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    graphqlUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${origin.pathname}`,
    lead: (next) => void (origin = new URL(next)),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
