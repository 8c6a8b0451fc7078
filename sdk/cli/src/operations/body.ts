import { readFile } from 'node:fs/promises';
import { CliError } from '../errors.ts';
import { readAll, type Io } from '../io.ts';
import { parseJson } from './flags.ts';
import type { Flag } from './operation-command.ts';

/**
 * The body of a call: `--body`, and over it what the flags say.
 *
 * @param source `@file`, `-` for standard input, or the JSON itself
 * @param fields from flags
 * @throws CliError
 */
export async function readBody(
  io: Io,
  flags: readonly Flag[],
  source: string | undefined,
  fields: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const base = source === undefined ? {} : parseJson('--body', await textOf(io, source));
  if (typeof base !== 'object' || base === null || Array.isArray(base))
    throw new CliError('--body must be a JSON object.');
  const body: Record<string, unknown> = { ...base, ...fields };
  const missing = flags.filter(({ name, required }) => required && body[name] === undefined);
  if (missing.length > 0)
    throw new CliError(
      `Missing ${missing.map(({ flag }) => `--${flag}`).join(', ')}; give it as a flag, or in --body.`,
    );
  if (Object.keys(body).length === 0)
    throw new CliError(`Nothing to send: give --${flags.map(({ flag }) => flag).join(', --')} or --body.`);
  return body;
}

async function textOf({ stdin }: Io, source: string): Promise<string> {
  if (source === '-') return readAll(stdin);
  if (!source.startsWith('@')) return source;
  const file = source.slice(1);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError(`--body: cannot read ${file}: ${(error as Error).message}.`);
  }
}
