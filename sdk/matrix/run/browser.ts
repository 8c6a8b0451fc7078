import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { bundle } from './bundle.ts';
import type { Runtime } from '../runtime.ts';
import { output, repositoryModules } from '../../test/packed.ts';

/** A page of its own origin, so that every call passes CORS as an app's does. */
export const inBrowser =
  (browser: 'chrome' | 'firefox', executable: string): Runtime['run'] =>
  async (folder, settings, signal) => {
    const script = await bundle(folder, 'browser.mjs', 'iife');
    const worker = await readFile(path.join(repositoryModules, 'msw/lib/mockServiceWorker.js'));
    const server = createServer((request, response) => {
      const file = { '/app.js': script, '/mockServiceWorker.js': worker }[request.url ?? ''];
      if (file) response.setHeader('content-type', 'text/javascript').end(file);
      else response.setHeader('content-type', 'text/html').end('<script src="/app.js"></script>');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      const page = path.join(import.meta.dirname, 'page.mjs');
      const parameters = [page, browser, executable, url];
      return JSON.parse(
        await output(process.execPath, parameters, folder, { input: JSON.stringify(settings), signal }),
      );
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };
