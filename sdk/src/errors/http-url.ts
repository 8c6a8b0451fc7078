import { UsageError } from './usage-error.ts';

/**
 * Checks a URL and removes its final slashes. The URL itself is not in the message: it may hold a password.
 *
 * @throws `UsageError` for what `fetch` would refuse, and for a URL with credentials in it.
 */
export function httpUrl(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  let end = text.length;
  while (text[end - 1] === '/') end--;
  const url = text.slice(0, end);
  if (!/^https?:\/\/[^\s/?#]/i.test(url) || !isUrl(url))
    throw new UsageError(`\`${name}\` must be an http(s) URL.`);
  if (/^https?:\/\/[^/?#]*@/i.test(url)) {
    throw new UsageError(`\`${name}\` must not contain a user name or password.`);
  }
  return url;
}

/** `URL.canParse` is missing in React Native. */
function isUrl(text: string): boolean {
  try {
    return Boolean(new URL(text));
  } catch {
    return false;
  }
}
