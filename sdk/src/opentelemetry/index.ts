/**
 * Spans, metrics and trace context by OpenTelemetry. `@opentelemetry/api` is a peer dependency of this entry alone.
 *
 * @packageDocumentation
 */
export { openTelemetryHooks } from './open-telemetry-hooks.ts';
export type { OpenTelemetryOptions } from './open-telemetry-hooks.ts';
