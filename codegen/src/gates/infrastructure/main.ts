/**
 * `node codegen/src/gates/infrastructure/main.ts`: compares what the Terraform code reads with the generated files, without Terraform.
 * Exit 1 where a reference leads nowhere. Option: `--root` of the repository.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatFinding } from '../../contract/finding.ts';
import { repositoryRoot } from '../../contract/root.ts';
import { Folder, type HclFile } from './references.ts';

const { values } = parseArgs({ options: { root: { type: 'string', default: repositoryRoot } } });
const root = path.resolve(values.root);

const names = await readdir(path.join(root, 'backend/infra'), { recursive: true });
const files = names
  .filter((name) => name.endsWith('.tf') && !name.split(path.sep).includes('.terraform'))
  .map((name) => path.posix.join('backend/infra', name.split(path.sep).join('/')));
const read = await Promise.all(
  files.map(async (file): Promise<HclFile> => ({
    file,
    text: await readFile(path.join(root, file), 'utf8'),
  })),
);
const folders = [...new Set(files.map((file) => path.posix.dirname(file)))];
const findings = folders.flatMap((folder) =>
  new Folder(
    read.filter(({ file }) => path.posix.dirname(file) === folder),
    root,
  ).findings(),
);
for (const finding of findings) console.error(formatFinding(finding));
process.exitCode = findings.length > 0 ? 1 : 0;
if (findings.length === 0) console.log(`${files.length} Terraform files read only what is generated.`);
