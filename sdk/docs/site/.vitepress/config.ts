import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { nav } from '../../navigation.ts';
import { guidePages, problems } from '../../pages.ts';

const site = path.resolve(import.meta.dirname, '..');

/** Folders and pages below a folder, as they are. */
const treeOf = (folder: string): DefaultTheme.SidebarItem[] =>
  readdirSync(path.join(site, folder), { withFileTypes: true })
    .filter(({ name }) => name !== 'index.md')
    .sort((one, other) => Number(other.isDirectory()) - Number(one.isDirectory()) || one.name.localeCompare(other.name))
    .map((entry) => {
      const below = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) return { text: entry.name, collapsed: true, items: treeOf(below) };
      const [, title = entry.name] = /^title: (.*)$/m.exec(readFileSync(path.join(site, below), 'utf8')) ?? [];
      return { text: title, link: `/${below.replace(/\.md$/, '')}` };
    });

/** The entries alone, whose pages list what they export: the sidebar is part of every page, and hundreds of exports were too. */
const entries = (): DefaultTheme.SidebarItem[] =>
  readdirSync(path.join(site, 'sdk'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ text: name === 'index' ? '@northwind/sdk' : `…/${name}`, link: `/sdk/${name}/` }))
    .sort((one, other) => one.text.localeCompare(other.text));

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
    nav: nav.map(({ text, link }) => ({
      ...{ text, link },
      ...(link.endsWith('.html') ? { target: '_self' } : { activeMatch: `^${link.slice(0, link.indexOf('/', 1) + 1 || undefined)}` }),
    })),
    sidebar: {
      '/guide/': [{ text: 'Guides', items: guidePages.map(({ slug, title }) => ({ text: title, link: `/guide/${slug}` })) }],
      '/sdk/': [{ text: 'Entries', items: entries() }],
      '/graphql/': treeOf('graphql').map((part) => ({ ...part, collapsed: false })),
      '/problems/': [
        { text: 'Problem codes', items: problems().map((code) => ({ text: code, link: `/problems/${code}` })) },
      ],
    },
  },
});
