/** `npm run contract:diff`: what has changed since the last release, told to each of the contracts' readers. */
import { runCommand } from '../command.ts';
import { contractChanges, readContracts } from '../gates/compatibility/changes.ts';
import { linesByReader, type Reader } from './readers.ts';

const titles: Readonly<Record<Reader, string>> = {
  partner: 'Partners (REST, @northwind/sdk)',
  mobile: 'Mobile and dashboard teams (GraphQL)',
  backend: 'Backend',
  infrastructure: 'Infrastructure and devices',
};

await runCommand(async () => {
  const contracts = await readContracts();
  const changes = await contractChanges(contracts);
  const lines = linesByReader(contracts, changes);
  console.log(`Since ${changes.releasedVersion}:`);
  for (const reader of Object.keys(titles) as Reader[]) {
    console.log(`\n${titles[reader]}`);
    for (const line of lines[reader].length === 0 ? ['Nothing.'] : lines[reader]) console.log(`  ${line}`);
  }
  return 0;
});
