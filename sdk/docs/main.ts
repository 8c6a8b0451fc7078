/**
 * `npm run docs`: builds the documentation site into `sdk/docs/dist`, offline, from the READMEs, the sources and the contracts.
 *
 *     npm run docs -- --check      and looks at it in Chromium: axe in light and dark, keyboard, search, nothing from the network
 */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
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

const publicFolder = path.join(site, 'public');

/** A page for a renderer that is no part of VitePress. */
const standalonePage = (title: string, head: string, body: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width">${head}</head>
<body>
${body}
</body>
</html>
`;

/** The REST contract, by Redoc, whose standalone file needs no network. */
async function restReference(): Promise<{ info: { description: string } }> {
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
    standalonePage(
      'Northwind REST API',
      '',
      `<redoc spec-url="openapi.json" disable-google-font="true" hide-download-button="true"></redoc>
<script src="redoc.js"></script>`,
    ),
  );
  return JSON.parse(document) as { info: { description: string } };
}

/** Device messages and live events, by AsyncAPI's own component, once its parser has found nothing wrong with the document. */
async function messagesReference(): Promise<void> {
  const source = path.join(docs, 'generated/asyncapi.json');
  await output(process.execPath, [path.join(docs, 'validate-asyncapi.mjs'), source], docs);
  const component = path.join(docs, 'node_modules/@asyncapi/react-component');
  await cp(source, path.join(publicFolder, 'asyncapi.json'));
  await cp(path.join(component, 'browser/standalone/index.js'), path.join(publicFolder, 'asyncapi.js'));
  await cp(path.join(component, 'styles/default.min.css'), path.join(publicFolder, 'asyncapi.css'));
  await writeFile(
    path.join(publicFolder, 'messages.html'),
    standalonePage(
      'Northwind messages',
      '<link rel="stylesheet" href="asyncapi.css">',
      `<main id="messages"></main>
<script src="asyncapi.js"></script>
<script>
fetch('asyncapi.json').then((response) => response.text()).then((schema) =>
  AsyncApiStandalone.render({ schema, config: { show: { sidebar: true, errors: true } } }, document.getElementById('messages')));
</script>`,
    ),
  );
}

/** The GraphQL contract, by graphql-markdown. */
async function graphqlReference(): Promise<void> {
  await rm(path.join(site, 'graphql'), { recursive: true, force: true });
  await output(process.execPath, [bin('gqlmd'), 'graphql-to-doc', '--noTypeBadges', '--force'], docs);
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
await ensureInstalled(docs, 'the documentation tools (about 400 MB, once)');
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
if (values.check) await output(process.execPath, [path.join(docs, 'check.ts')], docs).then(console.log);
