/** The site's pages that are made of what stands elsewhere: READMEs, the contract's description, the problem pages, the changelog. */
import { readdirSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withoutSkippedLevels } from './markdown.ts';
import { docs, repository, site } from './places.ts';

const generated = path.join(docs, 'generated/problems');

/** A guide: sections of the README, by their headings, so that nothing is written twice. */
export const guides = [
  { slug: 'quick-start', title: 'Quick start', sections: [''] },
  {
    slug: 'signing-in',
    title: 'Client credentials and tokens',
    sections: ['Signing in', 'Replacing the client secret'],
  },
  { slug: 'users', title: 'Users', sections: ['Users'] },
  { slug: 'retries', title: 'Retries and time limits', sections: ['Retries and time limits'] },
  { slug: 'errors', title: 'Errors', sections: ['Errors'] },
  { slug: 'lists', title: 'Lists', sections: ['Lists'] },
  { slug: 'doing-it-once', title: 'Doing it once', sections: ['Doing it once'] },
  { slug: 'recipes', title: 'Recipes', sections: ['Recipes'] },
  { slug: 'graphql', title: 'GraphQL', sections: ['GraphQL'] },
  { slug: 'subscriptions', title: 'Subscriptions', sections: ['Subscriptions'] },
  { slug: 'live-streams', title: 'Live streams', sections: ['Live streams'] },
  { slug: 'webhooks', title: 'Webhooks', sections: ['Webhooks'] },
  { slug: 'testing-your-program', title: 'Testing your program', sections: ['Testing your program'] },
  { slug: 'beside-other-sdks', title: 'Beside other SDKs', sections: ['Beside other SDKs'] },
  { slug: 'runtimes', title: 'Runtimes', sections: ['Runtimes', 'Versions and support'] },
  { slug: 'migrating', title: 'Migrating', sections: ['Migrating'] },
] as const;

/** Guides that are whole READMEs of other packages, by their place in the repository. */
const packageGuides = [
  { slug: 'command-line', title: 'Command line', readme: 'sdk/cli/README.md' },
  { slug: 'sandbox', title: 'Sandbox', readme: 'backend/sandbox/README.md' },
] as const;

/** Guides of their own, in `guides/`: what the README, which npm shows too, has no place for. Their programs are those of `snippets/`. */
export const ownGuides = [
  { slug: 'quick-start-app', title: 'Quick start for an app' },
  { slug: 'security', title: 'Security' },
  { slug: 'browsers', title: 'Browsers' },
  { slug: 'react-native', title: 'React Native' },
  { slug: 'workers', title: 'Cloudflare Workers' },
  { slug: 'lambda', title: 'AWS Lambda' },
] as const;

export const readOwnGuide = (slug: string): Promise<string> =>
  readFile(path.join(docs, 'guides', `${slug}.md`), 'utf8');

/** A guide with its programs in their places. */
async function withSnippets(text: string): Promise<string> {
  const names = [...text.matchAll(snippet)].map(([, name = '']) => name);
  const programs = await Promise.all(
    names.map((name) => readFile(path.join(repository, 'sdk/snippets', name), 'utf8')),
  );
  return text.replaceAll(snippet, () => `\`\`\`ts\n${programs.shift()}\`\`\``);
}

/** Where a guide of its own shows a program. */
export const snippet = /<!-- snippet: ([\w-]+\.ts) -->/g;

/** Every page of the guides, in the order of the sidebar. */
export const guidePages: readonly { slug: string; title: string }[] = [
  guides[0],
  ownGuides[0],
  { slug: 'concepts', title: 'Concepts' },
  ...guides.slice(1),
  ...packageGuides,
  ...ownGuides.slice(1),
];

export const problems = (): string[] =>
  readdirSync(generated)
    .map((name) => name.replace(/\.md$/, ''))
    .sort();

/** The README by its `##` headings; what comes before the first is ''. */
function sectionsOf(readme: string): Map<string, string> {
  const [lead = '', ...rest] = readme.split(/^## /m);
  return new Map([
    ['', withoutTitle(lead)],
    ...rest.map((part): [string, string] => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1)];
    }),
  ]);
}

const shown: ReadonlySet<string> = new Set(guides.flatMap(({ sections }) => [...sections]));

/** Sections of the README that no guide shows, and sections that a guide shows and the README does not have. */
export function disagreements(readme: string): string[] {
  const written = sectionsOf(readme);
  return [
    ...[...written.keys()].filter((name) => !shown.has(name)),
    ...[...shown].filter((name) => !written.has(name)),
  ];
}

/** Where the site shows files that READMEs link to, by the end of their path. */
const shownFiles: readonly [ending: string, page: string][] = [
  ['cli/README.md', '/guide/command-line'],
  ['sandbox/README.md', '/guide/sandbox'],
  ['CHANGELOG.md', '/changelog'],
];

/** Where the repository shows its files. */
const SOURCES = 'https://github.com/northwind-lockers/partner-kit/tree/main';

/**
 * Links of a README, which lies beside its files, to where the site has them, or to the repository.
 *
 * @param folder of the README, from the repository's root
 */
export const withSiteLinks = (text: string, folder: string): string =>
  text
    .replaceAll(
      /\]\(((?!https?:|\/)[^)\s#]+)((?: '[^']*'| "[^"]*")?)\)/g,
      (_link, target: string, title: string) => {
        const page = shownFiles.find(([ending]) => target.endsWith(ending))?.[1];
        return `](${page ?? `${SOURCES}/${path.posix.join(folder, target)}`}${title})`;
      },
    )
    .replaceAll(/\]\(#([\w-]+)\)/g, (link, heading: string) =>
      guides.some(({ slug }) => slug === heading) ? `](/guide/${heading})` : link,
    )
    .replaceAll(/<!-- .* -->\n\n/g, '');

const withoutTitle = (text: string): string => text.replace(/^# .*\n/, '');

export interface Sources {
  readonly readme: string;
  readonly changelog: string;
  /** What the REST contract says of itself: identifiers, lists, repetitions, errors, what may change. */
  readonly concepts: string;
}

/** @throws if the guides do not show just what the README has. */
export async function writePages({ readme, changelog, concepts }: Sources): Promise<void> {
  const sections = sectionsOf(readme);
  const wrong = disagreements(readme);
  if (wrong.length > 0)
    throw new Error(
      `The guides of sdk/docs/pages.ts and sdk/README.md disagree on the section(s) ${wrong.join(', ')}.`,
    );
  for (const folder of ['guide', 'problems'])
    await rm(path.join(site, folder), { recursive: true, force: true });
  await mkdir(path.join(site, 'guide'), { recursive: true });
  const writeGuide = (slug: string, title: string, text: string, folder: string): Promise<void> =>
    writeFile(
      path.join(site, 'guide', `${slug}.md`),
      withoutSkippedLevels(`# ${title}\n\n${withSiteLinks(text, folder)}`),
    );
  for (const { slug, title, sections: names } of guides) {
    // The guide's title stands for the first section's heading.
    const parts = names.map((name, index) => `${index > 0 ? `## ${name}\n` : ''}${sections.get(name)}`);
    await writeGuide(slug, title, parts.join('\n'), 'sdk');
  }
  await writeGuide('concepts', 'Concepts', concepts, 'schema');
  for (const { slug, title, readme: file } of packageGuides) {
    const text = await readFile(path.join(repository, file), 'utf8');
    await writeGuide(slug, title, withoutTitle(text), path.posix.dirname(file));
  }
  for (const { slug, title } of ownGuides)
    await writeGuide(slug, title, await withSnippets(await readOwnGuide(slug)), 'sdk/docs/guides');
  await cp(generated, path.join(site, 'problems'), { recursive: true });
  const rows = await Promise.all(
    problems().map(async (code) => {
      const [, title = ''] =
        /^# (.*)$/m.exec(await readFile(path.join(generated, `${code}.md`), 'utf8')) ?? [];
      return `| [\`${code}\`](/problems/${code}) | ${title} |`;
    }),
  );
  await writeFile(
    path.join(site, 'problems/index.md'),
    `# Problem codes\n\nEvery error of the REST API is a problem document (RFC 9457). Decide by its \`code\`; its \`type\` is the address of one of these pages.\n\n| code | title |\n| --- | --- |\n${rows.join('\n')}\n`,
  );
  await writeFile(path.join(site, 'changelog.md'), changelog);
}
