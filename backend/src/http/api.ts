/**
 * A Lambda function that answers operations of the contract behind API Gateway. A call passes these stages in order: it is routed to its
 * operation, authorized, read and checked, worked off (once for each `Idempotency-Key`), held to the contract, and logged.
 */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { findResponse, type StoredResponse } from '../data/idempotency-record.ts';
import type { TableClient } from '../data/table-client.ts';
import { cursorCodec, readCursorKeys, type CursorCodec } from '../domain/cursor.ts';
import { corsHeaders, functions, operations, type OperationDescription } from '../generated/manifest.ts';
import type { FunctionName, OperationHandlers, OperationId } from '../generated/operations.ts';
import type {
  FunctionValidators,
  OperationValidators,
  ReplyValidators,
  SentReply,
} from '../generated/validators/runtime.js';
import { requiredVariable } from '../runtime/environment.ts';
import { lazily } from '../runtime/lazily.ts';
import { observe, traced, type Observability } from '../runtime/observability.ts';
import { apiKeyOf, authorize, callerOf, partitionOf } from './caller.ts';
import { idempotently, keyedRequestOf, sealFor } from './idempotency.ts';
import { HttpProblem, problemResult, toHttpProblem } from './problem.ts';
import { readRequest, type AnyRequest } from './request.ts';
import { requestContext, type RequestContext } from './request-context.ts';
import { logCall, type AnsweredCall } from './request-log.ts';
import { toResult, toStoredResponse, type AnyReply } from './response.ts';

type AnyHandler = (request: AnyRequest, context: RequestContext) => Promise<AnyReply>;

/** What a function makes on its first request. */
export interface ApiParts<Name extends FunctionName> {
  readonly table: TableClient;
  readonly handlers: OperationHandlers<Name, RequestContext>;
}

export interface ApiOptions<Name extends FunctionName> {
  readonly name: Name;
  readonly validators: FunctionValidators<Name>;
  /** Validators of our own responses; absent in production, where they are not part of the bundle. */
  readonly loadReplyValidators: () => Promise<ReplyValidators<Name>> | undefined;
  readonly connect: (observability: Observability) => ApiParts<Name>;
}

export type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** What a function's calls have in common. Which operation a call is for, and so which request it takes, is known only when it comes. */
interface Api {
  readonly name: FunctionName;
  readonly validators: Partial<Record<string, OperationValidators<AnyRequest>>>;
  readonly replyValidators: () => Promise<
    Partial<Record<string, Record<number, (reply: SentReply) => unknown[]>>> | undefined
  >;
  readonly table: () => TableClient;
  readonly handlers: () => Partial<Record<string, AnyHandler>>;
  readonly cursors: () => CursorCodec;
}

/** One call on its way through the stages. */
interface Call {
  readonly event: APIGatewayProxyEvent;
  readonly correlationId: string;
  readonly metrics: ReturnType<Observability['takeMetrics']>;
}

/** The operation an event is for: API Gateway names the resource, not the path that was called. */
const route = ({ name }: Api, event: APIGatewayProxyEvent): OperationDescription => {
  const found = functions[name]
    .map((operationId) => operations[operationId])
    .find(({ method, path }) => method === event.httpMethod && path === event.resource);
  if (!found) throw new HttpProblem('route_not_found', 'No operation has this method and path.');
  return found;
};

/** Does what is asked, or answers what the same request was answered before. */
const perform = async (
  api: Api,
  operation: OperationDescription,
  request: AnyRequest,
  call: Call,
): Promise<StoredResponse> => {
  const { operationId } = operation;
  const handler = api.handlers()[operationId];
  if (!handler) throw new Error(`${operationId} has no handler.`);
  const caller = callerOf(call.event);
  const partition = caller && partitionOf(caller);
  const found = keyedRequestOf(operation, request, partition);
  const keyed =
    found && caller && operation.confidential
      ? { ...found, seal: sealFor(api.cursors(), { caller: caller.subject, operationId, filters: {} }) }
      : found;
  const { cursor, limit: _limit, ...filters } = request.query as Record<string, unknown>;
  const context = requestContext({
    now: new Date().toISOString(),
    correlationId: call.correlationId,
    metrics: call.metrics,
    caller,
    cursors: api.cursors,
    binding: { caller: partition ?? '', operationId, filters: { ...filters, ...request.path } },
    cursor: cursor as string | undefined,
    keyed,
    findResponse: async () => keyed && findResponse(api.table(), keyed),
  });
  const work = async () => toStoredResponse(await handler(request, context));
  return keyed ? idempotently(api.table(), keyed, work) : work();
};

/** Throws where our own response is not what the contract says, in tests and in the sandbox. */
const requireContract = async (
  api: Api,
  operationId: OperationId,
  { statusCode, headers = {}, body }: APIGatewayProxyResult,
): Promise<void> => {
  const replies = (await api.replyValidators())?.[operationId];
  if (!replies) return;
  const validate = replies[statusCode];
  if (!validate) throw new Error(`${operationId} broke the contract: it does not document a ${statusCode}.`);
  const own = Object.entries(headers).filter(([name]) => name !== 'Content-Type' && !(name in corsHeaders));
  const texts = Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
  const errors = validate({ headers: texts, body: body === '' ? undefined : JSON.parse(body) });
  if (errors.length > 0)
    throw new Error(`${operationId} broke the contract at ${statusCode}: ${JSON.stringify(errors)}`);
};

const respond = async (api: Api, operation: OperationDescription, call: Call): Promise<StoredResponse> => {
  authorize(operation, callerOf(call.event), apiKeyOf(call.event));
  const validators = api.validators[operation.operationId];
  if (!validators) throw new Error(`${operation.operationId} has no validators.`);
  const request = readRequest(call.event, operation, validators);
  return perform(api, operation, request, call);
};

interface Answer {
  readonly operationId: OperationId | 'none';
  readonly result: APIGatewayProxyResult;
  /** Of a refusal, and of a defect. */
  readonly fault?: Pick<AnsweredCall, 'code' | 'error'>;
}

/** Whatever it calls, a client is told when its secret should be replaced. */
const withNotice = (
  result: APIGatewayProxyResult,
  caller: ReturnType<typeof callerOf>,
): APIGatewayProxyResult =>
  caller?.rotateSecretBy === undefined
    ? result
    : { ...result, headers: { ...result.headers, 'Client-Secret-Rotate-By': caller.rotateSecretBy } };

/** The response as it is sent, whatever becomes of the call. */
const answer = async (api: Api, tracer: Observability['tracer'], call: Call): Promise<Answer> => {
  let operationId: Answer['operationId'] = 'none';
  // With a proxy integration API Gateway adds nothing to a response: CORS is the function's to allow.
  const sent = (result: APIGatewayProxyResult): APIGatewayProxyResult => ({
    ...result,
    headers: {
      ...corsHeaders,
      ...result.headers,
      'X-Request-Id': call.correlationId,
    },
  });
  const refusal = (error: unknown): Answer => {
    const problem = toHttpProblem(error);
    const result = sent(problemResult(problem, call.event));
    return { operationId, result, fault: { code: problem.code, error } };
  };
  try {
    const operation = route(api, call.event);
    operationId = operation.operationId;
    const answered = await traced(tracer, operationId, () => respond(api, operation, call)).then(
      (response): Answer => ({
        operationId,
        result: sent(withNotice(toResult(response), callerOf(call.event))),
      }),
      refusal,
    );
    await requireContract(api, operation.operationId, answered.result);
    return answered;
  } catch (error) {
    return refusal(error);
  }
};

const apiOf = <Name extends FunctionName>(
  options: ApiOptions<Name>,
  observability: () => Observability,
): Api => {
  const parts = lazily(() => options.connect(observability()));
  return {
    name: options.name,
    validators: options.validators as Api['validators'],
    replyValidators: async () =>
      (await options.loadReplyValidators()) as Awaited<ReturnType<Api['replyValidators']>>,
    table: () => parts().table,
    handlers: () => parts().handlers as unknown as ReturnType<Api['handlers']>,
    cursors: lazily(() => cursorCodec(readCursorKeys(requiredVariable('CURSOR_KEYS')))),
  };
};

export const createApi = <Name extends FunctionName>(options: ApiOptions<Name>): ApiHandler => {
  const observability = lazily(observe);
  const api = apiOf(options, observability);

  return async (event) => {
    const started = performance.now();
    const { requestId: correlationId } = event.requestContext;
    const call: Call = { event, correlationId, metrics: observability().takeMetrics() };
    const { operationId, result, fault } = await answer(api, observability().tracer, call);
    const latencyMs = Math.round(performance.now() - started);
    const { statusCode: status } = result;
    const answered = { correlationId, operationId, caller: callerOf(event), status, latencyMs, ...fault };
    logCall(observability(), call.metrics, answered);
    return result;
  };
};
