/** What a test may see of a request: everything but what lets somebody in. */
const masked = '***';

const secretHeaders = new Set(['authorization', 'x-api-key', 'cookie', 'proxy-authorization']);
const secretName =
  /secret|passw|^session$|(access|refresh|id|session|security)_?token|mfa_?code|user_?code|^code(_?verifier)?$|authorization|api_?key|signature/i;

export function maskHeaders(
  headers: Iterable<readonly [name: string, value: string | undefined]>,
): Record<string, string> {
  return Object.fromEntries(
    [...headers].map(([name, value = '']) => {
      const lowerCase = name.toLowerCase();
      return [lowerCase, secretHeaders.has(lowerCase) ? masked : value];
    }),
  );
}

/** Any JSON value, secrets within it masked by their names. */
export function maskValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      // `signature` of a delivery is a resource; a secret is a string.
      typeof each === 'string' && secretName.test(name) ? masked : maskValue(each),
    ]),
  );
}

export function maskTarget(target: string): string {
  const [path = '', query] = target.split('?', 2);
  if (query === undefined) return path;
  const parameters = [...new URLSearchParams(query)].map(([name, value]): [string, string] => [
    name,
    secretName.test(name) ? masked : value,
  ]);
  return `${path}?${new URLSearchParams(parameters).toString()}`;
}

/** A body as it came: JSON parsed, anything else as its size. */
export function maskBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return maskValue(JSON.parse(body.toString('utf8')));
  } catch {
    return `${body.length} bytes`;
  }
}
