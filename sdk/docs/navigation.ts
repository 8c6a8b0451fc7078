/** The site's sections. Those that end in `.html` are no pages of VitePress. */
export const nav: readonly { readonly text: string; readonly link: string }[] = [
  { text: 'Guides', link: '/guide/quick-start' },
  { text: 'SDK', link: '/sdk/' },
  { text: 'REST', link: '/rest.html' },
  { text: 'GraphQL', link: '/graphql/' },
  { text: 'Messages', link: '/messages.html' },
  { text: 'Problems', link: '/problems/' },
  { text: 'Changelog', link: '/changelog' },
];
