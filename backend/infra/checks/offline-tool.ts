/**
 * The offline AWS provider with the part of its schema that the configuration speaks of.
 *
 * Terraform takes in the provider's whole schema at every command and spends most of a small plan's time on it: a web ACL's statements
 * alone are some 1,900 blocks. A type or block whose name stands nowhere in the configuration cannot be in a plan, so leaving it out
 * changes no answer: a misspelled one is unknown with and without it.
 */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Block {
  blocks?: Record<string, { block: Block | string }>;
}

interface ProviderSchema {
  resources: Record<string, Block | string>;
  data: Record<string, Block | string>;
  readonly shared: Readonly<Record<string, Block>>;
}

export interface OfflineTool {
  /** Path of the command. */
  readonly command: string;
  remove(): Promise<void>;
}

const only = <Value>(all: Readonly<Record<string, Value>>, names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));

/** Takes out of the schema every type and every nested block that no `names` has; changes what it is given. */
export function trimSchema(schema: ProviderSchema, names: ReadonlySet<string>): void {
  schema.resources = only(schema.resources, names);
  schema.data = only(schema.data, names);
  const seen = new Set<Block>();
  const trim = (reference: Block | string): void => {
    const block = typeof reference === 'string' ? schema.shared[reference] : reference;
    if (block === undefined || seen.has(block)) return;
    seen.add(block);
    if (block.blocks === undefined) return;
    block.blocks = only(block.blocks, names);
    for (const nested of Object.values(block.blocks)) trim(nested.block);
  };
  for (const block of [...Object.values(schema.resources), ...Object.values(schema.data)]) trim(block);
}

/** Every word of the configuration and its tests: a superset of the names of its types and blocks. */
async function words(infra: string): Promise<ReadonlySet<string>> {
  const files = (await readdir(infra, { recursive: true })).filter((file) => /[.](tf|hcl)$/.test(file));
  const texts = await Promise.all(files.map((file) => readFile(path.join(infra, file), 'utf8')));
  return new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
}

/** @param command the whole tool's, beside its provider and its schema */
export async function trimmedTool(command: string, infra: string): Promise<OfflineTool> {
  const folder = await mkdtemp(path.join(tmpdir(), 'northwind-terraform-offline-'));
  await cp(path.dirname(command), folder, {
    recursive: true,
    filter: (from) => !/[/](example|installing)$/.test(from),
  });
  const file = path.join(folder, 'aws-schema.json');
  const schema = JSON.parse(await readFile(file, 'utf8')) as ProviderSchema;
  trimSchema(schema, await words(infra));
  await writeFile(file, JSON.stringify(schema));
  return {
    command: path.join(folder, path.basename(command)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
