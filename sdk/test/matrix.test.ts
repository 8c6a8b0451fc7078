// The README's table of runtimes is what `npm run matrix` wrote when all of them last passed, for the versions that are pinned now.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { LAST_RUN, runtimes } from '../matrix/runtimes.ts';
import { withTable, type LastRun } from '../matrix/table.ts';
import { sdkFolder } from './packed.ts';

const lastRun = async (): Promise<LastRun> => JSON.parse(await readFile(LAST_RUN, 'utf8')) as LastRun;

it('the README has the table of the last run', async () => {
  const readme = path.join(sdkFolder, 'README.md');
  const text = await readFile(readme, 'utf8');
  expect(text).toBe(await withTable(readme, text, runtimes, await lastRun()));
});

it('every runtime passed, at the version that is pinned', async () => {
  const { versions } = await lastRun();
  expect(Object.keys(versions)).toEqual(runtimes.map(({ name }) => name));
  for (const { name, version, isPinned } of runtimes)
    if (isPinned ?? true) expect(versions[name], name).toBe(await version());
});
