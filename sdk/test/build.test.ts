// What decides whether a build is needed: what the files hold, never when they were written.
import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fingerprint } from '../build/fingerprint.ts';

let root: string;
const write = (name: string, text: string): Promise<void> => writeFile(path.join(root, name), text);
const now = (): Promise<string> => fingerprint(root, ['src', 'package.json', 'none']);

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'northwind-build-'));
  await mkdir(path.join(root, 'src/folder'), { recursive: true });
  await write('src/folder/one.ts', 'one');
  await write('package.json', '{}');
});
afterAll(() => rm(root, { recursive: true }));

it('a fingerprint is the same for the same files, whatever their dates, and with other tests', async () => {
  const before = await now();
  await utimes(path.join(root, 'src/folder/one.ts'), 1, 1);
  await write('src/one.test.ts', 'test');
  await write('elsewhere.ts', 'not an input');
  expect(await now()).toBe(before);
});

it('a fingerprint differs when a file has other text or another name, comes or goes', async () => {
  const seen = [await now()];
  await write('src/folder/one.ts', 'two');
  seen.push(await now());
  await rename(path.join(root, 'src/folder/one.ts'), path.join(root, 'src/folder/two.ts'));
  seen.push(await now());
  await write('src/three.ts', '');
  seen.push(await now());
  await rm(path.join(root, 'package.json'));
  seen.push(await now());
  expect(new Set(seen).size).toBe(seen.length);
});
