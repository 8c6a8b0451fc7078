/**
 * A cold start of a function: loads its bundle, as the init phase does, and answers one request. A process of its own, since nothing may be
 * loaded yet; its parent sends the request and gets both durations, of the clock and of the processor.
 */
import { once } from 'node:events';
import { createRequire } from 'node:module';

/** What the parent sends. */
export interface FirstRequest {
  /** File of the bundle. */
  readonly bundle: string;
  /** Undefined: it is only loaded. */
  readonly event: unknown;
  readonly context: object;
}

export interface Duration {
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
}

/** What it gets back. */
export interface ColdStart {
  readonly init: Duration;
  readonly request: Duration;
  readonly answer: unknown;
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

async function timed<Result>(work: () => Result | Promise<Result>): Promise<Duration & { result: Result }> {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { milliseconds: performance.now() - startedAt, cpuMilliseconds: (user + system) / 1_000, result };
}

if (import.meta.main) {
  const [{ bundle, event, context }] = (await once(process, 'message')) as [FirstRequest];
  // As Lambda's runtime loads a CommonJS module.
  const { result: loaded, ...init } = await timed(
    () => createRequire(import.meta.url)(bundle) as { readonly handler: Handler },
  );
  const getRemainingTimeInMillis = () => 10_000;
  const { result: answer, ...request } = await timed(() =>
    event === undefined ? undefined : loaded.handler(event, { ...context, getRemainingTimeInMillis }),
  );
  process.send?.({ init, request, answer } satisfies ColdStart, () => process.exit(0));
}
