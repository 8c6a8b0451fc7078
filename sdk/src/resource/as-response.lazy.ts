import type { ReceivedResponse } from '../transport/exchange.ts';

/** Statuses that `new Response` takes only without a body. */
const NO_BODY = [101, 204, 205, 304];

/** A response whose body can be read, of one whose body has been read. */
export function asResponse({ response, body }: ReceivedResponse): Response {
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  // The body has been decoded, and what it is made into may be passed on.
  for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  return new Response(NO_BODY.includes(status) ? null : body, { status, statusText, headers });
}
