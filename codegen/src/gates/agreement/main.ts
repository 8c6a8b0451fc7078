/**
 * Compares what the three contracts say about the same thing.
 *
 *     node codegen/src/gates/agreement/main.ts     exit 1 if one admits a value that another cannot carry
 */
import { runCommand } from '../../command.ts';
import { readEventSchemas } from '../../contract/events/read.ts';
import { readSchema } from '../../contract/graphql/schema.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { contractGaps } from './agreement.ts';

await runCommand(async () => {
  const gaps = contractGaps({
    rest: await readContract(),
    graphql: await readSchema(),
    events: await readEventSchemas(),
  });
  for (const { where, what } of gaps) console.error(`gap  ${where}: ${what}`);
  if (gaps.length > 0) return 1;
  console.log('REST, GraphQL and events agree about what travels between them.');
  return 0;
});
