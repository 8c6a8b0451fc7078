// What the documentation shows is code: README's snippets are files, and every @example in the sources compiles.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../src/transport/request-options.ts';
import { WEB_SOCKET_AUTHS } from '../src/client/resolve-options.ts';
import { LIVE_DEFAULTS } from '../src/live/locker-events.ts';
import { WORST_FIRST } from '../src/realtime/connection-pool.ts';
import { DEFAULT_BUFFER_SIZE } from '../src/realtime/subscription.ts';
import { ownGuides, readOwnGuide, snippet } from '../docs/pages.ts';
import * as sdk from '../src/index.ts';
import { output, repositoryModules, sdkFolder } from './packed.ts';

const readme = await readFile(path.join(sdkFolder, 'README.md'), 'utf8');

it('README embeds its snippets as they are in snippets/, guides the others, and neither any other TypeScript', async () => {
  const embedded = [...readme.matchAll(/<!-- snippet: ([\w-]+\.ts) -->\n\n```ts\n([\s\S]*?)```/g)];
  for (const [, name, text] of embedded) {
    expect(text, name).toBe(await readFile(path.join(sdkFolder, 'snippets', name!), 'utf8'));
  }
  const ownTexts = await Promise.all(ownGuides.map(({ slug }) => readOwnGuide(slug)));
  const shown = ownTexts.flatMap((text) => [...text.matchAll(snippet)].map(([, name]) => name));
  expect([...embedded.map(([, name]) => name), ...shown].sort()).toEqual(
    (await readdir(path.join(sdkFolder, 'snippets'))).sort(),
  );
  for (const text of ownTexts) expect(text).not.toMatch(/^```(ts|tsx|typescript)/m);
  expect((await readdir(path.join(sdkFolder, 'docs/guides'))).sort()).toEqual(
    ownGuides.map(({ slug }) => `${slug}.md`).sort(),
  );
  expect(readme.match(/^```ts/gm)).toHaveLength(embedded.length);
});

/** Table cells without the spaces that align them. */
const cells = readme.replaceAll(/ {2,}/g, ' ');

it('README states the real defaults and names every error class and guard', () => {
  for (const [name, value] of Object.entries(DEFAULT_LIMITS))
    expect(cells).toContain(`| \`${name}\` | ${value} |`);
  const classes = Object.keys(sdk).filter(
    (name) => /^[A-Z]\w+Error$/.test(name) && name !== 'NorthwindError',
  );
  for (const name of classes) {
    expect(cells).toContain(`| \`${name}\` |`);
    expect(cells).toContain(`\`is${name}\``);
  }
});

/** The part of README under a heading. */
const section = (heading: string): string => cells.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

it('README states the defaults of subscriptions and live streams, each connection state and each carrier', () => {
  expect(section('Subscriptions')).toContain(`| \`bufferSize\` | ${DEFAULT_BUFFER_SIZE} |`);
  for (const [name, value] of Object.entries(LIVE_DEFAULTS))
    expect(section('Live streams')).toContain(`| \`${name}\` | ${value} |`);
  const named = [...section('Subscriptions').matchAll(/^\| `(\w+)` \| [^|]+\|$/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual([...WORST_FIRST, ...WEB_SOCKET_AUTHS].sort());
});

it('README’s comparison proves each yes of ours by a test, and says each no', async () => {
  const rows = [...section('Beside other SDKs').matchAll(/^\| (\S[^|]*) \| ([^|]+) \|/gm)]
    .map(([, feature, ours]) => ({ feature, ours: ours!.trim() }))
    .filter(({ ours }) => !/^(-+|`@northwind\/sdk`)$/.test(ours));
  expect(rows.length).toBeGreaterThan(25);
  for (const { feature, ours } of rows) {
    const [, file, title] = /^\[[^\]]+\]\((\S+) ['"](.+)['"]\)$/.exec(ours) ?? [];
    if (file === undefined) expect(ours, feature).toMatch(/^no: \S/);
    else expect(await readFile(path.join(sdkFolder, file), 'utf8'), feature).toContain(title);
  }
});

it('every @example and every snippet compiles', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'northwind-examples-'));
  try {
    let count = 0;
    for (const name of await readdir(path.join(sdkFolder, 'src'), { recursive: true })) {
      if (!name.endsWith('.ts') || name.endsWith('openapi.ts')) continue;
      const source = await readFile(path.join(sdkFolder, 'src', name), 'utf8');
      for (const [, block] of source.matchAll(/@example\n[ *]*```ts\n([\s\S]*?)```/g)) {
        const text = block!.replace(/^ *\* ?/gm, '');
        await writeFile(
          path.join(folder, `${name.replaceAll(/\W/g, '-')}-${count++}.mts`),
          `${text}\nexport {};\n`,
        );
      }
    }
    expect(count).toBeGreaterThan(25);
    const source = path.join(sdkFolder, 'src');
    const config = {
      extends: path.join(sdkFolder, 'tsconfig.json'),
      compilerOptions: {
        typeRoots: [path.join(repositoryModules, '@types')],
        paths: {
          '@northwind/sdk': [path.join(source, 'index.ts')],
          '@northwind/sdk/*': [path.join(source, '*/index.ts')],
          'msw/node': [path.join(repositoryModules, 'msw/lib/node/index.d.ts')],
        },
      },
      include: [folder, path.join(sdkFolder, 'snippets')],
    };
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
    await output(
      process.execPath,
      [path.join(repositoryModules, 'typescript/bin/tsc'), '-p', folder],
      folder,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
