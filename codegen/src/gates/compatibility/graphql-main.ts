/**
 * Compares `schema/schema.graphql` with the last released one, `schema/released/schema.graphql`.
 *
 *     node codegen/src/gates/compatibility/graphql-main.ts             exit 1 if a change breaks apps that are in people's hands
 *     node codegen/src/gates/compatibility/graphql-main.ts --release   the contract as it is becomes the released one
 *
 * A GraphQL API has no versions: an app that was installed last year asks the same endpoint. So there is no flag that lets a breaking
 * change pass. What shall go is marked `@deprecated`, watched until nobody asks for it, and then released away with
 * `--release --accept-breaking`.
 */
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../../command.ts';
import { repositoryRoot } from '../../contract/root.ts';
import { graphqlBreakingChanges } from './graphql-changes.ts';
import { buildContract, schemaPath } from '../../contract/graphql/schema.ts';

const releasedPath = 'schema/released/schema.graphql';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      contract: { type: 'string', default: path.join(repositoryRoot, schemaPath) },
      released: { type: 'string', default: path.join(repositoryRoot, releasedPath) },
      release: { type: 'boolean', default: false },
      'accept-breaking': { type: 'boolean', default: false },
    },
  });
  const read = async (file: string) => buildContract(await readFile(file, 'utf8'));
  const changes = await graphqlBreakingChanges(await read(values.released), await read(values.contract));
  for (const { where, what } of changes) console.error(`breaking  ${where}: ${what}`);
  if (changes.length > 0 && !(values.release && values['accept-breaking'])) {
    console.error(`${schemaPath} breaks apps written against ${releasedPath}. Add beside it, and deprecate.`);
    return 1;
  }
  if (values.release) {
    await copyFile(values.contract, values.released);
    console.log(`${releasedPath} is now the contract as it is.`);
    return 0;
  }
  console.log(`${schemaPath}: no breaking changes.`);
  return 0;
}

await runCommand(main);
