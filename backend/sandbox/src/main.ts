#!/usr/bin/env -S node --
// The two dashes above are for `--env-file`: Node looks for an option of that name behind the script too, and ends when the
// file is not there yet (nodejs/node#54232).
import manifest from '../package.json' with { type: 'json' };

// Nothing else is imported before the version is known: what an older Node lacks would be a SyntaxError without advice.
const needed = Number.parseInt(manifest.engines.node.replace(/\D+/, ''), 10);
if (Number.parseInt(process.versions.node, 10) < needed) {
  process.stderr.write(
    `northwind-sandbox: The sandbox needs Node ${needed} or later; this is Node ${process.versions.node}.\n`,
  );
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import('node:module');
  // From the second start on, nothing is compiled again; the cache lies in the system's folder for temporary files.
  enableCompileCache();
  const { run } = await import('./cli/run.ts');
  await run(process.argv.slice(2));
}
