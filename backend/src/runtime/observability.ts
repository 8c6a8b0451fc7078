/** Logs, traces and metrics of one function. Service and namespace come from Powertools' own environment variables. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';

export interface Observability {
  readonly logger: Logger;
  readonly tracer: Tracer;
  /** Metrics of one invocation: each has its own, so that two at a time do not publish each other's. */
  readonly takeMetrics: () => Metrics;
  /** Writes them, and keeps what is empty now for an invocation to come: to make one anew costs more than all that it counts. */
  readonly publish: (metrics: Metrics) => void;
  /** The same without writing: a line of the log carries them (CloudWatch User Guide, "Specification: Embedded metric format"). */
  readonly embed: (metrics: Metrics) => Readonly<Record<string, unknown>>;
}

export const observe = (): Observability => {
  const idle: Metrics[] = [];
  const logger = new Logger();
  noteColdStart(logger);
  return {
    logger,
    tracer: new Tracer(),
    takeMetrics: () => idle.pop() ?? new Metrics(),
    publish(metrics) {
      metrics.publishStoredMetrics();
      idle.push(metrics);
    },
    embed(metrics) {
      // The line says of itself which service wrote it.
      const { service: _service, ...embedded } = metrics.serializeMetrics();
      metrics.clearMetrics();
      metrics.clearDimensions();
      idle.push(metrics);
      return embedded;
    },
  };
};

/** Milliseconds that an environment may take to begin (Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle"). */
const INIT_LIMIT_MS = 10_000;

/**
 * What Lambda's report of each invocation would say of the first one, whose caller waited until the environment had begun. Alarm and saved
 * query read it. An environment that had begun earlier was made before anybody called.
 */
const noteColdStart = (logger: Logger): void => {
  const milliseconds = Math.round(performance.now());
  if (process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] === 'on-demand' && milliseconds < INIT_LIMIT_MS)
    logger.info('cold start', { milliseconds });
};

/**
 * Runs the work in a subsegment of the function's trace, as Powertools' middleware would; without X-Ray it just runs it.
 */
export const traced = async <Result>(
  tracer: Tracer,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> => {
  if (!tracer.isTracingEnabled()) return work();
  const parent = tracer.getSegment();
  const segment = parent?.addNewSubsegment(name);
  if (!parent || !segment) return work();
  tracer.setSegment(segment);
  try {
    tracer.annotateColdStart();
    tracer.addServiceNameAnnotation();
    return await work();
  } catch (error) {
    tracer.addErrorAsMetadata(error as Error);
    throw error;
  } finally {
    segment.close();
    tracer.setSegment(parent);
  }
};
