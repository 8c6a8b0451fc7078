/** Edits of generated files and of the released contracts, made in a copy of the tree that the real gates look at. */
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codegen } from '../codegen.ts';
import { repositoryRoot } from '../contract/root.ts';
import { releasedFolder, readRelease, snapshotFindings } from '../gates/compatibility/snapshot.ts';
import { generatedFolders, type GeneratedFiles, type Generator } from '../generator.ts';
import { generators } from '../generators.ts';
import type { Mutant } from './mutant.ts';

type Change = (root: string) => Promise<void>;

/** How a gate looks at a copy of some folders: whether it sees a change, and nothing where there is none. */
function gateOf(
  folders: readonly string[],
  sees: (root: string) => Promise<boolean>,
): (change: Change) => Promise<boolean> {
  const seesAfter = async (change: Change): Promise<boolean> => {
    const root = await mkdtemp(path.join(tmpdir(), 'northwind-drift-'));
    try {
      for (const folder of folders)
        await cp(path.join(repositoryRoot, folder), path.join(root, folder), { recursive: true });
      await change(root);
      return await sees(root);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  };
  let falseAlarm: Promise<boolean> | undefined;
  return async (change) => {
    falseAlarm ??= seesAfter(() => Promise.resolve());
    return !(await falseAlarm) && seesAfter(change);
  };
}

/** Every generated file edited or deleted, and one more beside it, before the check that CI makes. */
export async function generatedMutants(): Promise<Mutant[]> {
  // The contracts are the same for every mutant, so what is made of them is too.
  const remembered = generators.map((generator): Generator => {
    let made: Promise<GeneratedFiles> | undefined;
    return { name: generator.name, generate: () => (made ??= generator.generate()) };
  });
  const gate = gateOf(
    generatedFolders,
    async (root) => (await codegen({ generators: remembered, root, check: true })).exitCode === 1,
  );
  const made = await Promise.all(remembered.map((generator) => generator.generate()));
  const files = made
    .flatMap((each) => [...each.keys()])
    .filter((file) => generatedFolders.some((folder) => file.startsWith(`${folder}/`)));
  const mutant = (name: string, change: Change): Mutant => ({
    kind: 'generated',
    name,
    dies: () => gate(change),
  });
  return [
    ...files.map((file) => mutant(`${file} is edited`, (root) => appendFile(path.join(root, file), ' '))),
    ...files.map((file) => mutant(`${file} is deleted`, (root) => rm(path.join(root, file)))),
    ...generatedFolders.map((folder) =>
      mutant(`${folder} holds a file that nothing generates`, (root) =>
        writeFile(path.join(root, folder, 'written-by-hand.ts'), 'export {};\n'),
      ),
    ),
  ];
}

/** Every released file edited or deleted, and one more beside them: history may not be changed to fit a breaking change. */
export async function historyMutants(): Promise<Mutant[]> {
  const { files } = await readRelease();
  const gate = gateOf([releasedFolder], async (root) => (await snapshotFindings(root)).length > 0);
  const mutant = (name: string, change: Change): Mutant => ({
    kind: 'history',
    name: `${releasedFolder}/${name}`,
    dies: () => gate((root) => change(path.join(root, releasedFolder))),
  });
  const names = Object.keys(files);
  return [
    ...names.map((file) =>
      mutant(`${file} is edited`, (folder) => appendFile(path.join(folder, file), '\n#')),
    ),
    ...names.map((file) => mutant(`${file} is deleted`, (folder) => rm(path.join(folder, file)))),
    mutant('operations holds a document that was never released', (folder) =>
      writeFile(path.join(folder, 'operations/added.graphql'), 'query Added { me { id } }\n'),
    ),
    mutant('release.json forgets a file', async (folder) => {
      const file = path.join(folder, 'release.json');
      const release = JSON.parse(await readFile(file, 'utf8')) as { files: Record<string, string> };
      delete release.files[names[0] ?? ''];
      await writeFile(file, JSON.stringify(release));
    }),
  ];
}
