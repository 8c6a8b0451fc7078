import { isSpanContextValid, TraceFlags, type SpanContext } from '@opentelemetry/api';

/**
 * The header by which API Gateway, AppSync and Lambda go on with a trace that began elsewhere ("AWS X-Ray concepts", tracing header):
 * the digits of a W3C trace id, eight of them apart.
 */
export function xrayHeader(span: SpanContext): string | undefined {
  if (!isSpanContextValid(span)) return undefined;
  const root = `1-${span.traceId.slice(0, 8)}-${span.traceId.slice(8)}`;
  const sampled = (span.traceFlags & TraceFlags.SAMPLED) === 0 ? 0 : 1;
  return `Root=${root};Parent=${span.spanId};Sampled=${sampled}`;
}
