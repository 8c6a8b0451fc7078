import type { IncomingMessage } from 'node:http';

/**
 * The URL that a request asks for. Any request line has one: the forms that are no path (RFC 9112, section 3.2) and whatever
 * cannot be read are a path that nothing is at. Its host means nothing.
 *
 * `new URL(request.url, base)` takes `//x/y` for another host, and throws at `//`.
 */
export function targetOf({ url: target = '/' }: Pick<IncomingMessage, 'url'>): URL {
  if (target.startsWith('/')) return new URL(`http://localhost${target}`);
  return URL.parse(target) ?? new URL('http://localhost/*');
}
