// An earlier state of the SDK, to be measured beside today's: built from a commit of this repository, in a folder of its own.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Sdk from '@northwind/sdk';

const root = path.resolve(import.meta.dirname, '../..');

export interface Before {
  /** The module as that commit published it. */
  readonly sdk: typeof Sdk;
  remove(): void;
}

/**
 * @param commit whatever git knows by name, such as a release's tag
 * @throws Error with git's or the build's own words, where the commit is not known or does not build with today's packages
 */
export async function buildBefore(commit: string): Promise<Before> {
  const folder = mkdtempSync(path.join(tmpdir(), 'northwind-before-'));
  const git = (...parameters: string[]) => execFileSync('git', parameters, { cwd: root });
  const remove = (): void => {
    git('worktree', 'remove', '--force', folder);
    rmSync(folder, { recursive: true, force: true });
  };
  git('worktree', 'add', '--quiet', '--detach', folder, commit);
  try {
    // The same packages for both, so that what differs is the SDK.
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    execFileSync('npm', ['run', '--silent', 'build', '--workspace', '@northwind/sdk'], { cwd: folder });
    const entry = pathToFileURL(path.join(folder, 'sdk/dist/index.js')).href;
    return { sdk: (await import(entry)) as Before['sdk'], remove };
  } catch (error) {
    remove();
    throw error;
  }
}
