import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { serveConfig } from './vite/serve-config.ts';

export default defineConfig({
  root: import.meta.dirname,
  // The sandbox's settings: `npm run sandbox -- --env-file .env`, at the root of the repository.
  plugins: [react(), serveConfig({ envDirectory: path.resolve(import.meta.dirname, '../..') })],
  // Nothing of an .env file goes into the bundle: what the page may know is in config.json.
  envDir: false,
  // The user pool sends users back to registered addresses only, so the port must not wander.
  server: { port: 5173, strictPort: true },
  preview: { port: 5173, strictPort: true },
});
