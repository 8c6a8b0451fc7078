import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../../../..');
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Lays out a small house with the given files and returns what the import check says of it. */
function check(files: Record<string, string>): Promise<{ code: number; output: string }> {
  const house = mkdtempSync(path.join(tmpdir(), 'northwind-imports-'));
  folders.push(house);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(house, name)), { recursive: true });
    writeFileSync(path.join(house, name), content);
  }
  const tops = [...new Set(Object.keys(files).map((name) => name.split('/')[0] ?? name))];
  const config = path.join(repository, '.config/dependency-cruiser.mjs');
  const bin = path.join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [bin, '--config', config, '--output-type', 'err-long', ...tops],
      { cwd: house },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : 1, output: stdout + stderr }),
    );
  });
}

const target = {
  'backend/src/data/table.ts': 'export const table = 1;\n',
  'codegen/src/gates/gate.ts': 'export const gate = 1;\n',
  'codegen/src/typescript/text.ts': 'export const text = 1;\n',
  'sdk/cli/src/run.ts': 'export const run = 1;\n',
  'sdk/src/client.ts': 'export const client = 1;\n',
};

describe('the import rules', () => {
  it('pass a house whose imports go down the list', async () => {
    const { code, output } = await check({
      ...target,
      'backend/sandbox/src/sandbox.ts':
        "import { table } from '../../src/data/table.ts';\nexport const sandbox = table;\n",
    });
    expect(output).toContain('no dependency violations found');
    expect(code).toBe(0);
  });

  it.each([
    ['codegen-by-stages', 'codegen/src/contract/bad.ts', '../gates/gate.ts'],
    ['codegen-contract-knows-no-output', 'codegen/src/contract/bad.ts', '../typescript/text.ts'],
    ['sdk-stands-alone', 'sdk/src/bad.ts', '../../backend/src/data/table.ts'],
    ['backend-does-not-know-where-it-runs', 'backend/src/bad.ts', '../../sdk/src/client.ts'],
    ['sandbox-drives-the-backend-only', 'backend/sandbox/src/bad.ts', '../../../sdk/src/client.ts'],
    ['services-know-no-northwind', 'backend/sandbox/src/services/bad.ts', '../../../src/data/table.ts'],
    ['support-stands-below-the-services', 'backend/sandbox/src/support/bad.ts', '../../../src/data/table.ts'],
    ['examples-import-the-package', 'examples/one/src/bad.ts', '../../../sdk/src/client.ts'],
    ['cli-imports-the-package', 'sdk/cli/src/bad.ts', '../../src/client.ts'],
    ['library-without-command-line', 'sdk/src/bad.ts', '../cli/src/run.ts'],
    ['domain-knows-neither-http-nor-dynamodb', 'backend/src/domain/bad.ts', '../data/table.ts'],
    ['browser-code-without-node', 'sdk/src/bad.ts', 'node:fs'],
    ['everything-resolves', 'sdk/src/bad.ts', './nowhere.ts'],
  ])('name the offender and its import: %s', async (rule, file, specifier) => {
    const { code, output } = await check({ ...target, [file]: `export * from '${specifier}';\n` });
    expect(code).toBe(1);
    expect(output).toContain(`${rule}: ${file}`);
    const imported = specifier.startsWith('../')
      ? path.posix.join(path.posix.dirname(file), specifier)
      : specifier.replace('node:', '');
    expect(output).toContain(imported);
  });

  it('refuse an import of codegen at run time', async () => {
    const { output } = await check({
      'codegen/src/main.ts': 'export const main = 1;\n',
      'backend/src/bad.ts': "export * from '../../codegen/src/main.ts';\n",
    });
    expect(output).toContain('nothing-imports-codegen: backend/src/bad.ts');
  });
});
