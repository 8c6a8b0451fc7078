import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { output } from '../../test/packed.ts';
import { docs, publicFolder } from '../places.ts';
import { standalonePage } from './standalone-page.ts';

/** Device messages and live events, by AsyncAPI's own component, once its parser has found nothing wrong with the document. */
export async function messagesReference(): Promise<void> {
  const source = path.join(docs, 'generated/asyncapi.json');
  await output(process.execPath, [path.join(docs, 'validate-asyncapi.mjs'), source], docs);
  const component = path.join(docs, 'node_modules/@asyncapi/react-component');
  await cp(source, path.join(publicFolder, 'asyncapi.json'));
  await cp(path.join(component, 'browser/standalone/index.js'), path.join(publicFolder, 'asyncapi.js'));
  await cp(path.join(component, 'styles/default.min.css'), path.join(publicFolder, 'asyncapi.css'));
  await writeFile(
    path.join(publicFolder, 'messages.html'),
    await standalonePage('Northwind messages', {
      styles: ['asyncapi.css', 'messages.css'],
      scripts: ['asyncapi.js', 'messages.js'],
    }),
  );
}
