/** Where the faults that were set meet requests and pushes, and where what arrives is written down. */
import { setTimeout as sleep } from 'node:timers/promises';
import { corsHeaders, problems, problemTypeBase } from '../../../src/generated/manifest.ts';
import type { Problem, ProblemCode } from '../../../src/generated/operations.ts';
import type { Caller } from '../services/appsync/index.ts';
import { ResolverError } from '../services/appsync/runtime/index.ts';
import type { GatewayCall } from '../services/gateway/gateway.ts';
import type { GatewayAnswer } from '../services/gateway/gateway-request.ts';
import { GatewayRefusal, type GatewayResponseType } from '../services/gateway/gateway-responses.ts';
import type { TokenCall } from '../services/cognito/start.ts';
import { ConnectionCut } from '../support/contained.ts';
import type { Interceptors } from '../wiring/doors.ts';
import type { CallLog } from './calls.ts';
import type { FaultRegistry } from './faults.ts';
import { maskBody, maskHeaders, maskTarget, maskValue } from './mask.ts';
import type { Target } from './targets.ts';
import type {
  AnyFault,
  Call,
  FieldFault,
  OperationFault,
  RequestFault,
  SubscriptionFault,
  TokenFault,
} from './types.ts';

export interface InterceptorsOptions {
  readonly faults: FaultRegistry;
  readonly calls: CallLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Subject and user name of whom a refresh token was issued to. */
  readonly ownerOf: (refreshToken: string) => readonly string[];
}

export function createInterceptors({ faults, calls, now, ownerOf }: InterceptorsOptions): Interceptors {
  /** Answers by way of a fault, and writes the call down. */
  async function through<Answer>(
    call: Omit<Call, 'at' | 'status'>,
    fault: AnyFault | undefined,
    doors: {
      readonly proceed: () => Promise<Answer>;
      readonly failed: (fault: AnyFault) => Answer | undefined;
      readonly statusOf: (answer: Answer) => number;
    },
  ): Promise<Answer> {
    const at = new Date(now()).toISOString();
    let status: number | null = null;
    try {
      if (fault && 'delayMs' in fault && fault.delayMs) await sleep(fault.delayMs, undefined, { ref: false });
      const disconnect = fault && 'disconnect' in fault ? fault.disconnect : undefined;
      if (disconnect === 'before') throw new ConnectionCut();
      const answer = (fault && doors.failed(fault)) ?? (await doors.proceed());
      if (disconnect === 'after') throw new ConnectionCut();
      status = doors.statusOf(answer);
      return answer;
    } finally {
      calls.add({ ...call, at, status });
    }
  }

  return {
    gateway(call, proceed) {
      const { operation, request } = call;
      const callers = bearerOf(request.headers.last('authorization'));
      return through(
        {
          target: operation as Target,
          callers,
          method: request.httpMethod,
          path: maskTarget(
            request.query.size === 0
              ? request.requestPath
              : `${request.requestPath}?${request.query.toString()}`,
          ),
          headers: maskHeaders(request.headers.entries),
          body: maskBody(request.body),
        },
        faults.meet(operation, callers, isAny<OperationFault>),
        {
          proceed,
          failed: (fault) => failedOperation(call, fault as OperationFault),
          statusOf: ({ statusCode }) => statusCode,
        },
      );
    },

    tokens(call, proceed) {
      const callers = tokenCallers(call, ownerOf);
      const fault = isForTokens(call.action) ? faults.meet('token', callers, isAny<TokenFault>) : undefined;
      const ageMs = fault && 'expired' in fault ? 366 * 86_400_000 : 0;
      return through(
        {
          target: 'token',
          callers,
          method: 'POST',
          path: call.action === 'token' ? '/oauth2/token' : `/#${call.action}`,
          headers: maskHeaders([['authorization', call.authorization]]),
          body: maskValue(call.body),
        },
        fault,
        {
          proceed: () => proceed(ageMs),
          failed: (each) => failedTokens(call, each as TokenFault),
          statusOf: ({ statusCode }) => statusCode,
        },
      );
    },

    appsync: {
      async request(call, proceed) {
        const callers = callersOfIdentity(call.caller);
        // The request as a whole fails once, whichever of its fields the fault names.
        let fault: RequestFault | undefined;
        for (const field of call.fields) fault ??= faults.meet(field, callers, isOfRequest);
        const { query, operationName, variables } = call;
        return through(
          {
            target: (call.fields[0] ?? 'Query') as Target,
            callers,
            method: 'POST',
            path: '/graphql',
            headers: maskHeaders(Object.entries(call.headers)),
            body: { query, operationName, variables: maskValue(variables) },
          },
          fault,
          { proceed, failed: failedRequest, statusOf: ({ status }) => status },
        );
      },
      async field(coordinate, caller) {
        const fault = faults.meet(coordinate, callersOfIdentity(caller), isOfField);
        if (!fault) return;
        if (fault.delayMs) await sleep(fault.delayMs, undefined, { ref: false });
        const { errorType, message = `The sandbox was told to fail ${coordinate}.`, errorInfo } = fault;
        throw new ResolverError({ message, errorType, errorInfo });
      },
      start(coordinate, caller) {
        const fault = faults.meet(coordinate, callersOfIdentity(caller), isOfStart);
        if (!fault) return undefined;
        const { errorType, message = `The sandbox was told to refuse ${coordinate}.`, errorCode } = fault;
        return { errorType, message, ...(errorCode === undefined ? {} : { errorCode }) };
      },
      push(coordinate, caller) {
        const fault = faults.meet(coordinate, callersOfIdentity(caller), isOfPush);
        if (!fault) return undefined;
        if ('delayMs' in fault) return { kind: 'delay', delayMs: fault.delayMs };
        return { kind: 'drop' in fault ? 'drop' : 'duplicate' in fault ? 'duplicate' : 'disconnect' };
      },
    },
  };
}

type FieldError = Extract<FieldFault, { readonly errorType: string }>;
type StartError = Extract<SubscriptionFault, { readonly errorType: string }>;

const isAny = <Kind extends AnyFault>(_fault: AnyFault): _fault is Kind => true;
const isOfField = (fault: AnyFault): fault is FieldError => 'errorType' in fault;
const isOfRequest = (fault: AnyFault): fault is RequestFault => !isOfField(fault);
const isOfStart = (fault: AnyFault): fault is StartError => 'errorType' in fault;
const isOfPush = (fault: AnyFault): fault is Exclude<SubscriptionFault, StartError> => !isOfStart(fault);

/** Actions of the user pools API that give tokens. */
const isForTokens = (action: string): boolean =>
  ['token', 'InitiateAuth', 'RespondToAuthChallenge', 'GetTokensFromRefreshToken'].includes(action);

/** What the gateway itself refuses, it refuses in its own words, headers included. */
const refusalOf: Partial<Record<ProblemCode, GatewayResponseType>> = {
  unauthenticated: 'UNAUTHORIZED',
  insufficient_scope: 'ACCESS_DENIED',
  invalid_api_key: 'INVALID_API_KEY',
  rate_limited: 'THROTTLED',
  quota_exceeded: 'QUOTA_EXCEEDED',
  upstream_timeout: 'INTEGRATION_TIMEOUT',
};

function failedOperation(call: GatewayCall, fault: OperationFault): GatewayAnswer | undefined {
  if (!('code' in fault) && !('status' in fault)) return undefined;
  const { retryAfter } = fault;
  const code = 'code' in fault ? fault.code : codeOf(fault.status);
  const type = refusalOf[code];
  if (type !== undefined && (!('status' in fault) || fault.status === problems[code].status)) {
    return call.refuse(
      new GatewayRefusal(type, retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
    );
  }
  const { title } = problems[code];
  const status = 'status' in fault ? fault.status : problems[code].status;
  const { requestId, requestPath } = call.request;
  const problem: Problem = {
    type: `${problemTypeBase}${code}`,
    title,
    status,
    detail: `The sandbox was told to fail ${call.operation}.`,
    instance: requestPath,
    code,
    requestId,
  };
  return {
    statusCode: status,
    headers: [
      ['Content-Type', 'application/problem+json'],
      ...Object.entries(corsHeaders),
      ['X-Request-Id', requestId],
      ...(retryAfter === undefined ? [] : ([['Retry-After', String(retryAfter)]] as const)),
    ],
    body: Buffer.from(JSON.stringify(problem)),
  };
}

/** The contract's first code of a status; of a status that it does not have, the one that says the least. */
function codeOf(status: number): ProblemCode {
  const codes = Object.keys(problems) as ProblemCode[];
  const fallback = status < 500 ? 'invalid_request' : 'internal_error';
  return codes.find((code) => problems[code].status === status) ?? fallback;
}

function failedTokens(call: TokenCall, fault: TokenFault) {
  const answer = (statusCode: number, error: string, type: string, retryAfter?: number) => ({
    statusCode,
    headers: {
      ...(call.action === 'token' ? {} : { 'Content-Type': 'application/x-amz-json-1.1' }),
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    },
    body: JSON.stringify(
      call.action === 'token' ? { error } : { __type: type, message: 'The sandbox was told to fail this.' },
    ),
  });
  if ('error' in fault) return answer(400, fault.error, 'NotAuthorizedException');
  if (!('status' in fault)) return undefined;
  const { status, retryAfter } = fault;
  const type =
    status === 429
      ? 'TooManyRequestsException'
      : status < 500
        ? 'InvalidParameterException'
        : 'InternalErrorException';
  return answer(status, status < 500 ? 'invalid_request' : 'internal_error', type, retryAfter);
}

function failedRequest(fault: AnyFault) {
  if (!('status' in fault)) return undefined;
  const { status, retryAfter } = fault;
  const errorType =
    status === 401
      ? 'UnauthorizedException'
      : status === 429
        ? 'ThrottlingException'
        : status < 500
          ? 'BadRequestException'
          : 'ServiceUnavailableException';
  const message = status === 401 ? 'Token has expired.' : 'The sandbox was told to fail this request.';
  return {
    status,
    errorType,
    body: { errors: [{ errorType, message }] },
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
  };
}

/** Who a bearer token says it is. It is not verified: a fault or a list of calls gives nobody any right. */
function bearerOf(authorization: string | undefined): string[] {
  const [, payload = ''] = (authorization ?? '').split('.');
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
    return strings(claims['client_id'], claims['sub'], claims['username']);
  } catch {
    return [];
  }
}

function callersOfIdentity({ identity }: Caller): string[] {
  return 'claims' in identity
    ? strings(identity.sub, identity.username, identity.claims['client_id'])
    : strings(identity.username);
}

function tokenCallers({ authorization, body }: TokenCall, ownerOf: InterceptorsOptions['ownerOf']): string[] {
  const basic = /^Basic +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  const [clientId = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  const parameters = (body['AuthParameters'] ?? body['ChallengeResponses'] ?? {}) as Record<string, unknown>;
  const refreshToken = body['refresh_token'] ?? body['RefreshToken'] ?? parameters['REFRESH_TOKEN'];
  const owner = typeof refreshToken === 'string' ? ownerOf(refreshToken) : [];
  const named = [body['client_id'], body['ClientId'], parameters['USERNAME']];
  return strings(decodeURIComponentOr(clientId), ...named, ...owner);
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const strings = (...values: unknown[]): string[] => [
  ...new Set(values.filter((value): value is string => typeof value === 'string' && value !== '')),
];
