import type { ListPromise, Northwind } from '@northwind/sdk';
import { clientFor, type CommonOptions } from '../common-options.ts';
import { CliError } from '../errors.ts';
import { write, type Io } from '../io.ts';
import { printObject, printPages } from '../output/print.ts';
import { readBody } from './body.ts';
import { readFlags } from './flags.ts';
import type { OperationCommand } from './operation-command.ts';
import { pagesUpTo } from './pages.ts';

export interface OperationOptions extends CommonOptions {
  readonly all?: boolean;
  readonly body?: string;
  readonly columns?: string;
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
}

type Method = (...parameters: unknown[]) => PromiseLike<unknown>;

/** The SDK's method of an operation; the generator takes both names from the same contract. */
function methodOf(client: Northwind, [resource, method]: OperationCommand['call']): Method {
  const methods = client[resource as keyof Northwind] as unknown as Record<string, Method>;
  return (...parameters) => methods[method]!(...parameters);
}

/** Calls an operation and prints what it answers. */
export async function runOperation(
  io: Io,
  operation: OperationCommand,
  parameters: readonly string[],
  options: OperationOptions,
): Promise<void> {
  const { query, body, paginated } = operation;
  const given = options as Readonly<Record<string, unknown>>;
  const call = methodOf(await clientFor(io, options), operation.call);
  const callOptions = {
    signal: io.signal,
    ...(options.idempotencyKey !== undefined && { idempotencyKey: options.idempotencyKey }),
    ...(options.ifMatch !== undefined && { ifMatch: entityTag(options.ifMatch) }),
  };
  const filters = readFlags(query ?? [], given);
  if (paginated) {
    const { limit, cursor, ...rest } = filters as { limit?: number; cursor?: string };
    if (options.all && limit !== undefined) throw new CliError('Give --all or --limit, not both.');
    if (limit !== undefined && limit < 1) throw new CliError(`--limit must be at least 1; got ${limit}.`);
    const pages = pagesUpTo(
      (page) => call(...parameters, { ...rest, ...page }, callOptions) as ListPromise<unknown>,
      {
        limit: options.all ? Infinity : limit,
        cursor,
        maximum: query?.find(({ name }) => name === 'limit')?.maximum ?? Infinity,
      },
    );
    const columns = options.columns?.split(',').map((name) => name.trim());
    await printPages(io, options, columns ?? operation.columns ?? [], pages, limit === undefined);
    return;
  }
  const sent = body
    ? [await readBody(io, body, options.body, readFlags(body, given))]
    : query
      ? [filters]
      : [];
  const answer = await call(...parameters, ...sent, callOptions);
  if (answer === undefined) await write(io.stderr, 'Done.\n');
  else await printObject(io, options, answer as Record<string, unknown>);
}

/** The quotes are part of an entity tag, and of what a shell takes off. */
const entityTag = (text: string): string => (text.startsWith('"') ? text : `"${text}"`);
