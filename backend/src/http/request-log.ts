/** What is left of a call once it is answered: one log line, which carries its metrics. Never a token, a key or a body. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Caller } from '../domain/principal.ts';
import type { ProblemCode } from '../generated/operations.ts';
import type { Observability } from '../runtime/observability.ts';

export interface AnsweredCall {
  /** The gateway's request id: the caller has it as `X-Request-Id`. */
  readonly correlationId: string;
  readonly operationId: string;
  readonly caller: Caller | undefined;
  readonly status: number;
  readonly latencyMs: number;
  readonly code?: ProblemCode | undefined;
  /** Set where it was our fault. */
  readonly error?: unknown;
}

export const logCall = (
  { logger, embed }: Observability,
  metrics: ReturnType<Observability['takeMetrics']>,
  call: AnsweredCall,
): void => {
  const { correlationId: correlation_id, operationId, caller, status, latencyMs, code, error } = call;
  if (status >= 500 && code) logger.error(code, { correlation_id, operationId, error: error as Error });
  metrics.addDimension('operationId', operationId);
  // Its number of samples is the number of calls.
  metrics.addMetric('Latency', MetricUnit.Milliseconds, latencyMs);
  if (status >= 500) metrics.addMetric('Faults', MetricUnit.Count, 1);
  logger.info('answered', {
    correlation_id,
    status,
    ...(code === undefined ? {} : { code }),
    ...(caller ? { subject: caller.subject, partnerId: caller.partnerId } : {}),
    ...embed(metrics),
  });
};
