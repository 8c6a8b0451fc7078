import type { GatewayResponse, ImportDocument } from './import-document.ts';
import type { GatewayAnswer, GatewayRequest } from './gateway-request.ts';

/**
 * What the gateway itself refuses, with API Gateway's status, message and `x-amzn-ErrorType`.
 * AWS: "Gateway response types for API Gateway".
 */
const gatewayResponseTypes = {
  ACCESS_DENIED: [403, 'User is not authorized to access this resource', 'AccessDeniedException'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error', 'InternalServerErrorException'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'Internal server error', 'AuthorizerConfigurationException'],
  AUTHORIZER_FAILURE: [500, 'Internal server error', 'InternalServerErrorException'],
  BAD_REQUEST_BODY: [400, 'Invalid request body', 'BadRequestException'],
  BAD_REQUEST_PARAMETERS: [400, 'Missing required request parameters', 'BadRequestException'],
  DEFAULT_5XX: [502, 'Internal server error', 'InternalServerErrorException'],
  INTEGRATION_FAILURE: [504, 'Internal server error', 'InternalServerErrorException'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out', 'InternalServerErrorException'],
  INVALID_API_KEY: [403, 'Forbidden', 'ForbiddenException'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'],
  QUOTA_EXCEEDED: [429, 'Limit Exceeded', 'LimitExceededException'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long', 'RequestTooLargeException'],
  THROTTLED: [429, 'Too Many Requests', 'TooManyRequestsException'],
  UNAUTHORIZED: [401, 'Unauthorized', 'UnauthorizedException'],
} as const satisfies Record<string, readonly [statusCode: number, message: string, errorType: string]>;

export type GatewayResponseType = keyof typeof gatewayResponseTypes;

/** The gateway ends a request before, or instead of, an integration's answer. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';
  readonly responseType: GatewayResponseType;
  /** Fills `$context.error.validationErrorString`. */
  readonly validationError: string | undefined;
  /** Status where API Gateway's own differs from the type's default (a malformed proxy response is a 502). */
  readonly statusCode: number | undefined;
  /** How long until the same request could succeed, where the gateway knows it. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    responseType: GatewayResponseType,
    details: {
      message?: string;
      validationError?: string;
      statusCode?: number;
      retryAfterSeconds?: number;
    } = {},
  ) {
    super(details.message ?? gatewayResponseTypes[responseType][1]);
    this.responseType = responseType;
    this.validationError = details.validationError;
    this.statusCode = details.statusCode;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** What the templates may name besides the request. */
export interface ResponseContext {
  readonly stage: string;
  readonly apiId: string;
  readonly accountId: string;
  readonly domainName: string;
  readonly resourcePath: string | undefined;
}

/**
 * Makes the answer to a refusal: the document's gateway response for its type, else for the default of its class, else
 * API Gateway's own `{"message": …}`.
 */
export function createRefusalResponder(
  document: ImportDocument,
): (refusal: GatewayRefusal, request: GatewayRequest, context: ResponseContext) => GatewayAnswer {
  const configured = document['x-amazon-apigateway-gateway-responses'] ?? {};
  return (refusal, request, context) => {
    const [defaultStatus, , errorType] = gatewayResponseTypes[refusal.responseType];
    const ownStatus = refusal.statusCode ?? defaultStatus;
    const specific: GatewayResponse | undefined = configured[refusal.responseType];
    const fallback: GatewayResponse | undefined = configured[ownStatus < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'];
    const response = specific ?? fallback;
    // A configured status holds for every refusal that falls to it; without one each keeps its own.
    const statusCode = Number(response?.statusCode ?? ownStatus);
    const substitute = (text: string): string =>
      substituteVariables(text, variablesOf(refusal, request, context, statusCode));
    const [mediaType, template] = chooseTemplate(response, request.headers.last('accept'));
    const headers: [string, string][] = [
      ['Content-Type', mediaType],
      ['x-amzn-ErrorType', errorType],
    ];
    for (const [target, source] of Object.entries(response?.responseParameters ?? {})) {
      const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
      const value = name && mappedValue(source, request, substitute);
      if (name && value) setHeader(headers, name, value);
    }
    // API Gateway can only send a constant here; the sandbox knows the true wait and sends the longer of the two.
    if (refusal.retryAfterSeconds !== undefined) {
      const constant = Number(headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1] ?? 0);
      const wait = String(Math.max(constant, Math.ceil(refusal.retryAfterSeconds), 1));
      setHeader(headers, 'Retry-After', wait);
      if (headers.some(([name]) => name.toLowerCase() === 'ratelimit-reset'))
        setHeader(headers, 'RateLimit-Reset', wait);
    }
    return { statusCode, headers, body: Buffer.from(substitute(template)) };
  };
}

function setHeader(headers: [string, string][], name: string, value: string): void {
  const existing = headers.find(([candidate]) => candidate.toLowerCase() === name.toLowerCase());
  if (existing) existing[1] = value;
  else headers.push([name, value]);
}

function chooseTemplate(response: GatewayResponse | undefined, accept: string | undefined): [string, string] {
  const templates = Object.entries(response?.responseTemplates ?? {});
  const accepted = (accept ?? '').split(',').map((range) => range.split(';')[0]?.trim().toLowerCase());
  const chosen =
    templates.find(([mediaType]) => accepted.includes(mediaType)) ??
    templates.find(([mediaType]) => mediaType === 'application/json') ??
    templates[0];
  return chosen ?? ['application/json', '{"message":$context.error.messageString}'];
}

function variablesOf(
  refusal: GatewayRefusal,
  request: GatewayRequest,
  context: ResponseContext,
  statusCode: number,
): Record<string, string> {
  return {
    'error.message': refusal.message,
    'error.messageString': JSON.stringify(refusal.message),
    'error.responseType': refusal.responseType,
    'error.validationErrorString': refusal.validationError ?? '',
    accountId: context.accountId,
    apiId: context.apiId,
    domainName: context.domainName,
    extendedRequestId: request.extendedRequestId,
    httpMethod: request.httpMethod,
    'identity.sourceIp': request.sourceIp,
    path: request.requestPath,
    requestId: request.requestId,
    requestTimeEpoch: String(request.receivedAt.getTime()),
    resourcePath: context.resourcePath ?? '',
    stage: context.stage,
    status: String(statusCode),
  };
}

/**
 * Plain substitution of `$context.…`, which is all a gateway response can do (no VTL). Values are escaped for the JSON
 * string they stand in, except `messageString`, which brings its own quotes. An unknown variable becomes empty.
 */
function substituteVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g, (_match, name: string) => {
    // A sentence may end right after a variable: take the longest name that is known.
    for (let known = name; known !== ''; known = known.slice(0, Math.max(known.lastIndexOf('.'), 0))) {
      const value = variables[known];
      if (value === undefined) continue;
      const rest = name.slice(known.length);
      return (known === 'error.messageString' ? value : JSON.stringify(value).slice(1, -1)) + rest;
    }
    return '';
  });
}

/** A mapped header's value: a quoted constant, `context.…`, or a piece of the request. */
function mappedValue(
  source: string,
  request: GatewayRequest,
  substitute: (text: string) => string,
): string | undefined {
  const constant = /^'(.*)'$/s.exec(source);
  if (constant) return constant[1];
  if (source.startsWith('context.')) return substitute(`$${source}`);
  const fromRequest = /^method\.request\.(header|querystring)\.(.+)$/.exec(source);
  if (!fromRequest) return undefined;
  const name = fromRequest[2] as string;
  return fromRequest[1] === 'header' ? request.headers.last(name) : (request.query.get(name) ?? undefined);
}
