import { AsyncLocalStorage } from 'node:async_hooks';
import { Console } from 'node:console';
import { keepNewest } from '../../support/newest.ts';

/** A line a function wrote. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly functionName: string;
  readonly requestId: string;
  readonly text: string;
}

/** Keeps what functions write away from the sandbox's own screen. */
export interface LogCapture {
  /** The newest lines, oldest first. */
  lines(): readonly LogLine[];
  /** Runs `work` with its output captured. */
  run<T>(functionName: string, requestId: string, work: () => T): T;
  /** Adds a line that the runtime itself has to say (START, REPORT, an error). */
  add(functionName: string, requestId: string, text: string): void;
  /** Gives the process its own output back. */
  close(): void;
}

/** Options of {@link captureLogs}. */
export interface LogCaptureOptions {
  /** Lines kept; default 2,000. */
  readonly maximumLines?: number;
  /** Called for every line, such as to print it under `--verbose`. */
  readonly onLine?: (line: LogLine) => void;
}

interface Origin {
  readonly functionName: string;
  readonly requestId: string;
  readonly add: LogCapture['add'];
}

type Write = typeof process.stdout.write;

/** Which function writes, and for which capture: there may be several of each at a time. */
const origins = new AsyncLocalStorage<Origin>();
let captures = 0;
let giveBack = (): void => undefined;

/**
 * Captures what is written to stdout and stderr while a function runs, and nothing else: in one process with the sandbox,
 * the asynchronous context is what tells their output apart.
 */
export function captureLogs(options: LogCaptureOptions = {}): LogCapture {
  const { maximumLines = 2_000, onLine } = options;
  const newest = keepNewest<LogLine>(maximumLines);
  let isOpen = true;
  if (captures === 0) giveBack = intercept();
  captures += 1;

  function add(functionName: string, requestId: string, text: string): void {
    const line: LogLine = { timestamp: Date.now(), functionName, requestId, text };
    newest.add(line);
    // Outside the function's context: what a listener prints must not be captured again.
    if (onLine) origins.exit(onLine, line);
  }

  return {
    lines: newest.all,
    run: (functionName, requestId, work) => origins.run({ functionName, requestId, add }, work),
    add,
    close() {
      if (!isOpen) return;
      isOpen = false;
      captures -= 1;
      if (captures === 0) giveBack();
    },
  };
}

/** @returns what gives the process its own output back. */
function intercept(): () => void {
  const restoreStreams = [process.stdout, process.stderr].map((stream) => {
    const original = stream.write;
    const intercepting = function (
      this: NodeJS.WriteStream,
      chunk: string | Uint8Array,
      ...rest: unknown[]
    ): boolean {
      const origin = origins.getStore();
      if (!origin) return (original as (...all: unknown[]) => boolean).call(this, chunk, ...rest);
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      for (const part of text.split('\n'))
        if (part !== '') origin.add(origin.functionName, origin.requestId, part);
      const callback = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
      callback?.();
      return true;
    };
    stream.write = intercepting as Write;
    return () => {
      if (stream.write === (intercepting as Write)) stream.write = original;
    };
  });
  // Whoever replaced the global console (a test runner) keeps it, but a function's lines come here first.
  const outerConsole = globalThis.console;
  const functionConsole = new Console({ stdout: process.stdout, stderr: process.stderr });
  const switching = new Proxy(outerConsole, {
    get: (target, property, receiver) =>
      Reflect.get(origins.getStore() ? functionConsole : target, property, receiver) as unknown,
  });
  globalThis.console = switching;
  return () => {
    for (const restore of restoreStreams) restore();
    if (globalThis.console === switching) globalThis.console = outerConsole;
  };
}
