/**
 * Looks at the built site in Chromium (`npm run docs -- --check`): axe finds nothing in light and dark, the keyboard reaches content and
 * search, search finds, and nothing is asked of the network. Arguments name pages to look at instead of all. `NORTHWIND_DOCS_PICTURES` names a folder for a picture of each page.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type Axe from 'axe-core';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

const dist = path.join(import.meta.dirname, 'dist');
const origin = 'http://docs.test';
const executable = process.env['NORTHWIND_CHROMIUM'] ?? '/usr/bin/chromium';
const pictures = process.env['NORTHWIND_DOCS_PICTURES'];
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The file of a page: `/guide/errors` is `guide/errors.html`. */
function fileOf(pathname: string): string | undefined {
  const name = decodeURIComponent(pathname);
  return [name, `${name}.html`, path.posix.join(name, 'index.html')]
    .map((candidate) => path.join(dist, candidate))
    .find((file) => file.startsWith(dist) && path.extname(file) !== '' && existsSync(file));
}

/** Every guide, and of what is generated alike some of each kind. */
async function pagesToLookAt(): Promise<string[]> {
  const below = async (folder: string, count: number): Promise<string[]> =>
    (await readdir(path.join(dist, folder), { recursive: true }))
      .filter((name) => name.endsWith('.html'))
      .sort()
      .map((name) => `/${folder}/${name.split(path.sep).join('/')}`.replace(/(?:index)?\.html$/, ''))
      .filter((_, index, all) => index % Math.ceil(all.length / count) === 0);
  return [
    '/',
    '/changelog',
    ...(await below('guide', 100)),
    '/problems/',
    ...(await below('problems', 2)),
    '/sdk/',
    ...(await below('sdk', 6)),
    ...(await below('graphql', 6)),
    '/rest.html',
    '/messages.html',
  ];
}

/** A window in which only the site's own files exist; what is asked of elsewhere is put into `outside`. */
async function offline(context: BrowserContext, outside: string[]): Promise<void> {
  await context.route(/^https?:/, async (route) => {
    const url = new URL(route.request().url());
    const file = url.origin === origin ? fileOf(url.pathname) : undefined;
    if (file === undefined) {
      outside.push(url.href);
      await route.abort();
    } else await route.fulfill({ path: file });
  });
}

async function accessibilityFindings(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axePath });
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, any }) => `${id}: ${any[0]?.message ?? help} (${target.join(' ')})`),
    );
  });
}

/** The renderers that are no pages of VitePress draw after they were loaded. */
const drawn: Readonly<Record<string, string>> = {
  '/rest.html': '#reference h1',
  '/messages.html': '#reference h1',
};

async function visit(page: Page, pathname: string): Promise<void> {
  await page.goto(`${origin}${pathname}`, { waitUntil: 'load' });
  // Attached, not visible: AsyncAPI's component draws its title hidden.
  await page.waitForSelector(drawn[pathname] ?? '.VPNav', { state: 'attached' });
}

/** With no mouse: past the navigation to the content, and by the search to the page that was meant. */
async function keyboardFindings(page: Page): Promise<string[]> {
  const findings: string[] = [];
  await visit(page, '/guide/errors');
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement?.textContent?.trim());
  if (first !== 'Skip to content')
    findings.push(`the first stop of Tab is "${first}", not "Skip to content"`);
  await page.keyboard.press('Control+k');
  await page.waitForSelector('.VPLocalSearchBox input');
  await page.keyboard.type('idempotency key');
  await page.waitForSelector('.VPLocalSearchBox .result');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.VPLocalSearchBox', { state: 'detached' });
  if (new URL(page.url()).pathname === '/guide/errors') findings.push('Enter in the search leads nowhere');
  return findings;
}

async function main(): Promise<number> {
  const browser = await chromium.launch({
    executablePath: executable,
    timeout: 120_000,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  const findings: string[] = [];
  const outside: string[] = [];
  const asked = process.argv.slice(2);
  const pages = asked.length > 0 ? asked : await pagesToLookAt();
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', locale: 'en-GB' });
      await offline(context, outside);
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      for (const pathname of pages) {
        await visit(page, pathname);
        for (const finding of await accessibilityFindings(page))
          findings.push(`${colorScheme} ${pathname}: ${finding}`);
        const name = `${colorScheme}${pathname.replaceAll('/', '-')}.png`;
        if (pictures !== undefined) await page.screenshot({ path: path.join(pictures, name) });
        console.log(`${colorScheme} ${pathname}`);
      }
      if (colorScheme === 'light') findings.push(...(await keyboardFindings(page)));
      await context.close();
    }
  } finally {
    await browser.close();
  }
  findings.push(...[...new Set(outside)].map((url) => `asked for ${url}, which is no file of the site`));
  for (const finding of findings) console.error(finding);
  if (findings.length === 0) console.log(`${pages.length} pages, light and dark: axe finds nothing.`);
  return findings.length === 0 ? 0 : 1;
}

process.exitCode = await main();
