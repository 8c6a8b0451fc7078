// The sandbox as a person starts it: its command, in a process of its own, on any free ports.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseEnv } from 'node:util';

/** The part of the sandbox's ready line that these tests use. */
interface Ready {
  readonly userPoolId: string;
  readonly webClientId: string;
  readonly users: readonly {
    readonly username: string;
    readonly password: string;
    readonly groups: readonly string[];
    readonly totpSecret?: string;
  }[];
}

export interface SharedSandbox {
  readonly ready: Ready;
  /** `NORTHWIND_*` variables of its first partner. */
  readonly env: Readonly<Record<string, string>>;
}

/** Functions load their code when first called, which on a busy machine takes longer than a client waits. */
async function warmUp(env: Readonly<Record<string, string>>): Promise<void> {
  const { NORTHWIND_CLIENT_ID: id, NORTHWIND_CLIENT_SECRET: secret, NORTHWIND_API_KEY: key = '' } = env;
  const answer = await fetch(env['NORTHWIND_TOKEN_URL'] ?? '', {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  for (const path of ['/invoices', '/lockers', '/health'])
    await fetch(env['NORTHWIND_REST_URL'] + path, {
      headers: { authorization: `Bearer ${token}`, 'x-api-key': key },
    });
}

/** Asks the sandbox's control over HTTP. */
export async function control<Answer>(
  { env }: SharedSandbox,
  route: string,
  body: object = {},
): Promise<Answer> {
  const response = await fetch(`${env['NORTHWIND_CONTROL_URL']}${route}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${env['NORTHWIND_CONTROL_TOKEN']}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer;
  if (!response.ok) throw new Error(`${route}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

const main = path.resolve(import.meta.dirname, '../../../backend/sandbox/src/main.ts');

export async function startSandbox(): Promise<{ sandbox: SharedSandbox; stop(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'northwind-cli-'));
  const envFile = path.join(folder, 'northwind.env');
  const child = spawn(
    process.execPath,
    ['--', main, '--json', '--port', '0', '--control', '--write-env', envFile],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      // Its functions share this machine with the other tests.
      env: { ...process.env, NORTHWIND_SANDBOX_TIME_LIMIT_FACTOR: '20' },
    },
  );
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGINT');
      await exited;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const ready = await new Promise<Ready>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code} before it was ready`)));
      createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Ready));
    });
    const env = parseEnv(await readFile(envFile, 'utf8')) as Record<string, string>;
    await warmUp(env);
    return { sandbox: { ready, env }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
