import type { Output } from '../io.ts';

export const formats = ['table', 'json', 'ndjson'] as const;
export type Format = (typeof formats)[number];

export interface FormatOptions {
  readonly output?: Format;
  readonly json?: boolean;
}

/** Whether the command line says how to print: what a command prints by itself may be no data. */
export const isFormatGiven = ({ output, json }: FormatOptions): boolean =>
  json === true || output !== undefined;

/** A table for people; for programs JSON, of lists one line an item as they come. */
export function formatOf(options: FormatOptions, stdout: Output, isList: boolean): Format {
  if (options.json) return 'json';
  if (options.output) return options.output;
  if (stdout.isTTY) return 'table';
  return isList ? 'ndjson' : 'json';
}
