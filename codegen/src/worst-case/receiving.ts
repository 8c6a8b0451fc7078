/** What all doors need to be tried: the code behind them, and an end that is a refusal. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../contract/root.ts';

/** A module of the repository, loaded while the program runs: codegen imports no running code. */
export const load = async <Module>(file: string): Promise<Module> =>
  (await import(pathToFileURL(path.join(repositoryRoot, file)).href)) as Module;

/** Runs what may refuse: a refusal by an error of one of these names is an end like any other. */
export async function untilRefused(names: readonly string[], work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error) || !names.includes(error.name)) throw error;
  }
}
