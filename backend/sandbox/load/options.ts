/** What the load test is told on its command line. */
import { parseArgs } from 'node:util';
import { UsageError } from '../src/cli/usage-error.ts';

export interface LoadOptions {
  /** Of each step. */
  readonly requests: number;
  readonly connections: number;
  /** Requests a second altogether; undefined: as many as are answered. */
  readonly rate: number | undefined;
  /** Keep the table and the picture in this folder. */
  readonly write: boolean;
}

/** @throws UsageError naming the option and what it takes */
export function loadOptionsOf(args: readonly string[]): LoadOptions {
  const { requests, connections, rate, write } = valuesOf(args);
  return {
    requests: positiveInteger('--requests', requests),
    connections: positiveInteger('--connections', connections),
    rate: rate === undefined ? undefined : positiveInteger('--rate', rate),
    write,
  };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        requests: { type: 'string', default: '2000' },
        connections: { type: 'string', default: '10' },
        /** For an API whose usage plan allows no more. */
        rate: { type: 'string' },
        write: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function positiveInteger(option: string, value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new UsageError(`${option} must be a positive integer; got ${JSON.stringify(value)}`);
  return Number(value);
}
