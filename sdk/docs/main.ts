/** `npm run docs`: builds the documentation site into `sdk/docs/dist`, offline, from the README, the sources and the contracts. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { styleText } from 'node:util';
import { ensureInstalled } from '../matrix/install.ts';
import { output, sdkFolder } from '../test/packed.ts';
import { writePages } from './pages.ts';

const docs = import.meta.dirname;
const site = path.join(docs, 'site');
const repository = path.resolve(sdkFolder, '..');
const bin = (name: string): string => path.join(docs, 'node_modules/.bin', name);

/** Every export of every entry, by TypeDoc. */
async function sdkReference(): Promise<void> {
  await output(
    process.execPath,
    [
      bin('typedoc'),
      ...['--plugin', 'typedoc-plugin-markdown', '--out', path.join(site, 'sdk'), '--entryFileName', 'index'],
      ...[
        '--tsconfig',
        path.join(sdkFolder, 'tsconfig.build.json'),
        '--readme',
        'none',
        '--hideBreadcrumbs',
        'true',
      ],
      ...['--disableSources', 'true', '--treatWarningsAsErrors', 'false', '--logLevel', 'Error'],
      ...[
        'src/index.ts',
        'src/graphql/index.ts',
        'src/cognito/index.ts',
        'src/webhooks/index.ts',
        'src/opentelemetry/index.ts',
        'src/testing/index.ts',
      ],
    ],
    sdkFolder,
  );
}

/** The REST contract, by Redoc, whose standalone file needs no network. */
async function restReference(): Promise<void> {
  const publicFolder = path.join(site, 'public');
  await mkdir(publicFolder, { recursive: true });
  await cp(
    path.join(docs, 'node_modules/redoc/bundles/redoc.standalone.js'),
    path.join(publicFolder, 'redoc.js'),
  );
  const document = await output(
    process.execPath,
    [
      path.join(repository, 'node_modules/@redocly/cli/bin/cli.js'),
      'bundle',
      'schema/openapi.yaml',
      '--ext',
      'json',
    ],
    repository,
  );
  await writeFile(path.join(publicFolder, 'openapi.json'), document);
  await writeFile(
    path.join(publicFolder, 'rest.html'),
    `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Northwind REST API</title><meta name="viewport" content="width=device-width"></head>
<body>
<redoc spec-url="openapi.json" disable-google-font="true" hide-download-button="true"></redoc>
<script src="redoc.js"></script>
</body>
</html>
`,
  );
}

/** The GraphQL contract, by graphql-markdown. */
async function graphqlReference(): Promise<void> {
  await rm(path.join(site, 'graphql'), { recursive: true, force: true });
  await output(process.execPath, [bin('gqlmd'), 'graphql-to-doc', '--noTypeBadges', '--force'], docs);
}

await ensureInstalled(docs, 'the documentation tools (about 300 MB, once)');
await writePages(
  await readFile(path.join(sdkFolder, 'README.md'), 'utf8'),
  await readFile(path.join(repository, 'CHANGELOG.md'), 'utf8'),
);
await Promise.all([sdkReference(), restReference(), graphqlReference()]);
// Dead links fail the build.
await output(process.execPath, [bin('vitepress'), 'build', 'site'], docs);
console.log(
  styleText('green', 'sdk/docs/dist is ready.'),
  'Serve it with `npx vitepress preview site` in sdk/docs.',
);
