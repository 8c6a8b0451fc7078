import { GatewayRefusal } from './gateway-responses.ts';
import type { GatewayAnswer } from './gateway-request.ts';

const knownFields = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);

/**
 * Turns what a function returned into an answer. Anything but the proxy format is a 502, as on AWS, so that a function's
 * mistake shows here first. AWS: "Lambda proxy integrations in API Gateway", output format.
 */
export function readProxyResponse(result: unknown): GatewayAnswer {
  if (typeof result !== 'object' || result === null || Array.isArray(result))
    throw malformed('it is no object');
  const response = result as Record<string, unknown>;
  const unknownField = Object.keys(response).find((field) => !knownFields.has(field));
  if (unknownField !== undefined) throw malformed(`it has the unknown field ${unknownField}`);
  const statusCode = Number(response['statusCode']);
  if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599)
    throw malformed('statusCode is no status');
  const body = response['body'] ?? '';
  if (typeof body !== 'string') throw malformed('body is no string');
  const headers = readHeaders(response);
  if (!headers.some(([name]) => name.toLowerCase() === 'content-type') && body !== '') {
    headers.push(['Content-Type', 'application/json']);
  }
  return {
    statusCode,
    headers,
    body: Buffer.from(body, response['isBase64Encoded'] === true ? 'base64' : 'utf8'),
  };
}

function readHeaders(response: Record<string, unknown>): [string, string][] {
  const single = readMap(response['headers'], 'headers', (value) => [value]);
  const multiple = readMap(response['multiValueHeaders'], 'multiValueHeaders', (value) => {
    if (!Array.isArray(value)) throw malformed('multiValueHeaders holds something other than lists');
    return value;
  });
  // Where both name a header with other values, all of them are sent.
  const merged = [...multiple];
  for (const [name, value] of single) {
    if (!merged.some(([other, known]) => other.toLowerCase() === name.toLowerCase() && known === value)) {
      merged.push([name, value]);
    }
  }
  return merged.map(([name, value]) => [
    remappedHeaders.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name,
    value,
  ]);
}

function readMap(map: unknown, field: string, valuesOf: (value: unknown) => unknown[]): [string, string][] {
  if (map === undefined || map === null) return [];
  if (typeof map !== 'object' || Array.isArray(map)) throw malformed(`${field} is no object`);
  return Object.entries(map).flatMap(([name, value]) =>
    valuesOf(value).map((single): [string, string] => {
      if (!['string', 'number', 'boolean'].includes(typeof single))
        throw malformed(`header ${name} is no string`);
      return [name, String(single)];
    }),
  );
}

/** Headers a function may not set itself. AWS: "Amazon API Gateway important notes". */
const remappedHeaders = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
  'warn',
  'www-authenticate',
]);

/** The reason goes to the sandbox's log; the client reads "Internal server error", as on AWS. */
export class MalformedProxyResponse extends GatewayRefusal {
  readonly reason: string;

  constructor(reason: string) {
    super('DEFAULT_5XX', { statusCode: 502 });
    this.reason = reason;
  }
}

const malformed = (reason: string): MalformedProxyResponse =>
  new MalformedProxyResponse(`Malformed Lambda proxy response: ${reason}.`);
