import { readdirSync } from 'node:fs';
import path from 'node:path';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { nav } from '../../navigation.ts';
import { guidePages, problems } from '../../pages.ts';

const site = path.resolve(import.meta.dirname, '..');

/** Folders and pages below a folder, as they are; folders are closed. */
function treeOf(folder: string, nameOf = (name: string): string => name): DefaultTheme.SidebarItem[] {
  return readdirSync(path.join(site, folder), { withFileTypes: true })
    .filter(({ name }) => name !== 'index.md')
    .sort((one, other) => Number(other.isDirectory()) - Number(one.isDirectory()) || one.name.localeCompare(other.name))
    .map((entry) => {
      const below = path.posix.join(folder, entry.name);
      if (!entry.isDirectory()) return { text: entry.name.replace(/\.md$/, ''), link: `/${below.replace(/\.md$/, '')}` };
      const hasIndex = readdirSync(path.join(site, below)).includes('index.md');
      return { text: nameOf(entry.name), collapsed: true, ...(hasIndex && { link: `/${below}/` }), items: treeOf(below) };
    });
}

export default defineConfig({
  title: 'Northwind SDK',
  description: 'The typed TypeScript SDK of the Northwind Lockers platform',
  lang: 'en',
  cleanUrls: true,
  outDir: '../dist',
  cacheDir: '../node_modules/.cache/vitepress',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // GitHub's usual themes have comments and keywords that are too pale to be read.
  markdown: { theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    // What is not a page of this site's own, its router must not take.
    nav: nav.map(({ text, link }) => ({ text, link, ...(link.endsWith('.html') && { target: '_self' }) })),
    sidebar: {
      '/guide/': [{ text: 'Guides', items: guidePages.map(({ slug, title }) => ({ text: title, link: `/guide/${slug}` })) }],
      '/sdk/': treeOf('sdk', (name) => (name === 'index' ? '@northwind/sdk' : `@northwind/sdk/${name}`)),
      '/graphql/': treeOf('graphql'),
      '/problems/': [
        { text: 'Problem codes', items: problems().map((code) => ({ text: code, link: `/problems/${code}` })) },
      ],
    },
  },
});
