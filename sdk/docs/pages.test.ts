import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sdkFolder } from '../test/packed.ts';
import { withoutSkippedLevels } from './markdown.ts';
import { disagreements, guidePages, withSiteLinks } from './pages.ts';

const readme = await readFile(path.join(sdkFolder, 'README.md'), 'utf8');

it('every section of the README is in a guide, and every guide has its sections', () => {
  expect(disagreements(readme)).toEqual([]);
});

it('a section that no guide shows, and one that is gone, are told', () => {
  expect(disagreements(`${readme}\n## New\n\ntext\n`)).toEqual(['New']);
  expect(disagreements(readme.replace('\n## Lists\n', '\n'))).toEqual(['Lists']);
});

it('links of a README lead to pages of the site, and links to what the site does not show to the repository', () => {
  expect(
    withSiteLinks('[a](cli/README.md), [b](../backend/sandbox/README.md), [c](CHANGELOG.md)', 'sdk'),
  ).toBe('[a](/guide/command-line), [b](/guide/sandbox), [c](/changelog)');
  expect(
    withSiteLinks(
      "[yes](../a.test.ts 'proves it') [x](https://a.example/b) [y](#lists) [z](#elsewhere)",
      'sdk/cli',
    ),
  ).toBe(
    "[yes](https://github.com/northwind-lockers/partner-kit/tree/main/sdk/a.test.ts 'proves it') [x](https://a.example/b) [y](/guide/lists) [z](#elsewhere)",
  );
  expect(withSiteLinks(readme, 'sdk')).not.toMatch(/\]\((?!https?:|\/guide\/|\/changelog|#)/);
});

it('headings go down by one level at a time, and code is left as it is', () => {
  expect(withoutSkippedLevels('# A\n### B\n#### C\n```sh\n#### no heading\n```\n### D\n## E')).toBe(
    '# A\n## B\n### C\n```sh\n#### no heading\n```\n### D\n## E',
  );
});

it('no two guides have one address', () => {
  const slugs = guidePages.map(({ slug }) => slug);
  expect(new Set(slugs).size).toBe(slugs.length);
});
