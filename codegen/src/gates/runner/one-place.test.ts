// One idea, one place: what would be worked out a second time is told by how it must be written.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../../..');

interface OnePlace {
  readonly idea: string;
  /** Where a second one would be looked for. */
  readonly under: string;
  /** What no source can do without that works it out. */
  readonly mark: RegExp;
  readonly places: readonly string[];
}

const ideas: readonly OnePlace[] = [
  {
    idea: "the SDK's back-off",
    under: 'sdk/src',
    mark: /\* 2 \*\* |Math\.pow\(2/,
    places: ['sdk/src/support/backoff.ts'],
  },
  {
    idea: "the functions' back-off",
    under: 'backend/src',
    mark: /\* 2 \*\* |Math\.pow\(2/,
    places: ['backend/src/runtime/backoff.ts'],
  },
  {
    idea: 'the signing key of Signature Version 4',
    under: 'backend',
    mark: /`AWS4\$\{/,
    places: ['backend/sandbox/src/support/signature-v4.ts'],
  },
  {
    idea: 'a comment in generated TypeScript',
    under: 'codegen/src',
    mark: /\/\*\* \$\{/,
    places: ['codegen/src/typescript/text.ts'],
  },
  {
    idea: 'a union in generated TypeScript',
    under: 'codegen/src',
    mark: /join\(['"`] \| ['"`]\)/,
    places: ['codegen/src/typescript/type.ts'],
  },
  {
    idea: 'a string literal in generated TypeScript',
    under: 'codegen/src',
    mark: /JSON\.stringify\(\w+\)\.slice\(1, -1\)/,
    places: ['codegen/src/typescript/text.ts'],
  },
  {
    idea: 'the record of what a keyed call was answered',
    under: 'backend/src',
    mark: /itemType\.idempotencyRecord|'IdempotencyRecord'/,
    places: ['backend/src/data/idempotency-record.ts', 'backend/src/data/item-types.ts'],
  },
  {
    idea: 'expressions of the table, as requests carry them',
    under: 'backend/src',
    mark: /\b(?:Condition|Filter|KeyCondition|Projection|Update)Expression\b/,
    places: ['backend/src/data/page.ts', 'backend/src/data/transaction.ts'],
  },
  {
    idea: 'the names of indexes',
    under: 'backend/src',
    mark: /['"`]gsi\d/,
    places: ['backend/src/data/index-keys.ts', 'backend/src/data/table.ts'],
  },
];

const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file && !/\/generated\/|\.test\.ts$|\/test\//.test(file));

describe('one idea, one place', () => {
  it.each(ideas)('$idea', ({ under, mark, places }) => {
    const found = sources.filter(
      (file) => file.startsWith(`${under}/`) && mark.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(found.toSorted()).toEqual(places);
  });
});
