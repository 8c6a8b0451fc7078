/** The Lambda data source, after AWS AppSync Developer Guide, "JavaScript resolver function reference for Lambda". */
import type { DataSource, SourceCaller, SourceResult } from './source.ts';

/** What a Lambda invocation gives: the function's return value, or what it threw. */
export type LambdaOutcome =
  | { readonly payload: unknown }
  | { readonly errorType: string; readonly errorMessage: string };

/**
 * Invokes a Lambda function by name. `event` is what the function gets as its event.
 * An invocation of type Event is not awaited by AppSync.
 */
export type InvokeLambda = (functionName: string, event: unknown) => Promise<LambdaOutcome>;

interface LambdaRequest {
  readonly operation?: 'Invoke' | 'BatchInvoke';
  readonly payload?: unknown;
  readonly invocationType?: 'RequestResponse' | 'Event';
}

interface Waiting {
  readonly payload: unknown;
  readonly settle: (result: SourceResult) => void;
}

export interface LambdaSourceOptions {
  readonly name: string;
  readonly functionName: string;
  readonly invoke: InvokeLambda;
}

/** AppSync's limit of a function's response ("Response size limit" is 5 MB in APPSYNC_JS data sources; 6 MB is Lambda's own). */
const maxResponseBytes = 6 * 1024 * 1024;

export function lambdaSource(options: LambdaSourceOptions): DataSource {
  const { name, functionName, invoke } = options;
  /** By resolver: payloads of different fields never travel together. */
  const waiting = new Map<string, Waiting[]>();

  const flush = async (batch: readonly Waiting[]) => {
    const outcome = await invoke(
      functionName,
      batch.map(({ payload }) => payload),
    );
    if ('errorType' in outcome) {
      for (const { settle } of batch) settle(failure(outcome));
      return;
    }
    const answers = outcome.payload;
    if (!Array.isArray(answers) || answers.length !== batch.length) {
      const message = `Expected a list of ${batch.length} results from the function`;
      for (const { settle } of batch)
        settle({ result: null, error: { message, type: 'Lambda:IllegalArgument' } });
      return;
    }
    batch.forEach(({ settle }, index) => settle(batchAnswer(answers[index])));
  };

  const schedule = ({ name: resolver, maxBatchSize }: SourceCaller) => {
    // A level of the result is resolved within one turn of the event loop; its payloads travel together.
    setImmediate(() => {
      const all = waiting.get(resolver) ?? [];
      waiting.delete(resolver);
      for (let start = 0; start < all.length; start += maxBatchSize) {
        const batch = all.slice(start, start + maxBatchSize);
        flush(batch).catch((cause: unknown) => {
          for (const { settle } of batch)
            settle(failure({ errorType: 'Lambda:Unhandled', errorMessage: (cause as Error).message }));
        });
      }
    });
  };

  return {
    name,
    async invoke(request, caller) {
      const { operation = 'Invoke', payload = null, invocationType } = request as LambdaRequest;
      if (operation === 'BatchInvoke') {
        return await new Promise<SourceResult>((settle) => {
          const together = waiting.get(caller.name) ?? [];
          waiting.set(caller.name, together);
          together.push({ payload, settle });
          if (together.length === 1) schedule(caller);
        });
      }
      if (operation !== 'Invoke')
        throw new Error(`Unsupported operation '${String(operation)}' for a Lambda data source`);
      const running = invoke(functionName, payload);
      if (invocationType === 'Event') {
        running.catch(() => undefined);
        return { result: null };
      }
      const outcome = await running;
      if ('errorType' in outcome) return failure(outcome);
      if (Buffer.byteLength(JSON.stringify(outcome.payload) ?? '') > maxResponseBytes) {
        return failure({
          errorType: 'Lambda:ResponseTooLarge',
          errorMessage: 'The response of the function is larger than 6 MB',
        });
      }
      return { result: outcome.payload ?? null };
    },
  };
}

/** A thrown error arrives as `Lambda:Unhandled` whatever its class; `Lambda:Handled` is of the past runtimes. */
function failure(outcome: { readonly errorType: string; readonly errorMessage: string }): SourceResult {
  return {
    result: null,
    error: {
      message: outcome.errorMessage,
      type: outcome.errorType.startsWith('Lambda:') ? outcome.errorType : 'Lambda:Unhandled',
    },
  };
}

/** In a direct batch each entry may be `{ data, errorMessage, errorType }`; anything else is the value itself. */
function batchAnswer(answer: unknown): SourceResult {
  if (typeof answer === 'object' && answer !== null && ('errorMessage' in answer || 'errorType' in answer)) {
    const {
      data = null,
      errorMessage = '',
      errorType = null,
    } = answer as { data?: unknown; errorMessage?: string; errorType?: string | null };
    if (errorMessage !== '' || errorType !== null)
      return { result: data, error: { message: errorMessage, type: errorType } };
  }
  return { result: answer ?? null };
}
