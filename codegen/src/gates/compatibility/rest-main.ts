/**
 * Compares `schema/openapi.yaml` with the last released contract, `schema/released/openapi.yaml`.
 *
 *     node codegen/src/gates/compatibility/rest-main.ts             exit 1 if a change breaks partners and the major version stayed
 *     node codegen/src/gates/compatibility/rest-main.ts --release   the contract as it is becomes the released one (the release does this)
 */
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../../command.ts';
import { contractPath } from '../../contract/openapi/document.ts';
import { readContract, readReleasedContract } from '../../contract/openapi/read.ts';
import { breakingChanges } from './rest-changes.ts';
import { allowsBreaking } from './version.ts';
import { repositoryRoot } from '../../contract/root.ts';

const releasedPath = 'schema/released/openapi.yaml';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      contract: { type: 'string', default: path.join(repositoryRoot, contractPath) },
      released: { type: 'string', default: path.join(repositoryRoot, releasedPath) },
      release: { type: 'boolean', default: false },
    },
  });
  const current = await readContract(values.contract);
  const released = await readReleasedContract(values.released);
  const changes = breakingChanges(released, current);
  const versions = `${released.info.version} → ${current.info.version}`;
  const allowed = allowsBreaking(released.info.version, current.info.version);
  for (const { where, path: at, what } of changes) console.error(`breaking  ${where}  ${at}: ${what}`);
  if (changes.length > 0 && !allowed) {
    console.error(
      `${contractPath} breaks programs written against ${released.info.version}. Change it compatibly, or raise info.version to the next major version.`,
    );
    return 1;
  }
  if (values.release) {
    await copyFile(values.contract, values.released);
    console.log(`${releasedPath} is now ${current.info.version}.`);
    return 0;
  }
  console.log(
    `${contractPath} (${versions}): ${changes.length} breaking changes${changes.length > 0 ? ', announced by the version' : ''}.`,
  );
  return 0;
}

await runCommand(main);
