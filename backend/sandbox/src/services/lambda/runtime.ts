import type { Context } from 'aws-lambda';
import { startTimeLimit, withinTime } from '../../support/time-limit.ts';
import { isTraced, traceHop } from '../../support/trace.ts';
import { createContext } from './context.ts';
import type { FunctionConfiguration } from './context.ts';
import { withEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import type { Clock } from '../../support/clock.ts';
import type { LogCapture } from './log-capture.ts';

/** A function's exported handler, as Lambda's Node.js runtime would call it. */
export type FunctionHandler = (event: never, context: Context) => unknown;

/** One deployed function. */
export interface DeployedFunction extends FunctionConfiguration {
  /** All that the function sees of `process.env`. */
  readonly environment: Environment;
  /** Imports the module on the first invocation, as a cold start does. */
  readonly load: () => Promise<{ readonly handler: FunctionHandler }>;
  /** Invocations at once; default: no limit of its own. */
  readonly reservedConcurrency?: number;
}

/** The function threw, timed out or returned what cannot be sent. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
  readonly functionName: string;
  /** `errorType` of the invocation's payload, such as `TypeError` or `Sandbox.Timedout`. */
  readonly errorType: string;

  constructor(functionName: string, errorType: string, message: string, options?: ErrorOptions) {
    super(`${functionName}: ${errorType}: ${message}`, options);
    this.functionName = functionName;
    this.errorType = errorType;
  }
}

/** Concurrency is used up (Lambda's 429 TooManyRequestsException). */
export class FunctionThrottledError extends Error {
  override readonly name = 'FunctionThrottledError';
}

/** Runs functions. */
export interface LambdaRuntime {
  /**
   * Invokes a function synchronously. The event and the result pass through JSON, as they would through Lambda.
   *
   * @throws FunctionError, FunctionThrottledError
   */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  readonly functionNames: readonly string[];
}

/** Options of {@link createLambdaRuntime}. */
export interface LambdaRuntimeOptions {
  readonly functions: readonly DeployedFunction[];
  readonly logs: LogCapture;
  /** What `Date` tells the functions. Default: this machine's. */
  readonly clock?: Clock;
  /** Invocations at once over all functions; default 1,000, an AWS account's. AWS: "Lambda quotas". */
  readonly accountConcurrency?: number;
  /** What an event's records were caused by, for the trace. */
  readonly correlationIdsOf?: (event: unknown) => readonly string[];
}

/**
 * Invocations that run at the same moment; more wait their turn. On AWS each has a machine of its own. Here they share one
 * thread, and the more of them run at once, the longer each waits for its answer from the table: long enough, in the end,
 * for the time-outs that are there to detect a broken connection.
 */
const simultaneousInvocations = 48;

/** Payload limit of a synchronous invocation, each way. AWS: "Lambda quotas". */
const maximumPayloadBytes = 6 * 1024 * 1024;

export function createLambdaRuntime(options: LambdaRuntimeOptions): LambdaRuntime {
  const functions = new Map(options.functions.map((each) => [each.name, each]));
  const accountConcurrency = options.accountConcurrency ?? 1_000;
  const handlers = new Map<string, Promise<FunctionHandler>>();
  const running = new Map<string, number>();
  const turn = createTurns(simultaneousInvocations);
  let runningInAccount = 0;
  const { clock } = options;
  const inTime = <T>(work: () => T) => (clock ? () => clock.run(work) : work);

  function handlerOf(each: DeployedFunction): Promise<FunctionHandler> {
    const loaded = handlers.get(each.name) ?? each.load().then(({ handler }) => handler);
    handlers.set(each.name, loaded);
    return loaded;
  }

  /** The cold start. Its time does not count: on AWS, too, the init phase has a limit of its own ("Lambda execution environment lifecycle"). */
  async function initialize(each: DeployedFunction): Promise<FunctionHandler> {
    try {
      return await options.logs.run(each.name, '-', () =>
        withEnvironment(each.environment, () => handlerOf(each)),
      );
    } catch (error) {
      const failure = asFunctionError(each.name, error);
      options.logs.add(each.name, '-', `ERROR ${failure.message}${stackOf(failure.cause)}`);
      throw failure;
    }
  }

  async function call(
    each: DeployedFunction,
    payload: string,
    gatewayRequestId: string | undefined,
  ): Promise<unknown> {
    const handler = await initialize(each);
    const startedAt = performance.now();
    const limit = startTimeLimit(each.timeoutSeconds * 1000);
    const context = createContext(each, limit);
    const { awsRequestId } = context;
    const timedOut = (): never => {
      const message = `Task timed out after ${each.timeoutSeconds}.00 seconds`;
      throw new FunctionError(each.name, 'Sandbox.Timedout', message);
    };
    try {
      const run = async (): Promise<unknown> => handler(JSON.parse(payload) as never, context);
      const work = options.logs.run(each.name, awsRequestId, () =>
        withEnvironment(each.environment, inTime(run)),
      );
      return throughJson(each.name, await withinTime(limit, work, timedOut));
    } catch (error) {
      const failure = error instanceof FunctionError ? error : asFunctionError(each.name, error);
      options.logs.add(each.name, awsRequestId, `ERROR ${failure.message}${stackOf(failure.cause)}`);
      throw failure;
    } finally {
      const milliseconds = performance.now() - startedAt;
      options.logs.add(
        each.name,
        awsRequestId,
        `REPORT RequestId: ${awsRequestId} Duration: ${milliseconds.toFixed(2)} ms`,
      );
      if (isTraced()) {
        const requestId = gatewayRequestId === undefined ? {} : { requestId: gatewayRequestId };
        const correlationIds = options.correlationIdsOf?.(JSON.parse(payload)) ?? [];
        traceHop({ hop: 'lambda', detail: each.name, milliseconds, correlationIds, ...requestId });
      }
    }
  }

  return {
    functionNames: [...functions.keys()],
    async invoke(functionName, event) {
      const each = functions.get(functionName);
      if (!each) throw new Error(`Function not found: ${functionName}`);
      const payload = JSON.stringify(event);
      if (Buffer.byteLength(payload) > maximumPayloadBytes) {
        throw new FunctionError(
          functionName,
          'RequestTooLargeException',
          'Request must be smaller than 6291456 bytes',
        );
      }
      const current = running.get(functionName) ?? 0;
      if (current >= (each.reservedConcurrency ?? Infinity) || runningInAccount >= accountConcurrency) {
        throw new FunctionThrottledError(`${functionName}: Rate Exceeded.`);
      }
      running.set(functionName, current + 1);
      runningInAccount += 1;
      try {
        return await turn(() => call(each, payload, requestIdOf(event)));
      } finally {
        running.set(functionName, (running.get(functionName) ?? 1) - 1);
        runningInAccount -= 1;
      }
    },
  };
}

/** Lets `limit` pieces of work run at a time, first come, first served. */
function createTurns(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < limit) running += 1;
    // Whoever ends hands its place over, so that nobody who comes in between takes it.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

function throughJson(functionName: string, result: unknown): unknown {
  const payload = JSON.stringify(result) as string | undefined;
  if (payload !== undefined && Buffer.byteLength(payload) > maximumPayloadBytes) {
    throw new FunctionError(
      functionName,
      'Function.ResponseSizeTooLarge',
      'Response payload size exceeded 6291556 bytes',
    );
  }
  return payload === undefined ? null : (JSON.parse(payload) as unknown);
}

function asFunctionError(functionName: string, error: unknown): FunctionError {
  if (!(error instanceof Error)) return new FunctionError(functionName, typeof error, String(error));
  return new FunctionError(functionName, error.name, error.message, { cause: error });
}

const stackOf = (cause: unknown): string => (cause instanceof Error && cause.stack ? `\n${cause.stack}` : '');

/** A proxy event names the gateway's request; hops of one request are shown together. */
const requestIdOf = (event: unknown): string | undefined =>
  (event as { requestContext?: { requestId?: string } } | null)?.requestContext?.requestId;
