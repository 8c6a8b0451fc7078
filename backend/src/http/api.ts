/** A Lambda function that answers operations of the contract behind API Gateway. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { findOnce, type Intention, type KeptReply } from '../data/once.ts';
import type { TableClient } from '../data/table-client.ts';
import { cursorCodec, readCursorKeys } from '../domain/cursor.ts';
import { Refusal } from '../domain/refusal.ts';
import { corsHeaders, functions, operations, type OperationDescription } from '../generated/manifest.ts';
import type {
  FunctionName,
  OperationHandlers,
  OperationId,
  OperationRequest,
  ProblemCode,
} from '../generated/operations.ts';
import type {
  FunctionValidators,
  OperationValidators,
  ReplyValidators,
} from '../generated/validators/runtime.js';
import { requiredVariable } from '../runtime/environment.ts';
import { lazily } from '../runtime/lazily.ts';
import { observe, traced, type Observability } from '../runtime/observability.ts';
import { apiKeyOf, authorize, callerOf, partitionOf } from './caller.ts';
import { fingerprintOf, idempotently, keyReused } from './idempotency.ts';
import { HttpProblem, problemResult, toHttpProblem } from './problem.ts';
import { asReplay, toKeptReply, toResult, type AnyReply } from './reply.ts';
import { readRequest } from './request.ts';
import { requestContext, type RequestContext } from './request-context.ts';

type AnyRequest = OperationRequest<OperationId>;
type AnyHandler = (request: AnyRequest, context: RequestContext) => Promise<AnyReply>;

/** What a function makes on its first request. */
export interface ApiParts<Name extends FunctionName> {
  readonly table: TableClient;
  readonly handlers: OperationHandlers<Name, RequestContext>;
}

export interface ApiOptions<Name extends FunctionName> {
  readonly name: Name;
  readonly validators: FunctionValidators<Name>;
  /** Validators of our own answers; absent in production, where they are not part of the bundle. */
  readonly loadReplyValidators: () => Promise<ReplyValidators<Name>> | undefined;
  readonly connect: (observability: Observability) => ApiParts<Name>;
}

export type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** The operation an event is for: API Gateway names the resource, not the path that was called. */
const operationOf = (name: FunctionName, event: APIGatewayProxyEvent): OperationDescription => {
  const found = functions[name]
    .map((operationId) => operations[operationId])
    .find(({ method, path }) => method === event.httpMethod && path === event.resource);
  if (!found) throw new HttpProblem('route_not_found', 'No operation has this method and path.');
  return found;
};

/** A call's `Idempotency-Key`, with whose it is and what it was sent with. */
const intentionOf = (
  operation: OperationDescription,
  request: AnyRequest,
  partition: string | undefined,
): Intention | undefined => {
  const { idempotencyKey, ...header } = request.header as { idempotencyKey?: string };
  if (!operation.idempotent || idempotencyKey === undefined || partition === undefined) return undefined;
  return {
    partition,
    idempotencyKey,
    fingerprint: fingerprintOf(operation.operationId, { ...request, header }),
  };
};

/** The work, or what it answered before: whatever stopped it now, a repetition of what is done gets the first answer. */
const workOnce = async (
  work: () => Promise<KeptReply>,
  recall: () => Promise<KeptReply | undefined>,
): Promise<KeptReply> => {
  try {
    return await work();
  } catch (error) {
    // When the table cannot be asked either, the first error says more.
    const kept = await recall().catch((failure: unknown) => {
      if (failure instanceof Refusal) throw failure;
      return undefined;
    });
    if (!kept) throw error;
    return asReplay(kept);
  }
};

export const createApi = <Name extends FunctionName>(options: ApiOptions<Name>): ApiHandler => {
  const observability = lazily(observe);
  const parts = lazily(() => options.connect(observability()));
  const cursors = lazily(() => cursorCodec(readCursorKeys(requiredVariable('CURSOR_KEYS'))));

  const answer = async (
    operation: OperationDescription,
    event: APIGatewayProxyEvent,
    context: Context,
    metrics: ReturnType<Observability['newMetrics']>,
  ): Promise<KeptReply> => {
    const { operationId } = operation;
    const caller = callerOf(event);
    authorize(operation, caller, apiKeyOf(event));
    // An operation's own validators and handler take its own request; which operation it is, is known only here and now.
    const validators = (options.validators as Record<string, OperationValidators<AnyRequest>>)[operationId];
    const handler = (parts().handlers as unknown as Record<string, AnyHandler>)[operationId];
    if (!validators || !handler) throw new Error(`${operationId} has no validators or no handler.`);
    const request = readRequest(event, operation, validators);
    const partition = caller && partitionOf(caller);
    const intention = intentionOf(operation, request, partition);
    const { cursor, limit: _limit, ...filters } = request.query as Record<string, unknown>;

    const recall = async (): Promise<KeptReply | undefined> => {
      const record = intention && (await findOnce(parts().table, intention));
      if (record && record.fingerprint !== intention.fingerprint) throw keyReused();
      return record?.reply;
    };
    const work = async (): Promise<KeptReply> => {
      const reply = await handler(
        request,
        requestContext({
          now: new Date().toISOString(),
          metrics,
          caller,
          cursors,
          binding: { caller: partition ?? '', operationId, filters: { ...filters, ...request.path } },
          cursor: cursor as string | undefined,
          intention,
          recall,
        }),
      );
      return toKeptReply(reply);
    };
    const kept = intention
      ? await idempotently(parts().table, intention, context, () => workOnce(work, recall))
      : await work();
    await checkReply(operationId, kept);
    return kept;
  };

  const checkReply = async (operationId: OperationId, { statusCode, body }: KeptReply): Promise<void> => {
    const replies = (await options.loadReplyValidators()) as
      Record<string, Record<number, (value: unknown) => unknown[]>> | undefined;
    const errors = replies?.[operationId]?.[statusCode]?.(JSON.parse(body)) ?? [];
    if (errors.length > 0) throw new Error(`${operationId} broke the contract: ${JSON.stringify(errors)}`);
  };

  return async (event, context) => {
    const { logger, tracer, newMetrics } = observability();
    const metrics = newMetrics();
    const started = performance.now();
    const { requestId } = event.requestContext;
    let operationId = 'none';
    let code: ProblemCode | undefined;
    let result: APIGatewayProxyResult;
    try {
      const operation = operationOf(options.name, event);
      operationId = operation.operationId;
      result = toResult(await traced(tracer, operationId, () => answer(operation, event, context, metrics)));
    } catch (error) {
      const problem = toHttpProblem(error);
      code = problem.code;
      result = problemResult(problem, event);
      if (result.statusCode >= 500) logger.error(code, { requestId, operationId, error: error as Error });
    }
    const milliseconds = Math.round(performance.now() - started);
    const caller = callerOf(event);
    logger.info('answered', {
      requestId,
      operationId,
      status: result.statusCode,
      milliseconds,
      ...(code === undefined ? {} : { code }),
      ...(caller ? { subject: caller.subject, partnerId: caller.partnerId } : {}),
    });
    metrics.addDimension('operation', operationId);
    metrics.addMetric('Latency', MetricUnit.Milliseconds, milliseconds);
    metrics.addMetric('Requests', MetricUnit.Count, 1);
    if (result.statusCode >= 500) metrics.addMetric('Faults', MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
    // With a proxy integration API Gateway adds nothing to an answer: CORS is the function's to allow.
    return { ...result, headers: { ...corsHeaders, ...result.headers, 'X-Request-Id': requestId } };
  };
};
