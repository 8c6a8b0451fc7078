import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { TimeLimit } from '../../support/time-limit.ts';

/** What a function's definition says about how it runs. */
export interface FunctionConfiguration {
  readonly name: string;
  /** Seconds. */
  readonly timeoutSeconds: number;
  /** MiB. */
  readonly memoryMegabytes: number;
}

/** Builds the context object. AWS: "Using the Lambda context object to retrieve Node.js function information". */
export function createContext(configuration: FunctionConfiguration, limit: TimeLimit): Context {
  const { name } = configuration;
  return {
    awsRequestId: randomUUID(),
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]sandbox`,
    memoryLimitInMB: String(configuration.memoryMegabytes),
    getRemainingTimeInMillis: () => Math.round(limit.remainingMs()),
    // Part of the type, gone from the runtime since Node 18: a function that calls one fails here as it would there.
    done: unsupported,
    fail: unsupported,
    succeed: unsupported,
  };
}

function unsupported(): never {
  throw new Error('context.done, fail and succeed are not available: return or throw instead.');
}
