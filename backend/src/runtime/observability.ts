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
}

export const observe = (): Observability => {
  const idle: Metrics[] = [];
  return {
    logger: new Logger(),
    tracer: new Tracer(),
    takeMetrics: () => idle.pop() ?? new Metrics(),
    publish(metrics) {
      metrics.publishStoredMetrics();
      idle.push(metrics);
    },
  };
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
