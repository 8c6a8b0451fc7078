import { Readable, Writable } from 'node:stream';
import type { Io } from '../src/io.ts';
import { run } from '../src/run.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Circumstances {
  readonly env?: Io['env'];
  /** All of standard input, or a stream that may be a terminal. */
  readonly stdin?: string | Io['stdin'];
  /** Columns of the terminal that standard output is; left out: it is none. */
  readonly terminal?: number;
  readonly signal?: AbortSignal;
  readonly openPage?: Io['openPage'];
  /** Told of what is written to standard error, as it is. */
  readonly onStderr?: (text: string) => void;
}

/** Keeps what is written. */
class Kept extends Writable {
  text = '';
  onText: (text: string) => void = () => {};
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    this.onText(chunk.toString());
    done();
  }
}

/** Runs a command line in this process. */
export async function northwind(
  argv: readonly string[],
  circumstances: Circumstances = {},
): Promise<Outcome> {
  const { env = {}, stdin = '', terminal, signal = new AbortController().signal } = circumstances;
  const { onStderr, openPage = () => Promise.reject(new Error('there is no browser')) } = circumstances;
  const [stdout, stderr] = [new Kept(), new Kept()];
  if (onStderr) stderr.onText = onStderr;
  if (terminal !== undefined) Object.assign(stdout, { isTTY: true, columns: terminal });
  const input = typeof stdin === 'string' ? Readable.from([Buffer.from(stdin)]) : stdin;
  // A test that wants a keychain brings its own.
  const own = process.platform === 'darwin' ? { NORTHWIND_KEYCHAIN: 'off', ...env } : env;
  const code = await run(argv, { stdin: input, stdout, stderr, env: own, signal, openPage });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Lines of NDJSON. */
export const items = <Item = Record<string, unknown>>({ stdout }: Outcome): Item[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Item);
