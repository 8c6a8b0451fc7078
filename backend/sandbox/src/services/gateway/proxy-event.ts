import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { GatewayRequest } from './gateway-request.ts';
import type { ResponseContext } from './gateway-responses.ts';
import type { Route } from './routing.ts';
import type { ApiKey } from './usage-plan.ts';

/** What the gateway has found out about the caller by the time it calls the function. */
export interface Caller {
  readonly claims: Readonly<Record<string, string>> | undefined;
  readonly apiKey: ApiKey | undefined;
}

/** A proxy event; `requestContext` has a few fields the published types leave out. */
export type ProxyEvent = APIGatewayProxyEvent;

/**
 * Builds the event of a Lambda proxy integration, field by field as AWS sends it: absent maps are null, single-value maps
 * hold the last value, and a request without an authorizer has none in its context.
 * AWS: "Lambda proxy integrations in API Gateway", input format.
 */
export function buildProxyEvent(
  route: Route,
  request: GatewayRequest,
  caller: Caller,
  context: ResponseContext,
  isBinary: (mediaType: string) => boolean,
): ProxyEvent {
  const headers: (readonly [string, string])[] = [
    ...request.headers.entries.filter(([name]) => !hopByHopHeaders.has(name.toLowerCase())),
    ['X-Amzn-Trace-Id', traceId(request)],
    [
      'X-Forwarded-For',
      [request.headers.last('x-forwarded-for'), request.sourceIp].filter(Boolean).join(', '),
    ],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ];
  const query = [...request.query];
  const isBase64Encoded = request.body.length > 0 && isBinary(request.headers.last('content-type') ?? '');
  const requestContext = {
    accountId: context.accountId,
    apiId: context.apiId,
    ...(caller.claims ? { authorizer: { claims: caller.claims } } : {}),
    deploymentId: 'sandbx',
    domainName: context.domainName,
    domainPrefix: context.domainName.split('.')[0] as string,
    extendedRequestId: request.extendedRequestId,
    httpMethod: request.httpMethod,
    identity: {
      accessKey: null,
      accountId: null,
      ...(caller.apiKey
        ? { apiKey: caller.apiKey.value, apiKeyId: caller.apiKey.id }
        : { apiKey: null, apiKeyId: null }),
      caller: null,
      clientCert: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: request.headers.last('user-agent') ?? null,
      userArn: null,
    },
    path: request.requestPath,
    protocol: 'HTTP/1.1',
    requestId: request.requestId,
    requestTime: commonLogTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt.getTime(),
    resourceId: route.method.resourceId,
    resourcePath: route.method.resourcePath,
    stage: context.stage,
  };
  return {
    resource: route.method.resourcePath,
    path: request.path,
    httpMethod: request.httpMethod,
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    queryStringParameters: query.length > 0 ? lastValues(query) : null,
    multiValueQueryStringParameters: query.length > 0 ? allValues(query) : null,
    pathParameters: Object.keys(route.pathParameters).length > 0 ? { ...route.pathParameters } : null,
    stageVariables: null,
    requestContext: requestContext as unknown as ProxyEvent['requestContext'],
    body: request.body.length === 0 ? null : request.body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}

/** Headers that end at the gateway. AWS: "Amazon API Gateway important notes". */
const hopByHopHeaders = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

const lastValues = (entries: readonly (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries(entries);

function allValues(entries: readonly (readonly [string, string])[]): Record<string, string[]> {
  const values: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of entries) (values[name] ??= []).push(value);
  return { ...values };
}

/** `21/Nov/2026:10:20:06 +0000`. */
function commonLogTime(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

/** Keeps the client's trace, or starts one whose id holds the time of the request, as X-Ray ids do. */
function traceId(request: GatewayRequest): string {
  const given = request.headers.last('x-amzn-trace-id');
  if (given) return given;
  const seconds = Math.floor(request.receivedAt.getTime() / 1000).toString(16);
  const unique = createHash('sha256').update(request.requestId).digest('hex').slice(0, 24);
  return `Root=1-${seconds}-${unique}`;
}
