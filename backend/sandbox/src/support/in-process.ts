/**
 * Requests of the AWS SDK, and what functions `fetch`, go straight to a service that is in the same process: the same method, headers,
 * body and signature, the same answer, without a socket between. Two thirds of what a request to the table costs here would be HTTP. A
 * service that was closed is asked over its port again, and refuses as one that is not there.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { HttpResponse } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** What was sent to a service, whichever way it came. */
export interface ServiceRequest {
  readonly method: string;
  /** Path and query, still percent-encoded. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer<ArrayBuffer>;
}

/** What goes wrong is an answer; it rejects only where a connection would be broken off. */
export type Service = (request: ServiceRequest) => Promise<ServiceAnswer>;

type Send = NodeHttpHandler['handle'];

const services = new Map<string, Service>();
let overSockets: Send | undefined;

/** @param origin `http://127.0.0.1:40123` @returns what ends it */
export function answerInProcess(origin: string, service: Service): () => void {
  overSockets ??= takeOver();
  const { host } = new URL(origin);
  // A service is nobody's function: neither its environment nor its log are those of whoever asks.
  const outside = AsyncLocalStorage.snapshot();
  services.set(host, (request) => outside(service, request));
  return () => services.delete(host);
}

function takeOver(): Send {
  // The functions make their clients themselves, and know nothing of where they run: there is no other place to stand.
  const original = Reflect.get(NodeHttpHandler.prototype, 'handle') as Send;
  NodeHttpHandler.prototype.handle = async function (this: NodeHttpHandler, request, options) {
    const { method, path, hostname, port, query, body } = request;
    const service = services.get(`${hostname}:${port}`);
    if (service === undefined || !(body instanceof Uint8Array) || Object.keys(query).length > 0)
      return original.call(this, request, options);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const answer = await service({
      method,
      target: path,
      headers,
      body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    });
    const response = new HttpResponse({
      statusCode: answer.status,
      headers: { ...answer.headers },
      body: typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body,
    });
    return { response };
  };
  return original;
}

/**
 * What a `fetch` is answered by a service of this process.
 *
 * @returns undefined where it has to be asked over a socket
 */
export function fetchInProcess(url: unknown, init: RequestInit = {}): Promise<Response> | undefined {
  const service = url instanceof URL ? services.get(url.host) : undefined;
  const { method = 'GET', body, signal } = init;
  if (service === undefined || typeof body !== 'string') return undefined;
  const { pathname, search } = url as URL;
  const headers = Object.fromEntries(new Headers(init.headers));
  const response = service({ method, target: pathname + search, headers, body: Buffer.from(body) }).then(
    (answer) => new Response(answer.body, { status: answer.status, headers: answer.headers }),
    (cause: unknown) => {
      throw new TypeError('fetch failed', { cause });
    },
  );
  return signal ? untilAborted(signal, response) : response;
}

function untilAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
