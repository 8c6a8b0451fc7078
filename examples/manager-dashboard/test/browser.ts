import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type Axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const executable = process.env['NORTHWIND_CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether there is a browser to test in. CI sets NORTHWIND_REQUIRE_CHROMIUM, so that there a missing one is a failure. */
export const hasChromium = existsSync(executable) || process.env['NORTHWIND_REQUIRE_CHROMIUM'] === '1';
export const whyNot = `no Chromium at ${executable}: install Debian's package "chromium", or set NORTHWIND_CHROMIUM`;

/** Where the user pool sends users back to: the address of the development server. */
const ADDRESS = 'localhost:5173';

/** @param servedAt - what the browser finds at the development server's address, whatever its port is in this run. */
export const launchChromium = (servedAt: string): Promise<Browser> =>
  chromium.launch({
    executablePath: executable,
    headless: true,
    timeout: 120_000,
    args: [
      `--host-resolver-rules=MAP ${ADDRESS} ${new URL(servedAt).host}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** Opens a page, by default the dashboard, in a window of its own that shares nothing with others. */
export async function openDashboard(
  browser: Browser,
  { path: pagePath = '/', ...options }: BrowserContextOptions & { path?: string } = {},
): Promise<Page> {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // The colours that axe looks at must not be those of a flash half way.
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(`http://${ADDRESS}${pagePath}`);
  return page;
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe-core finds wrong with the page, one line for each finding. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axePath });
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`),
    );
  });
}

/** Keeps a picture of the page in the ignored folder `screenshots`. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.resolve(import.meta.dirname, '../screenshots', `${name}.png`) });
}
