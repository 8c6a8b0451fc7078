import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTelemetryHooks } from '../src/opentelemetry/index.ts';
import { clientWith, environment } from './client.ts';
import { problem } from './recorded-fetch.ts';

const spans = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
const exported = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: exported, exportIntervalMillis: 86_400_000 });
const meterProvider = new MeterProvider({ readers: [reader] });
const hooks = () => openTelemetryHooks({ tracerProvider, meterProvider });

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
beforeEach(() => {
  spans.reset();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterAll(async () => {
  context.disable();
  propagation.disable();
  await meterProvider.shutdown();
  await tracerProvider.shutdown();
});

/** Spans of everything but token requests. */
const finished = () => spans.getFinishedSpans().filter(({ name }) => name !== 'POST');

describe('a request', () => {
  it('is a client span by the conventions for HTTP, and leads the trace into the headers', async () => {
    const { northwind, requests } = clientWith(() => Response.json({ id: 'inv_1' }), { hooks: hooks() });
    const parent = tracerProvider.getTracer('test').startSpan('the caller');
    await context.with(trace.setSpan(context.active(), parent), () => northwind.invoices.get('inv_1'));
    const [span] = finished();
    expect(span).toMatchObject({
      name: 'GET /invoices/{invoiceId}',
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
      instrumentationScope: { name: '@northwind/sdk' },
      parentSpanContext: { spanId: parent.spanContext().spanId },
    });
    const { url } = requests[0]!;
    expect(span!.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'northwind.operation': 'getInvoice',
      'server.address': url.hostname,
      'server.port': 443,
      'url.full': url.href,
      'url.scheme': 'https',
      'url.template': '/invoices/{invoiceId}',
    });
    const { traceId, spanId } = span!.spanContext();
    expect(traceId).toBe(parent.spanContext().traceId);
    expect(requests[0]!.headers).toMatchObject({
      traceparent: `00-${traceId}-${spanId}-01`,
      'x-amzn-trace-id': `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=1`,
    });
  });

  it('is counted in http.client.request.duration, without ids', async () => {
    const { northwind } = clientWith(() => problem(404, 'not_found'), { hooks: hooks() });
    await expect(northwind.deliveries.get('dlv_1')).rejects.toThrow();
    await reader.forceFlush();
    const metric = exported
      .getMetrics()
      .at(-1)!
      .scopeMetrics.flatMap((scope) => scope.metrics)
      .find(({ descriptor }) => descriptor.name === 'http.client.request.duration')!;
    expect(metric.descriptor.unit).toBe('s');
    const point = metric.dataPoints.find(
      ({ attributes }) => attributes['url.template'] === '/deliveries/{deliveryId}',
    )!;
    expect(point.value).toMatchObject({ count: 1 });
    expect(point.attributes).toMatchObject({ 'http.response.status_code': 404, 'error.type': '404' });
    expect(JSON.stringify(metric.dataPoints.map(({ attributes }) => attributes))).not.toContain('dlv_1');
  });

  it('has a span for each attempt, which says how it failed', async () => {
    const { northwind } = clientWith(
      (_, index) => {
        if (index === 0) throw new TypeError('fetch failed');
        return index === 1 ? problem(503, 'service_unavailable') : Response.json({ id: 'inv_1' });
      },
      { hooks: hooks() },
    );
    await northwind.invoices.get('inv_1');
    expect(
      finished().map(({ status, attributes }) => [
        status.code,
        attributes['error.type'],
        attributes['http.response.status_code'],
        attributes['http.request.resend_count'],
      ]),
    ).toEqual([
      [SpanStatusCode.ERROR, 'ConnectionError', undefined, undefined],
      [SpanStatusCode.ERROR, '503', 503, 1],
      [SpanStatusCode.UNSET, undefined, 200, 2],
    ]);
  });

  it('that fails for good ends its span with the error’s name; calls side by side keep apart', async () => {
    const { northwind } = clientWith(
      ({ url }) => {
        if (url.pathname.endsWith('inv_1')) throw new TypeError('fetch failed');
        return Response.json({ id: 'inv_2' });
      },
      { hooks: hooks(), maxRetries: 0 },
    );
    await Promise.allSettled([northwind.invoices.get('inv_1'), northwind.invoices.get('inv_2')]);
    const outcome = Object.fromEntries(
      finished().map(({ attributes }) => [
        String(attributes['url.full']).slice(-5),
        attributes['error.type'] ?? attributes['http.response.status_code'],
      ]),
    );
    expect(outcome).toEqual({ inv_1: 'ConnectionError', inv_2: 200 });
  });

  it('of GraphQL is named by its operation', async () => {
    const { northwind } = clientWith(() => Response.json({ data: { me: { id: 'usr_1' } } }), {
      hooks: hooks(),
      environment: { ...environment, graphqlUrl: 'https://graphql.test/graphql' },
    });
    await northwind.graphql.query('query WhoAmI { me { id } }');
    expect(finished()[0]).toMatchObject({
      name: 'query WhoAmI',
      attributes: { 'graphql.operation.name': 'WhoAmI', 'graphql.operation.type': 'query' },
    });
  });

  it('shows no token and no key in any span, token requests included', async () => {
    const { northwind } = clientWith(() => Response.json({ id: 'inv_1' }), { hooks: hooks() });
    await northwind.invoices.get('inv_1');
    const all = spans.getFinishedSpans();
    expect(all.map(({ name }) => name)).toEqual(['POST', 'GET /invoices/{invoiceId}']);
    expect(
      JSON.stringify(all.map(({ name, attributes, events }) => ({ name, attributes, events }))),
    ).not.toMatch(/token-1|the-api-key|Bearer|Basic/);
  });
});

it('own hooks are called too, and may change the headers of the trace', async () => {
  const seen: string[] = [];
  const { northwind, requests } = clientWith(() => Response.json({ id: 'inv_1' }), {
    hooks: openTelemetryHooks({
      tracerProvider,
      meterProvider,
      hooks: {
        request: ({ operation, headers }) => {
          seen.push(`request ${operation} ${Object.keys(headers).includes('traceparent')}`);
          delete headers['x-amzn-trace-id'];
        },
        response: ({ operation, status }) => void seen.push(`response ${operation} ${status}`),
      },
    }),
  });
  await northwind.invoices.get('inv_1');
  expect(seen.slice(-2)).toEqual(['request getInvoice true', 'response getInvoice 200']);
  expect(requests[0]!.headers).not.toHaveProperty('x-amzn-trace-id');
});

it('a trace that is not sampled says so, and without a provider nothing is sent along', async () => {
  const off = new BasicTracerProvider({ sampler: new AlwaysOffSampler() });
  const unsampled = clientWith(() => Response.json({ id: 'inv_1' }), {
    hooks: openTelemetryHooks({ tracerProvider: off, meterProvider }),
  });
  await unsampled.northwind.invoices.get('inv_1');
  expect(unsampled.requests[0]!.headers['x-amzn-trace-id']).toMatch(/;Sampled=0$/);
  const without = clientWith(() => Response.json({ id: 'inv_1' }), { hooks: openTelemetryHooks() });
  await without.northwind.invoices.get('inv_1');
  expect(Object.keys(without.requests[0]!.headers)).not.toContain('x-amzn-trace-id');
  expect(Object.keys(without.requests[0]!.headers)).not.toContain('traceparent');
});
