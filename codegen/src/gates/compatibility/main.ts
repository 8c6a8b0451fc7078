/**
 * Compares the contracts with those of the last release, `schema/released/`.
 *
 *     node codegen/src/gates/compatibility/main.ts   exit 1 if a change breaks somebody unannounced, or history was edited
 *
 * Options: `--root` of the repository; `--today`, for what is deprecated until a day.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../../command.ts';
import { formatFinding } from '../../contract/finding.ts';
import { contractPlaces } from '../../contract/openapi/read.ts';
import { repositoryRoot } from '../../contract/root.ts';
import { readUnreleased } from './changelog.ts';
import { contractChanges, readContracts } from './changes.ts';
import { deprecationFindings } from './deprecations.ts';
import { snapshotFindings } from './snapshot.ts';
import { judge } from './verdict.ts';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      root: { type: 'string', default: repositoryRoot },
      today: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    },
  });
  const root = path.resolve(values.root);
  const history = await snapshotFindings(root);
  if (history.length > 0) {
    for (const finding of history) console.error(formatFinding(finding));
    return 1;
  }
  const contracts = await readContracts(root);
  const { current } = contracts;
  const changes = await contractChanges(contracts);
  const changelog = await readFile(path.join(root, 'CHANGELOG.md'), 'utf8');
  const { allowed, lines } = judge(changes, current.rest.servers, readUnreleased(changelog));
  const expired = deprecationFindings(current.rest, current.graphql, values.today, contractPlaces(root)).map(
    formatFinding,
  );
  for (const line of [...lines, ...expired]) console.error(line);
  if (!allowed || expired.length > 0) return 1;
  console.log(
    `The contracts (${changes.releasedVersion} → ${changes.version}): ${changes.breaking.length} breaking changes${changes.breaking.length > 0 ? ', announced' : ''}.`,
  );
  return 0;
}

await runCommand(main);
