import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import { addCommonOptions } from '../common-options.ts';
import { operations, resources } from '../generated/operations.ts';
import type { Io } from '../io.ts';
import { optionOf } from './flags.ts';
import type { OperationCommand } from './operation-command.ts';
import { runOperation, type OperationOptions } from './run-operation.ts';

/** `northwind <resource> <operation>`, for every operation of the contract. */
export function addOperations(program: Command, io: Io): void {
  for (const { name, description } of resources) {
    const resource = program.command(name).description(description).helpGroup('The REST API:');
    for (const operation of operations.filter((candidate) => candidate.resource === name))
      addOperation(resource, operation, io);
  }
}

function addOperation(resource: Command, operation: OperationCommand, io: Io): void {
  const { name, summary, description, parameters, query = [], body, paginated, examples } = operation;
  const command = resource
    .command(name)
    .summary(summary)
    .description(`${summary}.\n\n${paragraphs(description)}`);
  for (const parameter of parameters)
    command.addArgument(new Argument(`<${parameter.name}>`, parameter.description));
  for (const flag of [...query, ...(body ?? [])]) {
    const isLimit = paginated && flag.name === 'limit';
    command.addOption(
      isLimit
        ? new Option('--limit <integer>', 'How many items to print at most. Default: a page of 25.')
        : optionOf(flag),
    );
  }
  if (paginated)
    command
      .option('--all', 'Prints all items, page after page.')
      .option('--columns <names>', 'Columns of the table, separated by commas.');
  if (body)
    command.option(
      '--body <json>',
      'The whole body: @file, - for standard input, or JSON. Flags win over it.',
    );
  if (operation.ifMatch === 'required')
    command.requiredOption('--if-match <etag>', 'The `etag` of the version that you read.');
  if (operation.ifMatch === 'optional')
    command.option('--if-match <etag>', 'Only if this is still the `etag`.');
  if (operation.idempotent)
    command.option(
      '--idempotency-key <key>',
      'Names what you want done, so that it is done once however often you run this.',
    );
  addCommonOptions(command)
    .addHelpText(
      'after',
      `\n${accessText(operation)}Examples:\n${examples.map((line) => `  $ ${line}`).join('\n')}`,
    )
    .action((...all: unknown[]) =>
      runOperation(
        io,
        operation,
        all.slice(0, parameters.length) as string[],
        command.opts<OperationOptions>(),
      ),
    );
}

/** Lines are broken where the terminal ends, not where the contract's do. */
const paragraphs = (text: string): string => text.replace(/([^\n])\n(?=[^\n])/g, '$1 ');

const accessText = ({ scopes, groups }: OperationCommand): string =>
  scopes.length === 0 ? '' : `Needs the scope ${scopes.join(', ')}. Callers: ${groups.join(', ')}.\n\n`;
