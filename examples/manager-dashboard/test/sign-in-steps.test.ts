/** The steps of a first sign-in, in Chromium, on the development server. */
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessibilityViolations,
  hasChromium,
  launchChromium,
  openDashboard,
  takeScreenshot,
} from './browser.ts';

describe.skipIf(!hasChromium)('a first sign-in', () => {
  let server: ViteDevServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const root = path.resolve(import.meta.dirname, '..');
    server = await createServer({
      root,
      configFile: path.join(root, 'vite.config.ts'),
      logLevel: 'error',
      server: { host: '127.0.0.1', port: 0, strictPort: false, hmr: false },
    });
    await server.listen();
    const { port } = server.httpServer!.address() as AddressInfo;
    browser = await launchChromium(`http://127.0.0.1:${port}`);
    page = await openDashboard(browser, { path: '/test/sign-in-steps/index.html' });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const focused = (label: string) => page.getByLabel(label, { exact: true }).and(page.locator(':focus'));

  it('leads by keyboard from the temporary password to an own one and an authenticator app', async () => {
    await focused('User name').waitFor();
    await page.keyboard.type('jo');
    await page.keyboard.press('Tab');
    await page.keyboard.type('temporary');
    await page.keyboard.press('Enter');

    await focused('given name').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.keyboard.type('Jo');
    await page.keyboard.press('Tab');
    await page.keyboard.type('too-short');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('That password is too weak.').waitFor();
    await focused('New password').waitFor();
    await page.keyboard.type('long enough by now');
    await page.keyboard.press('Enter');

    await focused('Code').waitFor();
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    await page.getByText('JBSW Y3DP EHPK 3PXP').waitFor();
    expect(await page.getByRole('link').getAttribute('href')).toBe(
      'otpauth://totp/Northwind%20Lockers%3Ajo?secret=JBSWY3DPEHPK3PXP&issuer=Northwind%20Lockers',
    );
    expect(await accessibilityViolations(page)).toEqual([]);
    await takeScreenshot(page, 'authenticator-setup');
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('That code is wrong.').waitFor();
    await page.keyboard.type('123 456');
    await page.keyboard.press('Enter');
    await page.getByText('Welcome, Jo').waitFor();
  });
});
