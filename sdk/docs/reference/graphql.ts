import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildSchema } from 'graphql';
import { output } from '../../test/packed.ts';
import { changeEach, withoutSkippedLevels } from '../markdown.ts';
import { bin, docs, repository, site } from '../places.ts';

const folder = path.join(site, 'graphql');

/** The GraphQL contract, by graphql-markdown. */
export async function graphqlReference(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const sdl = await writeSchema();
  await output(process.execPath, [bin('gqlmd'), 'graphql-to-doc', '--noTypeBadges', '--force'], docs);
  await rm(path.join(folder, 'generated.md'), { force: true });
  // An anchor of Docusaurus, which VitePress would show.
  await changeEach(folder, (text) => withoutSkippedLevels(text.replaceAll(/ ?\\\{#([\w-]+)\\\}/g, '')));
  assertWhole(sdl);
  await writeFile(path.join(folder, 'index.md'), await frontPage());
}

/** What is read: one file, as graphql-markdown takes the first of a list. The contract's scalars and directives are AppSync's own. */
async function writeSchema(): Promise<string> {
  const files = [
    path.join(docs, 'generated/appsync.graphql'),
    path.join(repository, 'schema/schema.graphql'),
  ];
  const sdl = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
  const read = path.join(docs, 'node_modules/.cache/schema.graphql');
  await mkdir(path.dirname(read), { recursive: true });
  await writeFile(read, sdl);
  return sdl;
}

const slug = (name: string): string => name.replaceAll(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase();

/** @throws if a field of the API has no page */
function assertWhole(sdl: string): void {
  const schema = buildSchema(sdl, { assumeValidSDL: true });
  const roots = [
    ['queries', schema.getQueryType()],
    ['mutations', schema.getMutationType()],
    ['subscriptions', schema.getSubscriptionType()],
  ] as const;
  const missing = roots.flatMap(([kind, type]) =>
    Object.keys(type?.getFields() ?? {})
      .filter((field) => !existsSync(path.join(folder, 'operations', kind, `${slug(field)}.md`)))
      .map((field) => `${kind}/${field}`),
  );
  if (missing.length > 0) throw new Error(`The GraphQL reference has no page of ${missing.join(', ')}.`);
}

/** What is asked for least, and the alphabet has first. */
const directivesLast = (one: string, other: string): number =>
  Number(one === 'directives') - Number(other === 'directives') || one.localeCompare(other);

async function frontPage(): Promise<string> {
  const parts = [
    '# GraphQL\n\nWhat the mobile app and the dashboard ask, change and follow; the types are those of AppSync.',
  ];
  for (const part of ['operations', 'types'])
    for (const kind of (await readdir(path.join(folder, part))).sort(directivesLast)) {
      const pages = (await readdir(path.join(folder, part, kind))).sort();
      const links = await Promise.all(
        pages.map(async (page) => {
          const [, title = page] =
            /^title: (.*)$/m.exec(await readFile(path.join(folder, part, kind, page), 'utf8')) ?? [];
          return `- [${title}](/graphql/${part}/${kind}/${page.replace(/\.md$/, '')})`;
        }),
      );
      const name = part === 'types' && kind === 'directives' ? 'Directives of the schema' : kind;
      parts.push(`## ${name.charAt(0).toUpperCase()}${name.slice(1)}\n\n${links.join('\n')}`);
    }
  return `${parts.join('\n\n')}\n`;
}
