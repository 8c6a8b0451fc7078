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
} from '../generated/validators/runtime.js';
import { requiredVariable } from '../runtime/environment.ts';
import { lazily } from '../runtime/lazily.ts';
import { observe, traced, type Observability } from '../runtime/observability.ts';
import { apiKeyOf, authorize, callerOf, partitionOf } from './caller.ts';
import { idempotently, keyedRequestOf } from './idempotency.ts';
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
    Partial<Record<string, Record<number, (value: unknown) => unknown[]>>> | undefined
  >;
  readonly table: () => TableClient;
  readonly handlers: () => Partial<Record<string, AnyHandler>>;
  readonly cursors: () => CursorCodec;
}

/** One call on its way through the stages. */
interface Call {
  readonly event: APIGatewayProxyEvent;
  readonly correlationId: string;
  readonly metrics: ReturnType<Observability['newMetrics']>;
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
  const keyed = keyedRequestOf(operation, request, partition);
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
  { statusCode, body }: StoredResponse,
): Promise<void> => {
  const validate = (await api.replyValidators())?.[operationId]?.[statusCode];
  const errors = validate?.(JSON.parse(body)) ?? [];
  if (errors.length > 0) throw new Error(`${operationId} broke the contract: ${JSON.stringify(errors)}`);
};

const respond = async (api: Api, operation: OperationDescription, call: Call): Promise<StoredResponse> => {
  authorize(operation, callerOf(call.event), apiKeyOf(call.event));
  const validators = api.validators[operation.operationId];
  if (!validators) throw new Error(`${operation.operationId} has no validators.`);
  const request = readRequest(call.event, operation, validators);
  const response = await perform(api, operation, request, call);
  await requireContract(api, operation.operationId, response);
  return response;
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
    const call: Call = { event, correlationId, metrics: observability().newMetrics() };
    let operationId = 'none';
    let result: APIGatewayProxyResult;
    let fault: Pick<AnsweredCall, 'code' | 'error'> = {};
    try {
      const operation = route(api, event);
      operationId = operation.operationId;
      result = toResult(
        await traced(observability().tracer, operationId, () => respond(api, operation, call)),
      );
    } catch (error) {
      const problem = toHttpProblem(error);
      fault = { code: problem.code, error };
      result = problemResult(problem, event);
    }
    const latencyMs = Math.round(performance.now() - started);
    const { statusCode: status } = result;
    const answered = { correlationId, operationId, caller: callerOf(event), status, latencyMs, ...fault };
    logCall(observability(), call.metrics, answered);
    // With a proxy integration API Gateway adds nothing to a response: CORS is the function's to allow.
    return { ...result, headers: { ...corsHeaders, ...result.headers, 'X-Request-Id': correlationId } };
  };
};
