import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';

const PACKAGE = '@northwind/sandbox';

/** Runs the sandbox that is installed in this folder's project, or beside this program, until it ends. */
export async function startSandbox(parameters: readonly string[]): Promise<void> {
  const program = await findSandbox([path.join(process.cwd(), 'package.json'), import.meta.filename]);
  // Two dashes: Node would take --env-file for its own.
  const child = spawn(process.execPath, ['--', program, ...parameters], { stdio: 'inherit' });
  // Ctrl-C reaches both; the sandbox ends first, and says so.
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== null && code !== 0)
    throw new CliError(`The sandbox ended with exit code ${code}.`, exitCodes.failure);
}

/** @param places files from which Node would look for packages */
async function findSandbox(places: readonly string[]): Promise<string> {
  for (const place of places) {
    let manifest: string;
    try {
      manifest = createRequire(place).resolve(`${PACKAGE}/package.json`);
    } catch {
      continue;
    }
    const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin: Record<string, string> };
    return path.join(path.dirname(manifest), bin['northwind-sandbox'] ?? '');
  }
  throw new CliError(
    `${PACKAGE} is not installed: \`npm install --save-dev ${PACKAGE}\`, or start it by \`npx -y -- ${PACKAGE}\`.`,
    exitCodes.failure,
  );
}
