import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as shipped from '@northwind/sdk/graphql';
import { clientFor, type CommonOptions } from '../common-options.ts';
import { CliError } from '../errors.ts';
import { readAll, write, type Io } from '../io.ts';
import { createCountdown, readCount } from '../live/countdown.ts';
import { parseJson } from '../operations/flags.ts';
import { json } from '../output/json.ts';
import { printObject } from '../output/print.ts';

export interface GraphQLOptions extends CommonOptions {
  readonly variables?: string;
  readonly count?: string;
}

const documents = new Map(
  Object.entries(shipped)
    .filter(([name]) => name.endsWith('Document'))
    .map(([name, document]) => [name.replace(/Document$/, ''), String(document)]),
);

export const documentNames = (): string[] => [...documents.keys()].sort();

/** Sends a document, shipped or of a file, and prints its data. */
export async function runDocument(io: Io, source: string, options: GraphQLOptions): Promise<void> {
  const text = await documentOf(io, source);
  const variables = options.variables === undefined ? {} : await readVariables(io, options.variables);
  const { graphql } = await clientFor(io, options);
  const { signal } = io;
  try {
    switch (kindOf(text)) {
      case 'query':
        return await printData(io, options, await graphql.query(text, variables, { signal }));
      case 'mutation':
        return await printData(io, options, await graphql.mutate(text, variables, { signal }));
      case 'subscription': {
        const countdown = createCountdown(signal, readCount('--count', options.count));
        const onStarted = (): void => void io.stderr.write('Subscribed.\n');
        const pushes = graphql.subscribe(text, variables, { signal: countdown.signal, onStarted });
        try {
          for await (const push of pushes) {
            await write(io.stdout, `${json(push)}\n`);
            countdown.tick();
          }
        } catch (error) {
          if (!countdown.isDone) throw error;
        }
      }
    }
  } finally {
    graphql.close();
  }
}

/** Nested data are JSON, on a terminal too, unless a table is asked for. */
const printData = (io: Io, options: GraphQLOptions, data: unknown): Promise<void> =>
  printObject(io, { ...options, output: options.output ?? 'json' }, data as Record<string, unknown>);

async function documentOf(io: Io, source: string): Promise<string> {
  if (source === '-') return readAll(io.stdin);
  const text = documents.get(source);
  if (text !== undefined) return text;
  if (existsSync(source)) return readFile(source, 'utf8');
  throw new CliError(
    `There is neither a file '${source}' nor a document of that name; there are ${documentNames().join(', ')}.`,
  );
}

async function readVariables(io: Io, source: string): Promise<Record<string, unknown>> {
  const text =
    source === '-'
      ? await readAll(io.stdin)
      : source.startsWith('@')
        ? await readFile(source.slice(1), 'utf8')
        : source;
  const variables = parseJson('--variables', text);
  if (typeof variables === 'object' && variables !== null && !Array.isArray(variables))
    return variables as Record<string, unknown>;
  throw new CliError('--variables must be a JSON object.');
}

/** Of the first operation, comments and strings left out; the SDK refuses a document with several. */
function kindOf(text: string): 'query' | 'mutation' | 'subscription' {
  const bare = text.replace(/#.*|"""[^]*?"""|"(?:\\.|[^"\\\n])*"/g, ' ');
  const kind = /(?:^|\})\s*(query|mutation|subscription)\b/.exec(bare)?.[1];
  return kind === 'mutation' || kind === 'subscription' ? kind : 'query';
}
