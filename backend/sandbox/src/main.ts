#!/usr/bin/env -S node --
// The two dashes above are for `--env-file`: Node looks for an option of that name behind the script too, and ends when the
// file is not there yet (nodejs/node#54232).
import { run } from './cli/run.ts';

await run(process.argv.slice(2));
