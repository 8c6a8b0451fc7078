// The package as a stranger gets it: the tarball that npm would publish, unpacked where Node looks for it, beside nothing but its
// declared dependencies (linked from this repository, so that no network is needed).
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const sdkFolder = path.resolve(import.meta.dirname, '..');
export const repositoryModules = path.resolve(sdkFolder, '../node_modules');

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

/** Runs a program and returns what it printed; its output is part of the error if it fails. */
export async function output(
  file: string,
  parameters: string[],
  cwd: string,
  {
    environment = {},
    input = '',
    signal,
  }: { environment?: Record<string, string>; input?: string; signal?: AbortSignal } = {},
): Promise<string> {
  try {
    const running = run(file, parameters, {
      cwd,
      maxBuffer: 2 ** 26,
      signal,
      env: { ...process.env, FORCE_COLOR: '0', ...environment },
    });
    // A program may end before it reads; why is told by its own end.
    running.child.stdin?.on('error', () => {}).end(input);
    return (await running).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${path.basename(file)} ${parameters.join(' ')}\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** Builds the package if there is no build, or one of other sources. */
async function ensureBuilt(): Promise<void> {
  await output(process.execPath, [path.join(sdkFolder, 'build/main.ts')], sdkFolder);
}

/** Packs the package into a temporary project; `remove` deletes it. */
export async function packedProject(): Promise<{ folder: string; tarball: string; remove(): Promise<void> }> {
  await ensureBuilt();
  const folder = await mkdtemp(path.join(tmpdir(), 'northwind-consumer-'));
  const packed = await output(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', folder],
    sdkFolder,
  );
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  const tarball = path.join(folder, filename);
  const modules = path.join(folder, 'node_modules');
  const target = path.join(modules, '@northwind/sdk');
  await mkdir(target, { recursive: true });
  await output('tar', ['-xzf', tarball, '--strip-components=1', '-C', target], folder);
  await linkDependencies(target, modules, new Set());
  return { folder, tarball, remove: () => rm(folder, { recursive: true }) };
}

/** Another package of the repository, packed beside it, with its dependencies linked. */
export async function installPacked(name: string, source: string, folder: string): Promise<void> {
  const packed = await output('npm', ['pack', '--silent', '--pack-destination', folder], source);
  const modules = path.join(folder, 'node_modules');
  const target = path.join(modules, name);
  await mkdir(target, { recursive: true });
  const tarball = path.join(folder, packed.trim().split('\n').at(-1) ?? '');
  await output('tar', ['-xzf', tarball, '--strip-components=1', '-C', target], folder);
  await linkDependencies(
    target,
    modules,
    new Set([name]),
    [source, path.dirname(source)].map((place) => path.join(place, 'node_modules')),
  );
}

/** @param near folders that npm may have put a dependency into, before the repository's own */
async function linkDependencies(
  packageFolder: string,
  modules: string,
  linked: Set<string>,
  near: readonly string[] = [],
): Promise<void> {
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(
    await readFile(path.join(packageFolder, 'package.json'), 'utf8'),
  ) as Manifest;
  // Of the package itself also what its README says to install beside it.
  const peers = linked.size === 0 ? peerDependencies : {};
  for (const name of Object.keys({ ...dependencies, ...peers })) {
    const target = path.join(modules, name);
    const source = [...near, repositoryModules].map((place) => path.join(place, name)).find(existsSync);
    if (linked.has(name) || source === undefined || existsSync(target)) continue;
    linked.add(name);
    await mkdir(path.dirname(target), { recursive: true });
    await symlink(source, target, 'dir');
    await linkDependencies(source, modules, linked);
  }
}
