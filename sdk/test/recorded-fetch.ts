/** A handler that stands where `fetch` stands, and remembers what it was asked. Nothing else is replaced. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
}

export type Handler = (request: RecordedRequest, index: number) => Response | Promise<Response>;

export interface RecordedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** All requests but those to the token endpoint. */
  readonly requests: RecordedRequest[];
  readonly tokenRequests: RecordedRequest[];
}

/** Answers with the handler; requests to a path that ends in `/token` get `token`, by default a new one each time. */
export function recordedFetch(handler: Handler, token: Handler = issueToken): RecordedFetch {
  const requests: RecordedRequest[] = [];
  const tokenRequests: RecordedRequest[] = [];
  const fetch = async (input: URL | RequestInfo, init: RequestInit = {}): Promise<Response> => {
    const request: RecordedRequest = {
      method: init.method ?? 'GET',
      url: new URL(input instanceof Request ? input.url : input),
      headers: init.headers as Record<string, string>,
      body: init.body as string | undefined,
      signal: init.signal ?? undefined,
    };
    const isToken = request.url.pathname.endsWith('/token');
    const list = isToken ? tokenRequests : requests;
    list.push(request);
    return (isToken ? token : handler)(request, list.length - 1);
  };
  return { fetch, requests, tokenRequests };
}

function issueToken(_: RecordedRequest, index: number): Response {
  return Response.json({ access_token: `token-${index + 1}`, token_type: 'Bearer', expires_in: 3600 });
}

/** A problem document as Northwind answers it. */
export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  return Response.json(
    {
      type: `https://example/problems/${code}`,
      title: code,
      status,
      detail: `Because of ${code}.`,
      instance: '/v1',
      code,
      requestId: 'req-1',
    },
    { status, headers: { 'content-type': 'application/problem+json', 'x-request-id': 'req-1', ...headers } },
  );
}

/** A promise that never settles until the request is aborted, as a server that does not answer. */
export function silence({ signal }: RecordedRequest): Promise<never> {
  return new Promise((_, reject) => {
    signal!.addEventListener('abort', () => reject(signal!.reason as Error));
  });
}
