/** The Lambda functions as they are deployed: how large their packages are, and what loading them costs before the first request. */
import { execFileSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { functions } from '../../src/generated/functions.ts';
import { runtimeEnvironment } from '../src/services/lambda/environment.ts';
import { round } from './hop-rows.ts';
import type { Row } from './table.ts';

const backend = path.resolve(import.meta.dirname, '../..');
const runs = 3;

/** Set for every function; nothing is asked for before the first request. */
const nowhere = 'http://127.0.0.1:1';
const environment = runtimeEnvironment('bench', 1024, {
  ...{ region: 'eu-central-1', accessKeyId: 'key', secretAccessKey: 'secret' },
  ...{ dynamodbUrl: nowhere, s3Url: nowhere, sqsUrl: nowhere, snsUrl: nowhere, cognitoUrl: nowhere },
});

/** The best of some runs, in which the code is in the disk's cache: what Lambda adds, and its slower CPU, is not in it. */
export async function measureFunctions(): Promise<Row[]> {
  const run = (script: string, ...args: string[]): string =>
    execFileSync(process.execPath, [path.join(backend, script), ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    });
  run('build.ts');
  run('infra/package.ts');
  const rows: Row[] = [];
  for (const name of Object.keys(functions)) {
    const folder = path.join(backend, 'dist/functions', name);
    rows.push({
      function: name,
      'package KB': round((await stat(`${folder}.zip`)).size / 1000),
      ...initOf(run, path.join(folder, 'index.cjs')),
    });
  }
  return rows;
}

function initOf(run: (script: string, ...args: string[]) => string, module: string): Row {
  const inits = Array.from(
    { length: runs },
    () =>
      JSON.parse(run('sandbox/bench/function-init.ts', module)) as Record<
        'milliseconds' | 'cpuMilliseconds',
        number
      >,
  );
  return {
    'init ms': round(Math.min(...inits.map(({ milliseconds }) => milliseconds))),
    'init CPU ms': round(Math.min(...inits.map(({ cpuMilliseconds }) => cpuMilliseconds))),
  };
}
