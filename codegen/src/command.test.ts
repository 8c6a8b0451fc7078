/** How a command ends is what the gates tell its reader to do: a crash must not look like a finding. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { gates } from './gates/runner/gates.ts';

const module = path.join(import.meta.dirname, 'command.ts');

it.each([
  ['() => Promise.resolve(1)', 1, '', /^Run `npm run codegen`/],
  [
    "() => Promise.reject(contractError('schema/openapi.yaml', 'is empty; write it.'))",
    3,
    'schema/openapi.yaml is empty; write it.\n',
    /^Correct the contract at the places above/,
  ],
  ["() => Promise.reject(new Error('ours'))", 4, 'Error: ours', /a bug of codegen/],
])('%s ends with %i', (main, exitCode, told, remedy) => {
  const program = `import { runCommand } from ${JSON.stringify(module)};
import { contractError } from ${JSON.stringify(path.join(import.meta.dirname, 'contract/finding.ts'))};
await runCommand(${main});`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  expect(stderr.startsWith(told)).toBe(true);
  expect(status).toBe(exitCode);
  const [fresh] = gates([]);
  expect(typeof fresh?.remedy === 'function' ? fresh.remedy(exitCode) : '').toMatch(remedy);
});
