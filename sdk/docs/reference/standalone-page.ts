import { cp } from 'node:fs/promises';
import path from 'node:path';
import { nav } from '../navigation.ts';
import { docs, publicFolder } from '../places.ts';

interface Parts {
  readonly styles?: readonly string[];
  readonly scripts: readonly string[];
}

/** A page for a renderer that is no part of VitePress, with the site's navigation and its choice of light or dark. */
export async function standalonePage(title: string, { styles = [], scripts }: Parts): Promise<string> {
  await cp(path.join(docs, 'standalone'), publicFolder, { recursive: true });
  const links = nav.map(({ text, link }) => `<a href=".${link}">${text}</a>`);
  const head = [
    ...['standalone.css', ...styles].map((file) => `<link rel="stylesheet" href="${file}">`),
    '<script src="standalone.js"></script>',
  ];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
${head.join('\n')}
</head>
<body>
<header class="bar"><a href="./"><b>Northwind SDK</b></a><nav aria-label="Site">${links.join(' ')}</nav></header>
<main><h1 class="unseen">${title}</h1><div id="reference"></div></main>
${scripts.map((file) => `<script src="${file}"></script>`).join('\n')}
</body>
</html>
`;
}
