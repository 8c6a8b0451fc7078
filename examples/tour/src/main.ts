/**
 * The tour, `npm start`: starts the sandbox, runs the examples against it as a stranger would (a process with NORTHWIND_* in its
 * environment), shows what happened at each hop, and exits with the examples' exit code.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { styleText } from 'node:util';
import { formatRows, summarize } from './hop-report.ts';
import { startSandboxProcess, type SandboxProcess } from './sandbox-process.ts';

const examples = path.resolve(import.meta.dirname, '../..');
const heading = (text: string): void => console.log(`\n${styleText('bold', text)}`);

/** Runs one example with a partner's settings; resolves to its exit code. */
async function runExample(name: string, { envFile }: SandboxProcess): Promise<number> {
  const script = path.join(examples, name, 'src/main.ts');
  const child = spawn(process.execPath, [`--env-file=${envFile}`, script], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

heading('Northwind partner kit: the tour');
const sandbox = await startSandboxProcess();
try {
  console.log(
    `The sandbox, the real backend on this machine, was ready after ${(sandbox.startedIn / 1000).toFixed(1)} s.`,
  );
  console.log(`REST API: ${sandbox.restUrl}`);

  heading('partner-billing: a partner’s program, by way of @northwind/sdk');
  process.exitCode = await runExample('partner-billing', sandbox);

  heading('What happened at each hop');
  console.log(formatRows(summarize(sandbox.takeHops())));
} finally {
  await sandbox.stop();
}

heading('Next');
console.log('  npm run sandbox           keep the sandbox running, with credentials to copy');
console.log('  examples/partner-billing  the program that just ran');
console.log('  sdk/README.md             the SDK, from sign-in to recipes');
