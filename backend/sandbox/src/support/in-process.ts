/**
 * Requests of the AWS SDK to a service that is in the same process go straight to it: the same method, headers, body and signature, the
 * same answer, without a socket between. Two thirds of what a request to the table costs here would be HTTP. A service that was
 * closed is asked over its port again, and refuses as one that is not there.
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
  readonly body: string;
}

/** Never rejects: what goes wrong is an answer. */
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
      body: Buffer.from(answer.body),
    });
    return { response };
  };
  return original;
}
