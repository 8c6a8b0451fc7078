/** A place where what a caller or device sends is read, and what is needed to try it: the code behind it, and an end that is a refusal. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../contract/root.ts';
import type { WorstBody } from './worst-bodies.ts';

export interface Door {
  readonly name: string;
  readonly maxBytes: number;
  readonly bodies: readonly WorstBody[];
  /** Errors of a value, where all that is received is one JSON value and one validator looks at it. */
  readonly validate?: (value: unknown) => readonly unknown[];
  /** What is done with a text until it is refused or found valid. */
  readonly receive: (text: string) => unknown;
}

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
