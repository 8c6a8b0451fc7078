import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Northwind } from '@northwind/sdk';
import { openTelemetryHooks } from '@northwind/sdk/opentelemetry';

// Once, where your program starts; with your own exporter instead of the console.
const spanProcessors = [new SimpleSpanProcessor(new ConsoleSpanExporter())];
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));

const northwind = Northwind.fromEnv({ hooks: openTelemetryHooks() });
await northwind.health.get();
