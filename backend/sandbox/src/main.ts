#!/usr/bin/env -S node --
// The two dashes above are for `--env-file`: Node looks for an option of that name behind the script too, and ends when the
// file is not there yet (nodejs/node#54232).
import { enableCompileCache } from 'node:module';
import { run } from './cli/run.ts';

// From the second start on, nothing is compiled again; the cache lies in the system's folder for temporary files.
enableCompileCache();
await run(process.argv.slice(2));
