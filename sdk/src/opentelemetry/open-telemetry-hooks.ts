import {
  context,
  metrics,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type MeterProvider,
  type Span,
  type TracerProvider,
} from '@opentelemetry/api';
import type { HookRequest, Hooks } from '../transport/hooks.ts';
import { VERSION } from '../version.ts';
import { describe } from './attributes.ts';
import { xrayHeader } from './trace-context.ts';

/** Options of {@link openTelemetryHooks}. */
export interface OpenTelemetryOptions {
  /** @defaultValue the global one */
  tracerProvider?: TracerProvider | undefined;
  /** @defaultValue the global one */
  meterProvider?: MeterProvider | undefined;
  /** Hooks of your own. They are called too, and see and may change the headers of the trace. */
  hooks?: Hooks | undefined;
}

/** A request that waits for its response. */
interface OpenRequest {
  readonly span: Span;
  readonly startedAt: number;
  readonly metricAttributes: Attributes;
  /** Its own in each request: a response that comes when its attempt has been given up is not taken for the next one's. */
  readonly headers: HookRequest['headers'];
}

const name = '@northwind/sdk';

/**
 * Hooks that tell OpenTelemetry of every request: a client span for each attempt, a child of the span that is active when the
 * method is called, and the metric `http.client.request.duration`, in seconds. The trace goes along in the headers of your propagator
 * (`traceparent` of W3C) and as `x-amzn-trace-id`, so that Northwind's own spans join it.
 *
 * No span carries a token, an API key or a body.
 *
 * @throws nothing: a provider that is not set up records nothing.
 *
 * @example
 * ```ts
 * import { Northwind } from '@northwind/sdk';
 * import { openTelemetryHooks } from '@northwind/sdk/opentelemetry';
 *
 * const northwind = Northwind.fromEnv({ hooks: openTelemetryHooks() });
 * ```
 */
export function openTelemetryHooks(options: OpenTelemetryOptions = {}): Hooks {
  const { tracerProvider = trace, meterProvider = metrics, hooks = {} } = options;
  const tracer = tracerProvider.getTracer(name, VERSION);
  const duration = meterProvider.getMeter(name, VERSION).createHistogram('http.client.request.duration', {
    description: 'Duration of HTTP client requests.',
    unit: 's',
    // "Semantic conventions for HTTP metrics" names these bounds.
    advice: {
      explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    },
  });
  const open = new Map<number, OpenRequest>();

  /** `failure` is the status of an error's response, or the name of what was thrown. */
  function end(call: number, outcome: Attributes, failure: string | undefined): void {
    const request = open.get(call);
    if (!request) return;
    open.delete(call);
    const attributes = { ...outcome, ...(failure !== undefined && { 'error.type': failure }) };
    request.span.setAttributes(attributes);
    if (failure !== undefined) request.span.setStatus({ code: SpanStatusCode.ERROR });
    request.span.end();
    const seconds = (performance.now() - request.startedAt) / 1000;
    duration.record(seconds, { ...request.metricAttributes, ...attributes });
  }

  return {
    ...hooks,
    request(event) {
      const { spanName, spanAttributes, metricAttributes } = describe(event);
      const span = tracer.startSpan(spanName, { kind: SpanKind.CLIENT, attributes: spanAttributes });
      open.set(event.call, {
        span,
        startedAt: performance.now(),
        metricAttributes,
        headers: event.headers,
      });
      propagation.inject(trace.setSpan(context.active(), span), event.headers);
      const header = xrayHeader(span.spanContext());
      if (header !== undefined) event.headers['x-amzn-trace-id'] ??= header;
      return hooks.request?.(event);
    },
    response(event) {
      const { call, headers, status, requestId } = event;
      const request = open.get(call);
      if (request?.headers === headers) {
        if (requestId !== undefined) request.span.setAttribute('aws.request_id', requestId);
        end(call, { 'http.response.status_code': status }, status < 400 ? undefined : String(status));
      }
      return hooks.response?.(event);
    },
    retry(event) {
      end(event.call, {}, nameOf(event.error));
      return hooks.retry?.(event);
    },
    error(event) {
      end(event.call, {}, nameOf(event.error));
      return hooks.error?.(event);
    },
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '_OTHER');
