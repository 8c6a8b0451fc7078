import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import { preview } from 'vite';
import { serveConfig } from '../vite/serve-config.ts';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Builds the page into `folder` as it is deployed, and serves it with the settings of that folder's `.env`.
 *
 * @returns its URL, on any free port.
 */
export async function serveDashboard(folder: string): Promise<{ url: string; close(): Promise<void> }> {
  const outDir = path.join(folder, 'page');
  const vite = path.resolve(root, '../../node_modules/vite/bin/vite.js');
  const args = [vite, 'build', root, '--config', path.join(root, 'vite.config.ts'), '--outDir', outDir];
  // Its own process: the test runner's NODE_ENV would make it React's development build.
  const build = spawn(process.execPath, [...args, '--emptyOutDir', '--logLevel', 'warn'], {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [code] = (await once(build, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`vite build ended with ${code}`);
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
    plugins: [serveConfig({ envDirectory: folder })],
  });
  const { port } = server.httpServer.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
