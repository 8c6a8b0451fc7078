import { randomBytes, randomUUID } from 'node:crypto';
import { BodyTooLargeError, readBody } from '../../support/loopback-server.ts';
import { startTimeLimit, withinTime } from '../../support/time-limit.ts';
import { claimsForEvent } from './cognito-authorizer.ts';
import type { CognitoAuthorizer } from './cognito-authorizer.ts';
import { GatewayRefusal, createRefusalResponder } from './gateway-responses.ts';
import type { ResponseContext } from './gateway-responses.ts';
import { HeaderList } from './gateway-request.ts';
import type { GatewayAnswer, GatewayRequest } from './gateway-request.ts';
import { methodsOf } from './import-document.ts';
import type { ImportDocument } from './import-document.ts';
import { answerMock } from './mock-integration.ts';
import { buildProxyEvent } from './proxy-event.ts';
import type { Caller, ProxyEvent } from './proxy-event.ts';
import { readProxyResponse } from './proxy-response.ts';
import { createRequestValidator } from './request-validation.ts';
import { createRouter } from './routing.ts';
import type { Route } from './routing.ts';
import type { UsagePlanMeter } from './usage-plan.ts';
import type { IncomingMessage } from 'node:http';

/** API Gateway's payload limit. AWS: "Amazon API Gateway quotas". */
export const maximumPayloadBytes = 10 * 1024 * 1024;

/** API Gateway's default integration timeout. */
export const integrationTimeoutMilliseconds = 29_000;

/** What the gateway needs from the rest of the sandbox. */
export interface GatewayParts {
  readonly document: ImportDocument;
  readonly authorizer: CognitoAuthorizer;
  readonly usagePlan: UsagePlanMeter;
  /** Calls a function and gives what it returned; a rejection is a function error (502). */
  readonly invoke: (functionName: string, event: ProxyEvent) => Promise<unknown>;
  /** Name of the stage, such as `v1`; the API's paths lie below it. */
  readonly stage: string;
  readonly accountId?: string;
  readonly apiId?: string;
  /** Milliseconds; default 29,000. A method's `timeoutInMillis` wins. */
  readonly integrationTimeoutMilliseconds?: number;
  /** Stands around the answer of every method that was found. */
  readonly intercept?: InterceptGateway;
  /** Told why an integration failed: the client is not. */
  readonly onIntegrationError?: (functionName: string, requestId: string, error: unknown) => void;
}

/** A request to a method, before it is answered. */
export interface GatewayCall {
  /** `operationId`, or `OPTIONS /invoices` where there is none. */
  readonly operation: string;
  readonly request: GatewayRequest;
  /** The gateway's own answer to a request that it refuses. */
  readonly refuse: (refusal: GatewayRefusal) => GatewayAnswer;
}

/** @throws ConnectionCut to break the connection off without an answer. */
export type InterceptGateway = (
  call: GatewayCall,
  proceed: () => Promise<GatewayAnswer>,
) => Promise<GatewayAnswer>;

/** Answers one request. Rejects with a {@link ConnectionCut} of the interceptor only: what goes wrong is an answer. */
export type Gateway = (incoming: IncomingMessage) => Promise<TracedAnswer>;

/** An answer, and what a trace says of its request. */
export interface TracedAnswer extends GatewayAnswer {
  readonly requestId: string;
  /** Path as the document writes it, such as `/invoices/{invoiceId}`; undefined where no method was found. */
  readonly resourcePath: string | undefined;
}

/** Composes the stages in API Gateway's order: route, authorizer, key and plan, validation, integration. */
export function createGateway(parts: GatewayParts): Gateway {
  const { stage } = parts;
  const route = createRouter(methodsOf(parts.document));
  const validate = createRequestValidator(parts.document);
  const respond = createRefusalResponder(parts.document);
  const binaryTypes = new Set(parts.document['x-amazon-apigateway-binary-media-types'] ?? []);
  const isBinary = (mediaType: string): boolean =>
    binaryTypes.has('*/*') || binaryTypes.has(mediaType.split(';')[0]?.trim() ?? '');

  return async (incoming) => {
    const request = await receive(incoming, stage);
    const found = request.path === undefined ? undefined : route(request.httpMethod, request.path);
    const context: ResponseContext = {
      stage,
      accountId: parts.accountId ?? '000000000000',
      apiId: parts.apiId ?? 'sandbox000',
      domainName: request.headers.last('host') ?? 'localhost',
      resourcePath: found?.method.resourcePath,
    };
    const answer = await answerOrRefuse(request, found, context);
    const headers: GatewayAnswer['headers'] = [
      ...answer.headers,
      ['x-amzn-RequestId', request.requestId],
      ['x-amz-apigw-id', request.extendedRequestId],
    ];
    return { ...answer, headers, requestId: request.requestId, resourcePath: context.resourcePath };
  };

  async function answerOrRefuse(
    request: ReceivedRequest,
    found: Route | undefined,
    context: ResponseContext,
  ): Promise<GatewayAnswer> {
    const known: GatewayRequest = { ...request, path: request.path ?? request.requestPath };
    const proceed = async (): Promise<GatewayAnswer> => {
      try {
        if (request.refusal) throw request.refusal;
        // API Gateway has no 404 of its own: an unknown path or method is a request it cannot authenticate.
        if (!found) throw new GatewayRefusal('MISSING_AUTHENTICATION_TOKEN');
        return await answer(found, known, context);
      } catch (error) {
        const refusal =
          error instanceof GatewayRefusal ? error : new GatewayRefusal('DEFAULT_5XX', { statusCode: 500 });
        if (refusal !== error) parts.onIntegrationError?.('api-gateway', request.requestId, error);
        return respond(refusal, known, context);
      }
    };
    if (!found || !parts.intercept) return proceed();
    const refuse = (refusal: GatewayRefusal): GatewayAnswer => respond(refusal, known, context);
    return parts.intercept({ operation: found.method.name, request: known, refuse }, proceed);
  }

  async function answer(
    found: Route,
    request: GatewayRequest,
    context: ResponseContext,
  ): Promise<GatewayAnswer> {
    const { method } = found;
    const claims =
      method.authorizationScopes &&
      (await parts.authorizer(request.headers.last('authorization'), method.authorizationScopes));
    const apiKey = method.apiKeyRequired
      ? parts.usagePlan.admit(method, request.headers.last('x-api-key'))
      : undefined;
    validate(found, request);
    if (method.functionName === undefined) return answerMock(method);
    const caller: Caller = { claims: claims && claimsForEvent(claims), apiKey };
    return integrate(found, request, caller, context);
  }

  async function integrate(
    found: Route,
    request: GatewayRequest,
    caller: Caller,
    context: ResponseContext,
  ): Promise<GatewayAnswer> {
    const functionName = found.method.functionName as string;
    const timeout =
      found.method.integration.timeoutInMillis ??
      parts.integrationTimeoutMilliseconds ??
      integrationTimeoutMilliseconds;
    try {
      const event = buildProxyEvent(found, request, caller, context, isBinary);
      const running = parts.invoke(functionName, event);
      return readProxyResponse(await withinTime(startTimeLimit(timeout), running, timedOut));
    } catch (error) {
      parts.onIntegrationError?.(functionName, request.requestId, error);
      if (error instanceof GatewayRefusal) throw error;
      // A throttled function is a 500 on AWS, a function error a 502.
      const throttled = error instanceof Error && error.name === 'FunctionThrottledError';
      throw new GatewayRefusal('DEFAULT_5XX', { statusCode: throttled ? 500 : 502 });
    }
  }
}

const timedOut = (): never => {
  throw new GatewayRefusal('INTEGRATION_TIMEOUT');
};

interface ReceivedRequest extends Omit<GatewayRequest, 'path'> {
  /** Undefined outside the stage. */
  readonly path: string | undefined;
  readonly refusal?: GatewayRefusal;
}

async function receive(incoming: IncomingMessage, stage: string): Promise<ReceivedRequest> {
  const target = incoming.url ?? '/';
  const queryStart = target.indexOf('?');
  const requestPath = queryStart < 0 ? target : target.slice(0, queryStart);
  const base = {
    httpMethod: incoming.method ?? 'GET',
    requestPath,
    path: requestPath.startsWith(`/${stage}/`) ? requestPath.slice(stage.length + 1) : undefined,
    headers: HeaderList.from(incoming),
    query: new URLSearchParams(queryStart < 0 ? '' : target.slice(queryStart + 1)),
    sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
    requestId: randomUUID(),
    extendedRequestId: randomBytes(11).toString('base64url') + '=',
    receivedAt: new Date(),
  };
  try {
    return { ...base, body: await readBody(incoming, maximumPayloadBytes) };
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    return { ...base, body: Buffer.alloc(0), refusal: new GatewayRefusal('REQUEST_TOO_LARGE') };
  }
}
