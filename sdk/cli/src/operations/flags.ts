import { Option } from 'commander';
import { CliError } from '../errors.ts';
import type { Flag } from './operation-command.ts';

/** A flag as commander knows it. Its value is read by {@link readFlags}. */
export function optionOf(flag: Flag): Option {
  const value = flag.type === 'boolean' ? '[boolean]' : `<${flag.type}>`;
  const required = flag.required ? ' Required.' : '';
  const option = new Option(`--${flag.flag} ${value}`, `${flag.description}${required}`);
  // Told, not sent: what is left out is the server's to decide.
  const initial = flag.default === undefined || flag.default === '' ? undefined : String(flag.default);
  if (initial !== undefined) option.description += ` Default: ${initial}.`;
  return flag.choices ? option.choices(flag.choices) : option;
}

/** Values of the flags that were given, by their names in the contract. @throws CliError */
export function readFlags(
  flags: readonly Flag[],
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const flag of flags) {
    const value = given[new Option(`--${flag.flag}`).attributeName()];
    if (value !== undefined) values[flag.name] = readFlag(flag, value);
  }
  return values;
}

function readFlag({ flag, type }: Flag, value: unknown): unknown {
  const text = String(value);
  switch (type) {
    case 'string':
      return text;
    case 'integer':
      if (/^-?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
      throw new CliError(`--${flag} must be an integer; got '${text}'.`);
    case 'number':
      if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
      throw new CliError(`--${flag} must be a number; got '${text}'.`);
    case 'boolean':
      if (value === true || text === 'true') return true;
      if (text === 'false') return false;
      throw new CliError(`--${flag} must be true or false; got '${text}'.`);
    case 'json':
      return parseJson(`--${flag}`, text);
  }
}

/** @param what the text is of, for the message */
export function parseJson(what: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`${what} is not JSON: ${reason}.`);
  }
}
