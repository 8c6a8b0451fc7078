import type { Json } from '../../contract/openapi/document.ts';
import type { Flag } from './flag.ts';

export interface ExampleSource {
  /** `northwind invoices pay` */
  readonly command: string;
  /** Of the path's parameters. */
  readonly values: readonly (Json | undefined)[];
  readonly flags: readonly Flag[];
  /** A query parameter with its example. */
  readonly filter?: readonly [name: string, example: Json | undefined] | undefined;
  readonly body?: { readonly flags: readonly Flag[]; readonly example: Json | undefined } | undefined;
  readonly ifMatch?: Json | undefined;
  readonly paginated: boolean;
}

/** Lines for a POSIX shell, from the contract's own examples. The first does what the command is for. */
export function commandExamples(source: ExampleSource): string[] {
  const { command, values, flags, filter, body, ifMatch, paginated } = source;
  const head = [command, ...values.map(shellWord)].join(' ');
  const precondition = ifMatch === undefined ? '' : ` --if-match ${shellWord(ifMatch)}`;
  if (body) {
    const example = Object(body.example) as Record<string, Json>;
    const options = body.flags
      .filter(({ name }) => example[name] !== undefined)
      .map(({ name, flag }) => ` --${flag} ${shellWord(example[name])}`);
    return [`${head}${options.join('')}${precondition}`, `${head} --body @body.json${precondition}`];
  }
  if (!paginated) return [`${head}${precondition}`];
  const option = flags.find(({ name }) => name === filter?.[0]);
  const filtered = option ? ` --${option.flag} ${shellWord(filter?.[1])}` : '';
  return [`${head}${filtered}`, `${head} --all --output ndjson`];
}

/** A value as one word of a shell: JSON for what is no scalar, quoted where it must be. */
function shellWord(value: Json | undefined): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
