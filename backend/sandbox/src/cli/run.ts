import { helpText, readArguments } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import type { Invitation, Sandbox } from '../sandbox.ts';
import type { Hop } from '../support/trace.ts';
import { UsageError } from './usage-error.ts';

/** Exit codes: 2 for what the caller can put right (flags, ports, Java), 1 for what is wrong with the sandbox. */
const exitCodes = { failure: 1, usage: 2 } as const;

/** Runs the command: prints, starts, waits for Ctrl-C, stops. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    const options = readArguments(args);
    if (options.help) {
      process.stdout.write(helpText);
    } else if (options.version) {
      const { version } = await import('./version.ts');
      process.stdout.write(`${version}\n`);
    } else {
      await serve(options);
    }
  } catch (error) {
    const isUsage =
      error instanceof UsageError || (error instanceof Error && error.name === 'PortInUseError');
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`northwind-sandbox: ${message}\n`);
    process.exitCode = isUsage ? exitCodes.usage : exitCodes.failure;
  }
}

async function serve(options: Arguments): Promise<void> {
  const stopped = stopSignal();
  if (options.persistDirectory !== undefined) {
    const { prepareFolder } = await import('./output-file.ts');
    await prepareFolder('--persist', options.persistDirectory);
  }
  // Imported only now: --help and a wrong flag answer at once.
  const [{ startSandbox }, { onHop }] = await Promise.all([
    import('../sandbox.ts'),
    import('../support/trace.ts'),
  ]);
  const dynamodbLocal =
    options.dynamodb === 'local'
      ? await import('./dynamodb-local.ts').then(({ startDynamodbLocal }) => startDynamodbLocal())
      : undefined;
  const dynamodbUrl = dynamodbLocal?.url ?? (options.dynamodb === 'embedded' ? undefined : options.dynamodb);
  if (dynamodbUrl !== undefined && options.seed !== undefined) {
    process.stderr.write(
      `Preparing the table at ${dynamodbUrl}; filling an empty one takes up to a minute.\n`,
    );
  }
  try {
    const sandbox = await startSandbox({
      port: options.port,
      onInvitation: (invitation) => process.stdout.write(invitationLine(invitation, options.json)),
      seed: options.seed ?? null,
      control: options.control,
      ...(options.persistDirectory === undefined ? {} : { persistDirectory: options.persistDirectory }),
      ...(dynamodbUrl === undefined ? {} : { dynamodbUrl }),
      ...(options.verbose
        ? { onLog: (line) => process.stderr.write(`${line.functionName}  ${line.text}\n`) }
        : {}),
    });
    try {
      if (options.trace) onHop((hop) => process.stdout.write(traceLine(hop, options.json)));
      if (options.envFile !== undefined) {
        const { writeEnvFile } = await import('./env-file.ts');
        await writeEnvFile(options.envFile, sandbox);
      }
      if (options.certificateFile !== undefined) {
        const { writeOutput } = await import('./output-file.ts');
        await writeOutput('--certificate-file', options.certificateFile, sandbox.certificate);
      }
      process.stdout.write(await readyText(sandbox, options, process.uptime() * 1000));
      await stopped;
    } finally {
      await sandbox.close();
    }
  } finally {
    await dynamodbLocal?.close();
  }
}

async function readyText(
  sandbox: Sandbox,
  options: Arguments,
  startedInMilliseconds: number,
): Promise<string> {
  if (options.json) {
    const { readyLine } = await import('./ready-line.ts');
    return `${readyLine(sandbox)}\n`;
  }
  const { startScreen } = await import('./start-screen.ts');
  const { envFile, persistDirectory } = options;
  return startScreen(sandbox, { startedInMilliseconds, envFile, persistDirectory });
}

/** The mail that nobody sends here. */
function invitationLine(invitation: Invitation, asJson: boolean): string {
  if (asJson) return `${JSON.stringify({ event: 'invitation', ...invitation })}\n`;
  const { email, temporaryPassword } = invitation;
  return `Invitation for ${email}: the temporary password is ${temporaryPassword}\n`;
}

function traceLine(hop: Hop, asJson: boolean): string {
  if (asJson) return `${JSON.stringify({ event: 'hop', ...hop })}\n`;
  const ids = [...new Set([hop.requestId, ...(hop.correlationIds ?? [])])].filter((id) => id !== undefined);
  const causes = ids.length === 0 ? '' : `  ${ids.join(' ')}`;
  return `${hop.hop.padEnd(12)} ${hop.milliseconds.toFixed(1).padStart(7)} ms  ${hop.detail}${causes}\n`;
}

/**
 * Resolves at the first Ctrl-C or termination, and when nobody reads the output any more (`--trace | head`); a second signal
 * ends the process without waiting.
 */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false;
    process.stdout.on('error', () => resolve());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(130);
        stopping = true;
        resolve();
      });
    }
  });
}
