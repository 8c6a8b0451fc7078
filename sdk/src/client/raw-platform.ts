/** What openapi-fetch and its middleware need of a `Request`, for platforms that have none (jsdom). */
class PlainRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  readonly #body: unknown;

  constructor(url: string, { method = 'GET', headers, body, signal }: RequestInit) {
    this.url = url;
    this.method = method;
    this.headers = new Headers(headers);
    this.signal = signal ?? new AbortController().signal;
    this.#body = body;
  }

  async text(): Promise<string> {
    return this.#body === undefined || this.#body === null ? '' : String(this.#body);
  }
}

/** What openapi-fetch and its middleware need of a response whose body has been read. */
class PlainResponse {
  readonly headers: Headers;
  readonly #text: string;

  constructor(text: string, { headers }: { headers: Headers }) {
    this.headers = headers;
    this.#text = text;
  }

  async text(): Promise<string> {
    return this.#text;
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.#text);
  }

  clone(): PlainResponse {
    return Object.defineProperties(
      new PlainResponse(this.#text, this),
      Object.getOwnPropertyDescriptors(this),
    ) as PlainResponse;
  }
}

/** The platform's, or as much of it as is needed. Looked up at each call: a test may bring its own. */
export const requestClass = (): typeof Request =>
  typeof Request === 'function' ? Request : (PlainRequest as unknown as typeof Request);

/** The same of `Response`. */
export const responseClass = (): typeof Response =>
  typeof Response === 'function' ? Response : (PlainResponse as unknown as typeof Response);
