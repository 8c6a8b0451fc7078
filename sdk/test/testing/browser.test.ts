// The handlers in a browser, as Storybook has them: MSW's service worker answers what the page asks of Northwind.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { repositoryModules, sdkFolder } from '../packed.ts';

const executable = process.env['NORTHWIND_CHROMIUM'] ?? '/usr/bin/chromium';
const hasChromium = existsSync(executable) || process.env['NORTHWIND_REQUIRE_CHROMIUM'] === '1';

/** What the page does, and what it found. */
const PROGRAM = `
import { Northwind, isConflictError } from '@northwind/sdk';
import { MeDocument } from '@northwind/sdk/graphql';
import { invoice, northwindHandlers, on, problem } from '@northwind/sdk/testing';
import { setupWorker } from 'msw/browser';

globalThis.play = async () => {
  const undeclared = [];
  const worker = setupWorker(...northwindHandlers({ onUndeclared: (message) => undeclared.push(message) }));
  await worker.start({ onUnhandledRequest: 'bypass', quiet: true });
  worker.use(
    on.getInvoice(({ params, response }) => response(200).json(invoice({ id: params.invoiceId, total: 1200 }))),
    on.payInvoice(({ response }) => response(409).json(problem({ code: 'invoice_not_open' }))),
  );
  const northwind = new Northwind({ environment: 'production', auth: 'any-token' });
  const { id, total } = await northwind.invoices.get('inv_01KAJ8Q0000000000000000001');
  const refused = await northwind.invoices.pay(id, { amount: 1, method: 'card' }).catch((error) => error);
  const { me } = await northwind.graphql.query(MeDocument);
  const sequences = [];
  for await (const { sequence } of northwind.live.lockerEvents({ lockerId: 'lkr_1', after: 2 })) {
    sequences.push(sequence);
    if (sequence === 4) break;
  }
  northwind.graphql.close();
  await northwind.raw.GET('/nowhere').catch(() => undefined);
  worker.stop();
  return { total, isConflict: isConflictError(refused), hasName: me.username !== '', sequences, undeclared };
};
`;

/** A page with the program, and the script of MSW's service worker where `npx msw init` puts it. */
async function servePage(): Promise<{ url: string; close(): void }> {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: sdkFolder, loader: 'js' },
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
    // The package as it is built, not its sources.
    tsconfigRaw: {},
  });
  const files: Readonly<Record<string, string>> = {
    '/app.js': outputFiles[0]!.text,
    '/mockServiceWorker.js': await readFile(
      path.join(repositoryModules, 'msw/lib/mockServiceWorker.js'),
      'utf8',
    ),
  };
  const server = createServer(({ url = '/' }, response) => {
    const script = files[url];
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? '<!doctype html><title>Stories</title><script src="/app.js"></script>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

it.skipIf(!hasChromium)('a service worker answers REST, GraphQL and live streams in a page', async () => {
  const served = await servePage();
  const browser = await chromium.launch({
    executablePath: executable,
    timeout: 120_000,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(served.url);
    expect(await page.evaluate(() => (globalThis as unknown as { play(): Promise<unknown> }).play())).toEqual(
      {
        ...{ total: 1200, isConflict: true, hasName: true, sequences: [3, 4] },
        undeclared: [expect.stringContaining('/nowhere')],
      },
    );
  } finally {
    await browser.close();
    served.close();
  }
});
