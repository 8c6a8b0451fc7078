import type { Command } from 'commander';
import { addCommonOptions } from '../common-options.ts';
import { addExamples } from '../help.ts';
import type { Io } from '../io.ts';

export function addGraphQLCommand(program: Command, io: Io): void {
  const graphql = program.command('graphql').helpGroup('GraphQL:');
  addCommonOptions(
    graphql
      .summary('Sends a GraphQL document.')
      .description(
        'Sends a document that the SDK ships, by its name, or one of a file. A subscription prints each push as a line of JSON. Needs a person’s sign-in.',
      )
      .argument('<document>', 'A name such as GetLocker, a file, or - for standard input.')
      .option('--variables <json>', 'Variables: @file, - for standard input, or JSON.')
      .option('--count <integer>', 'Of a subscription: ends after so many pushes.'),
  );
  addExamples(graphql, [
    'northwind graphql Me',
    `northwind graphql GetLocker --variables '{"lockerId":"lkr_01K6F0A0000000000000000007"}'`,
    'northwind graphql ./report.graphql --variables @variables.json',
  ]).action(async (source: string) =>
    (await import('./run-document.ts')).runDocument(io, source, graphql.opts()),
  );
}
