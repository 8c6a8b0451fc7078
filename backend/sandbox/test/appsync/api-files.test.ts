import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readApiFiles, writeApiFiles } from '../../src/wiring/graphql-api-files.ts';

it('a package holds the files that the repository would build', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'northwind-api-'));
  try {
    await writeApiFiles(folder);
    const packed = await readApiFiles(folder);
    const built = await readApiFiles(path.join(folder, 'nothing'));
    expect(packed.schemaSDL).toBe(built.schemaSDL);
    expect([...packed.bundles].sort()).toEqual([...built.bundles].sort());
    expect(packed.bundles.has('resolvers/manifest.json')).toBe(true);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
