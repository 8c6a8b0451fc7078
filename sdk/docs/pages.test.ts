import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sdkFolder } from '../test/packed.ts';
import { disagreements } from './pages.ts';

const readme = await readFile(path.join(sdkFolder, 'README.md'), 'utf8');

it('every section of the README is in a guide, and every guide has its sections', () => {
  expect(disagreements(readme)).toEqual([]);
});

it('a section that no guide shows, and one that is gone, are told', () => {
  expect(disagreements(`${readme}\n## New\n\ntext\n`)).toEqual(['New']);
  expect(disagreements(readme.replace('\n## Lists\n', '\n'))).toEqual(['Lists']);
});
