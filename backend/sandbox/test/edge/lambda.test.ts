import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { captureLogs } from '../../src/services/lambda/log-capture.ts';
import type { LogCapture } from '../../src/services/lambda/log-capture.ts';
import { createLambdaRuntime } from '../../src/services/lambda/runtime.ts';
import type { DeployedFunction, FunctionHandler } from '../../src/services/lambda/runtime.ts';

const deploy = (handler: FunctionHandler, more: Partial<DeployedFunction> = {}): DeployedFunction => ({
  name: 'example',
  timeoutSeconds: 3,
  memoryMegabytes: 512,
  environment: {},
  load: async () => ({ handler }),
  ...more,
});

describe('the function runtime', () => {
  let logs: LogCapture;
  beforeEach(() => {
    logs = captureLogs();
  });
  afterEach(() => logs.close());

  it('calls the handler with the event and a context that knows its function and the time left', async () => {
    const runtime = createLambdaRuntime({
      logs,
      functions: [
        deploy(
          async (event, context) => ({
            event,
            name: context.functionName,
            memory: context.memoryLimitInMB,
            left: Math.ceil(context.getRemainingTimeInMillis() / 900_000),
            id: /^[0-9a-f-]{36}$/.test(context.awsRequestId),
          }),
          { timeoutSeconds: 900 },
        ),
      ],
    });
    expect(await runtime.invoke('example', { a: 1, gone: undefined })).toEqual({
      event: { a: 1 },
      name: 'example',
      memory: '512',
      left: 1,
      id: true,
    });
  });

  it('counts the time of the handler, not of its cold start', async () => {
    const runtime = createLambdaRuntime({
      logs,
      functions: [
        {
          ...deploy(async () => 'here', { timeoutSeconds: 0.001 }),
          load: async () => {
            await sleep(20);
            return { handler: () => Promise.resolve('here') };
          },
        },
      ],
    });
    expect(await runtime.invoke('example', {})).toBe('here');
  });

  it('gives up at the timeout of the function', async () => {
    const runtime = createLambdaRuntime({
      logs,
      functions: [deploy(() => new Promise(() => undefined), { timeoutSeconds: 0.02 })],
    });
    await expect(runtime.invoke('example', {})).rejects.toMatchObject({ errorType: 'Sandbox.Timedout' });
  });

  it('reports what a handler throws by its type, and logs where', async () => {
    const runtime = createLambdaRuntime({
      logs,
      functions: [
        deploy(() => {
          throw new TypeError('no such thing');
        }),
      ],
    });
    await expect(runtime.invoke('example', {})).rejects.toMatchObject({ errorType: 'TypeError' });
    expect(
      logs.lines().some(({ text }) => text.includes('no such thing') && text.includes('lambda.test.ts')),
    ).toBe(true);
  });

  it('refuses invocations beyond the reserved concurrency, and admits again when one ends', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const runtime = createLambdaRuntime({
      logs,
      functions: [deploy(() => held, { reservedConcurrency: 1 })],
    });
    const first = runtime.invoke('example', {});
    await expect(runtime.invoke('example', {})).rejects.toMatchObject({ name: 'FunctionThrottledError' });
    release();
    await first;
    await expect(runtime.invoke('example', {})).resolves.toBeNull();
  });

  it('lets a crowd wait for its turn, and serves all of it', async () => {
    let running = 0;
    let most = 0;
    const runtime = createLambdaRuntime({
      logs,
      functions: [
        deploy(async () => {
          running += 1;
          most = Math.max(most, running);
          await nextTurn();
          running -= 1;
          return 'served';
        }),
      ],
    });
    const results = await Promise.all(Array.from({ length: 200 }, () => runtime.invoke('example', {})));
    expect(results.filter((result) => result === 'served')).toHaveLength(200);
    expect(most).toBeLessThan(100);
    expect(await runtime.invoke('example', {})).toBe('served');
  });

  it('refuses an answer over 6 MB, as a synchronous invocation does', async () => {
    const runtime = createLambdaRuntime({
      logs,
      functions: [deploy(async () => 'x'.repeat(6 * 1024 * 1024))],
    });
    await expect(runtime.invoke('example', {})).rejects.toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
    });
  });

  it('shows each function its own environment and nothing of the machine, also after waiting', async () => {
    const look: FunctionHandler = async () => {
      await nextTurn();
      return { name: process.env['NAME'], path: process.env['PATH'] ?? null, keys: Object.keys(process.env) };
    };
    const runtime = createLambdaRuntime({
      logs,
      functions: [
        deploy(look, { name: 'one', environment: { NAME: 'one' } }),
        deploy(look, { name: 'two', environment: { NAME: 'two' } }),
      ],
    });
    const [one, two] = await Promise.all([runtime.invoke('one', {}), runtime.invoke('two', {})]);
    expect(one).toEqual({ name: 'one', path: null, keys: ['NAME'] });
    expect(two).toMatchObject({ name: 'two' });
    expect(process.env['NAME']).toBeUndefined();
    expect(process.env['PATH']).toBeTypeOf('string');
  });

  it('captures what a function prints, under its name and request', async () => {
    const runtime = createLambdaRuntime({
      logs,
      functions: [
        deploy(async (_event, context) => {
          console.log('from the console');
          process.stdout.write('{"level":"INFO"}\n');
          return context.awsRequestId;
        }),
      ],
    });
    const requestId = await runtime.invoke('example', {});
    const printed = logs.lines().filter(({ text }) => !text.startsWith('REPORT'));
    expect(printed.map(({ text }) => text)).toEqual(['from the console', '{"level":"INFO"}']);
    expect(printed.every((line) => line.functionName === 'example' && line.requestId === requestId)).toBe(
      true,
    );
  });
});
