/** The repository's own Terraform code, spoiled in one place each: what `npm run check` says without Terraform. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiKeyHeader } from '../../contract/openapi/operations.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { repositoryRoot } from '../../contract/root.ts';
import { argumentsOf, blocksOf, withoutComments } from './hcl.ts';
import { Folder, type HclFile } from './references.ts';

const filesOf = (folder: string): HclFile[] =>
  readdirSync(path.join(repositoryRoot, folder))
    .filter((file) => file.endsWith('.tf'))
    .map((file) => ({
      file: `${folder}/${file}`,
      text: readFileSync(path.join(repositoryRoot, folder, file), 'utf8'),
    }));

/** What is found in a layer after one text was replaced by another. */
const spoiled = (folder: string, from: string, to: string): string[] => {
  const files = filesOf(folder);
  const spoilt = files.find(({ text }) => text.includes(from));
  if (spoilt === undefined) throw new Error(`${folder} has no ${from} any more.`);
  const others = files.filter((file) => file !== spoilt);
  const changed = { ...spoilt, text: spoilt.text.replace(from, to) };
  return new Folder([...others, changed], repositoryRoot)
    .findings()
    .map(({ file, line, message }) => `${file}:${line} ${message}`);
};

describe('a reference of the Terraform code', () => {
  it('leads somewhere, in every layer', () => {
    for (const layer of ['app', 'data', 'identity', 'network-edge']) {
      expect(new Folder(filesOf(`backend/infra/${layer}`), repositoryRoot).findings()).toEqual([]);
    }
  });

  it.each([
    ['a generated file', 'app', '${local.generated}/functions.json', '${local.generated}/function.json'],
    ['a contract', 'app', 'device-command.schema.json', 'locker-command.schema.json'],
    ['a part of a manifest', 'app', 'local.resources.functions', 'local.resources.lambdas'],
    ['a field of each value', 'app', 'each.value.memorySize', 'each.value.memory'],
    ['a field of a loop variable', 'app', 'access.leadingKeys', 'access.keys'],
    ['a field of a loop within a loop', 'app', 'trigger.onFailureQueue', 'trigger.failureQueue'],
    ['an operation', 'network-edge', 'operations["getHealth"].path', 'operations["getHealthy"].path'],
    ['a group', 'identity', 'scopesByGroup["partner"]', 'scopesByGroup["partners"]'],
    ['a field behind an alias', 'data', 'local.table.globalSecondaryIndexes', 'local.table.indexes'],
    ['a field in a string', 'network-edge', '${local.manifest.basePath}', '${local.manifest.base}'],
  ])('is red where it misses %s', (_, layer, from, to) => {
    const found = spoiled(`backend/infra/${layer}`, from, to);
    expect(found.join('\n')).toMatch(/^backend\/infra\/[\w-]+\/[\w-]+\.tf:\d+ .*(does not exist|has no)/);
  });

  it('names what there is, at the line', () => {
    const [found] = spoiled('backend/infra/network-edge', '"getHealth"', '"getHealthy"');
    expect(found).toMatch(/locals\.tf:\d+ local\.manifest\.operations\["getHealthy"\]\.path: .*getHealth;/);
  });

  it('is red where no resource is made for a key', () => {
    const files = filesOf('backend/infra/app');
    const use = {
      file: 'backend/infra/app/x.tf',
      text: 'output "x" {\n  value = module.queue["lost"].queue\n}\n',
    };
    expect(new Folder([...files, use], repositoryRoot).findings()).toMatchObject([
      {
        file: 'backend/infra/app/x.tf',
        line: 2,
        message: expect.stringContaining('module.queue is made for'),
      },
    ]);
  });

  it('is not red for what comes from elsewhere', () => {
    expect(spoiled('backend/infra/app', 'local.data.table.name', 'local.data.table.arn')).toEqual([]);
  });
});

it("spells the API key's header as the contract does", async () => {
  const folder = path.join(repositoryRoot, 'backend/infra');
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tf'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'));
  const spelt = texts.flatMap((text) => text.match(/x-api-[a-z-]+/g) ?? []);
  expect(new Set(spelt)).toEqual(new Set([apiKeyHeader(await readContract())]));
});

describe('the reader of HCL', () => {
  it('leaves strings and heredocs alone when it takes comments out', () => {
    const text = 'a = "# no" # yes\n/* yes\n*/ b = <<-EOT\n  # no\n  EOT\n';
    expect(withoutComments(text)).toBe('a = "# no"      \n      \n   b = <<-EOT\n  # no\n  EOT\n');
  });

  it('finds arguments of a block over several lines, and none of the blocks within', () => {
    const text =
      'resource "a" "b" {\n  x = [\n    "}", 1\n  ]\n  inner {\n    y = 2\n  }\n  z = "${f({ a = 1 })}"\n}\n';
    const [block] = blocksOf(text);
    expect(block?.labels).toEqual(['resource', 'a', 'b']);
    expect([...argumentsOf(text, block!)]).toEqual([
      ['x', '[\n    "}", 1\n  ]'],
      ['z', '"${f({ a = 1 })}"'],
    ]);
  });
});
