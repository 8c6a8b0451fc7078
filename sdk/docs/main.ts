/**
 * `npm run docs`: builds the documentation site into `sdk/docs/dist`, offline, from the READMEs, the sources and the contracts.
 *
 *     npm run docs -- --check      and looks at it in Chromium: axe in light and dark, keyboard, search, nothing from the network
 *     npm run docs -- --check --no-build [/rest.html …]      looks at what was built before, or at some pages of it
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { ensureInstalled } from '../matrix/install.ts';
import { output, sdkFolder } from '../test/packed.ts';
import { writePages } from './pages.ts';
import { bin, docs, publicFolder, repository, site } from './places.ts';
import { graphqlReference } from './reference/graphql.ts';
import { messagesReference } from './reference/messages.ts';
import { restReference } from './reference/rest.ts';
import { sdkReference } from './reference/sdk.ts';

async function build(): Promise<void> {
  for (const folder of [publicFolder, path.join(site, 'sdk')])
    await rm(folder, { recursive: true, force: true });
  await mkdir(publicFolder, { recursive: true });
  const { info } = await restReference();
  await writePages({
    readme: await readFile(path.join(sdkFolder, 'README.md'), 'utf8'),
    changelog: await readFile(path.join(repository, 'CHANGELOG.md'), 'utf8'),
    concepts: info.description,
  });
  await Promise.all([sdkReference(), messagesReference(), graphqlReference()]);
  // Dead links fail the build.
  await output(process.execPath, [bin('vitepress'), 'build', 'site'], docs);
  console.log(
    styleText('green', 'sdk/docs/dist is ready.'),
    'Serve it with `npx vitepress preview site` in sdk/docs.',
  );
}

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false }, build: { type: 'boolean', default: true } },
  allowNegative: true,
  allowPositionals: true,
});
await ensureInstalled(docs, 'the documentation tools (about 400 MB, once)');
if (values.build) await build();
// In a process of its own, whose lines come as it looks.
if (values.check) {
  const { status } = spawnSync(process.execPath, [path.join(docs, 'check.ts'), ...positionals], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
