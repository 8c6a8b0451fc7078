import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { output } from '../../test/packed.ts';
import { docs, publicFolder, repository } from '../places.ts';
import { standalonePage } from './standalone-page.ts';

/** The picture beside "API docs by Redocly": the one thing that Redoc's standalone file asks of the network. */
const LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
/** The colour of patterns, which its theme does not have. */
const PATTERN = 'color: #0e7c86';
const NO_PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";

/** The REST contract, by Redoc. */
export async function restReference(): Promise<{ info: { description: string } }> {
  const redoc = await readFile(path.join(docs, 'node_modules/redoc/bundles/redoc.standalone.js'), 'utf8');
  for (const part of [LOGO, PATTERN])
    if (!redoc.includes(part)) throw new Error(`There is no ${part} in Redoc any more: look at it anew.`);
  await writeFile(
    path.join(publicFolder, 'redoc.js'),
    redoc.replaceAll(LOGO, NO_PICTURE).replaceAll(PATTERN, 'color: var(--pattern)'),
  );
  const cli = path.join(repository, 'node_modules/@redocly/cli/bin/cli.js');
  const document = await output(
    process.execPath,
    [cli, 'bundle', 'schema/openapi.yaml', '--ext', 'json'],
    repository,
  );
  await writeFile(path.join(publicFolder, 'openapi.json'), document);
  await writeFile(
    path.join(publicFolder, 'rest.html'),
    await standalonePage('Northwind REST API', { styles: ['rest.css'], scripts: ['redoc.js', 'rest.js'] }),
  );
  return JSON.parse(document) as { info: { description: string } };
}
