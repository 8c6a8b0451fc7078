import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';

/** Asks the control of a running sandbox. @throws CliError */
export async function askControl<Answer>(
  io: Io,
  method: 'GET' | 'POST',
  path: string,
  body: object = {},
): Promise<Answer> {
  const { NORTHWIND_CONTROL_URL: url, NORTHWIND_CONTROL_TOKEN: token } = io.env;
  if (!url || !token)
    throw new CliError(
      'NORTHWIND_CONTROL_URL and NORTHWIND_CONTROL_TOKEN are not set: start the sandbox with --control, and take them from the file of --write-env.',
    );
  const response = await fetch(new URL(path, url), {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
    signal: io.signal,
  }).catch((error: unknown) => {
    io.signal.throwIfAborted();
    throw new CliError(`No sandbox answers at ${url}.`, exitCodes.network, { cause: error });
  });
  const answer = (await response.json().catch(() => ({}))) as { message?: unknown };
  if (response.ok) return answer as Answer;
  const message = typeof answer.message === 'string' ? answer.message : `it answered ${response.status}`;
  throw new CliError(`The sandbox refused: ${message}`, exitCodes.refused);
}
