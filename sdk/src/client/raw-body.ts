import { AbortError } from '../errors/abort-error.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { abortable, onAbort } from '../support/abort.ts';

/**
 * The response with a body that the caller's signal still ends: the transport is done with a streamed response when its headers are
 * there. What goes wrong in the body is an error of this package, as before it.
 */
export function abortableBody(response: Response, request: Request): Response {
  // React Native and jsdom have no streams.
  if (!response.body || typeof ReadableStream !== 'function' || typeof Response !== 'function')
    return withAbortableReads(response, request);
  const reader = response.body.getReader();
  let release = (): void => {};
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      // Held with the request, on whose life its signal depends.
      release = onAbort(request.signal, () => {
        const error = new AbortError('raw', request.signal.reason);
        controller.error(error);
        reader.cancel(error).catch(() => {});
      });
    },
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        release();
        controller.close();
      } catch (cause) {
        release();
        controller.error(new ConnectionError('raw', request.url, cause));
      }
    },
    cancel: (reason) => {
      release();
      return reader.cancel(reason);
    },
  });
  const { status, statusText, headers, url } = response;
  const streamed = new Response(body, { status, statusText, headers });
  return Object.defineProperty(streamed, 'url', { value: url });
}

/** The same response, each of whose ways to read it as a whole ends with the caller's signal. */
function withAbortableReads(response: Response, { signal, url }: Request): Response {
  for (const name of ['arrayBuffer', 'blob', 'formData', 'json', 'text'] as const) {
    const read = response[name] as (() => Promise<unknown>) | undefined;
    if (!read) continue;
    const value = (): Promise<unknown> =>
      abortable(read.call(response), signal).catch((cause: unknown) => {
        if (signal.aborted) throw new AbortError('raw', signal.reason);
        throw cause instanceof SyntaxError ? cause : new ConnectionError('raw', url, cause);
      });
    Object.defineProperty(response, name, { value, configurable: true });
  }
  return response;
}
