/** Programs that were written for the last release of the SDK, and compiled with it: they must compile with this one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../contract/root.ts';

const folder = 'sdk/test/consumers';

/** Parameters of the compiler, as `sdk/test/consumers.test.ts` has them too. */
interface Options {
  readonly strict: readonly string[];
  readonly node: readonly string[];
}

export interface LastConsumers {
  /** Absent before the first release. */
  readonly tag: string | undefined;
  readonly programs: readonly string[];
  /** What the compiler says; empty when all compile. */
  readonly errors: string;
}

/**
 * Takes the consumers out of the last release's tag and compiles them against the package that is built in `root`.
 *
 * @param compiler path of TypeScript's `tsc`
 */
export async function checkLastConsumers(root: string, compiler: string): Promise<LastConsumers> {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  const [tag] = git('tag', '--list', 'sdk-v*', '--sort=-version:refname').split('\n').filter(Boolean);
  if (tag === undefined) return { tag, programs: [], errors: '' };
  const programs = git('ls-tree', '-r', '--name-only', tag, '--', folder)
    .split('\n')
    // What did not compile then may compile now.
    .filter((file) => /\.[mc]ts$/.test(file) && !file.includes('must-not-compile'));
  const project = await mkdtemp(path.join(tmpdir(), 'northwind-last-consumers-'));
  try {
    for (const program of programs) {
      const file = path.join(project, path.relative(folder, program));
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, git('show', `${tag}:${program}`));
    }
    await symlink(path.join(root, 'node_modules'), path.join(project, 'node_modules'), 'junction');
    // As today's test compiles them; what stands beside the programs brings types of its own.
    const options = JSON.parse(
      await readFile(path.join(repositoryRoot, folder, 'compiler-options.json'), 'utf8'),
    ) as Options;
    const parameters = [...options.strict, ...options.node, '--skipLibCheck', '--types', 'node'];
    const names = programs.map((program) => path.relative(folder, program));
    const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, ...parameters, ...names], {
      cwd: project,
      encoding: 'utf8',
    });
    return { tag, programs, errors: status === 0 ? '' : (stdout + stderr).trim() };
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}
