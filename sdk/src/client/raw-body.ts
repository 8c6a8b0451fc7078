import { AbortError } from '../errors/abort-error.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { onAbort } from '../support/abort.ts';

/**
 * The response with a body that the caller's signal still ends: the transport is done with a streamed answer when its headers are
 * there. What goes wrong in the body is an error of this package, as before it.
 */
export function abortableBody(response: Response, request: Request): Response {
  // React Native and jsdom have no streams: there the body is read at once.
  if (!response.body || typeof ReadableStream !== 'function' || typeof Response !== 'function')
    return response;
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
