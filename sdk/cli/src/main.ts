#!/usr/bin/env -S node --
import manifest from '../package.json' with { type: 'json' };

const [, major, minor] = /(\d+)\.(\d+)/.exec(manifest.engines.node) ?? [];
const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);

// Nothing else is imported before the version is known: what an older Node lacks would be an error without advice.
if (ownMajor < Number(major) || (ownMajor === Number(major) && ownMinor < Number(minor))) {
  process.stderr.write(
    `northwind: Node ${major}.${minor} or newer is needed; this is Node ${process.versions.node}.\n`,
  );
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import('node:module');
  // From the second start on, nothing is compiled again; the cache lies in the system's folder for temporary files.
  enableCompileCache();
  const { run } = await import('./run.ts');
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  // `northwind … | head` has read enough: that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await run(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal: interrupted.signal,
    openPage: async (url) => (await import('open')).default(url),
  });
}
