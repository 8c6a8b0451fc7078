import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUDGET, bundleFunction } from '../../build.ts';
import { functions } from '../generated/functions.ts';

/** Prints what a bundle exports, as Lambda loads it: from a folder that has nothing else. */
const load =
  'console.log(Object.entries(require(process.argv[1])).map(([name, value]) => name + ": " + typeof value))';

describe('the bundle of a function', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bundles-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.keys(functions))(
    '%s is within its budget, loads with nothing beside it, and evaluates no text',
    async (name) => {
      const bundle = await bundleFunction(name);
      expect(bundle.length).toBeLessThanOrEqual(BUDGET);
      const file = path.join(folder, `${name}.cjs`);
      await writeFile(file, bundle);
      const exported = execFileSync(process.execPath, ['-e', load, file], { cwd: folder, encoding: 'utf8' });
      expect(exported).toContain("'handler: function'");
      const text = Buffer.from(bundle).toString();
      expect(text).not.toMatch(/new Function\(|[^.\w]eval\(/);
      // Checks of our own answers belong to the sandbox and to tests.
      expect(text).not.toContain('VALIDATE_RESPONSES');
    },
  );

  it('is twice the same', async () => {
    const [first, second] = [await bundleFunction('invoices-api'), await bundleFunction('invoices-api')];
    expect(Buffer.from(first).equals(second)).toBe(true);
  });
});
