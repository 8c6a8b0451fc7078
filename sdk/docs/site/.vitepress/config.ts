import { defineConfig } from 'vitepress';
import { guidePages, problems } from '../../pages.ts';

export default defineConfig({
  title: 'Northwind SDK',
  description: 'The typed TypeScript SDK of the Northwind Lockers platform',
  lang: 'en',
  cleanUrls: true,
  outDir: '../dist',
  cacheDir: '../node_modules/.cache/vitepress',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guides', link: '/guide/quick-start' },
      { text: 'SDK', link: '/sdk/' },
      // Not a page of this site's own, so that its router must not take the link.
      { text: 'REST', link: '/rest.html', target: '_self' },
      { text: 'GraphQL', link: '/graphql/generated' },
      { text: 'Messages', link: '/messages.html', target: '_self' },
      { text: 'Problems', link: '/problems/' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar: {
      '/guide/': [{ text: 'Guides', items: guidePages.map(({ slug, title }) => ({ text: title, link: `/guide/${slug}` })) }],
      '/problems/': [
        { text: 'Problem codes', items: problems().map((code) => ({ text: code, link: `/problems/${code}` })) },
      ],
    },
  },
});
