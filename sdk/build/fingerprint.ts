import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * What files hold, under which names: the same for the same, whatever their dates. A folder stands for all files in it but tests.
 *
 * @param root what `inputs` are relative to; one that is not there counts as such
 */
export async function fingerprint(root: string, inputs: readonly string[]): Promise<string> {
  const names = (await Promise.all(inputs.map((input) => filesOf(root, input)))).flat().sort();
  const hash = createHash('sha256');
  for (const name of names) {
    const content = await readFile(path.join(root, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function filesOf(root: string, input: string): Promise<string[]> {
  const found = await stat(path.join(root, input)).catch(() => undefined);
  if (!found?.isDirectory()) return found ? [input] : [];
  const entries = await readdir(path.join(root, input), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}
