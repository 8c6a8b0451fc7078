import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const main = path.resolve(import.meta.dirname, '../../src/main.ts');

/** What the command printed and how it ended. */
export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command to its end. */
export async function runCommand(
  args: readonly string[],
  options: { script?: string; env?: NodeJS.ProcessEnv; cwd?: string; nodeOptions?: readonly string[] } = {},
): Promise<Finished> {
  const child = spawn(
    process.execPath,
    [...(options.nodeOptions ?? []), '--', options.script ?? main, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.env ? { env: options.env } : {}),
      ...(options.cwd ? { cwd: options.cwd } : {}),
    },
  );
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () => text;
}

/** The line that `--json` prints. */
export interface Ready {
  readonly event: string;
  readonly restUrl: string;
  readonly tokenUrl: string;
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly dynamodbUrl: string;
  readonly s3Url: string;
  readonly graphqlUrl: string;
  readonly realtimeUrl: string;
  readonly mqttUrl: string;
  readonly control?: { readonly url: string; readonly token: string };
  readonly devices: readonly {
    readonly lockerId: string;
    readonly clientId: string;
    readonly username: string;
    readonly password: string;
  }[];
  readonly clients: readonly {
    readonly name: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly apiKey: string;
    readonly scopes: readonly string[];
  }[];
}

/** A sandbox that runs as a process of its own. */
export interface RunningCommand {
  readonly ready: Ready;
  readonly startedInMilliseconds: number;
  readonly lines: readonly string[];
  readonly stderr: () => string;
  /** Sends the signal and gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the command with `--json` and waits for its ready line. */
export async function startCommand(
  args: readonly string[],
  options: { script?: string; cwd?: string; dashes?: boolean } = {},
): Promise<RunningCommand> {
  const startedAt = performance.now();
  const child: ChildProcess = spawn(
    process.execPath,
    [...(options.dashes === false ? [] : ['--']), options.script ?? main, '--json', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd ? { cwd: options.cwd } : {}),
    },
  );
  const lines: string[] = [];
  const stderr = collect(child.stderr as NodeJS.ReadableStream);
  const closed = once(child, 'close') as Promise<[number | null]>;
  const ready = await new Promise<Ready>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      lines.push(line);
      if (lines.length === 1) resolve(JSON.parse(line) as Ready);
    });
    void closed.then(([code]) => reject(new Error(`ended with ${code} before it was ready: ${stderr()}`)));
  });
  return {
    ready,
    startedInMilliseconds: performance.now() - startedAt,
    lines,
    stderr,
    async stop(signal = 'SIGINT') {
      child.kill(signal);
      const [code] = await closed;
      return code;
    },
  };
}

/** Asks for a token of the first client. */
export async function tokenOfFirstClient(ready: Ready): Promise<string> {
  const [client] = ready.clients;
  if (!client) throw new Error('the sandbox has no client');
  const answer = await fetch(ready.tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`no token: ${answer.status}`);
  return token;
}

/** Calls the API with a token of the first client. */
export async function callAsFirstClient(
  ready: Ready,
  pathAndQuery: string,
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${await tokenOfFirstClient(ready)}`);
  headers.set('x-api-key', ready.clients[0]?.apiKey ?? '');
  return fetch(`${ready.restUrl}${pathAndQuery}`, { ...init, headers });
}
