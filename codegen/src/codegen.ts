/** Runs generators and makes a tree agree with them, or says where it does not. */
import { generatedFolders, type Generator } from './generator.ts';
import { applyTree, compareTree, isClean } from './tree.ts';

export interface CodegenOptions {
  generators: readonly Generator[];
  /** Folder that the paths of generated files are relative to. */
  root: string;
  /** Compare and write nothing. */
  check: boolean;
}

export interface CodegenResult {
  /** 0: fresh; 1: under `check`, something is not. */
  exitCode: 0 | 1;
  /** What was done or found, a line each. */
  lines: string[];
  /** Files that were written or deleted. */
  changed: string[];
}

/**
 * Every generator runs before anything is written, so that a contract that cannot be generated leaves the tree as it was. Files that
 * no generator makes are stale only if all of them ran: `isComplete`.
 */
export async function codegen(
  { generators, root, check }: CodegenOptions,
  isComplete = true,
): Promise<CodegenResult> {
  const started = performance.now();
  const files = new Map<string, string>();
  for (const generator of generators) {
    for (const [file, content] of await generator.generate()) {
      if (files.has(file))
        throw new Error(`${generator.name} writes ${file}, which another generator has written.`);
      files.set(file, content);
    }
  }
  const difference = await compareTree(root, files, isComplete ? generatedFolders : []);
  const { missing, changed, stale } = difference;
  if (check && !isClean(difference)) {
    return {
      exitCode: 1,
      changed: [],
      lines: [
        ...missing.map((file) => `missing  ${file}`),
        ...changed.map((file) => `differs  ${file}`),
        ...stale.map((file) => `stale    ${file}`),
        'Generated files are not what the contracts say. Run `npm run codegen` and commit what it writes.',
      ],
    };
  }
  await applyTree(root, files, difference);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return {
    exitCode: 0,
    changed: [...missing, ...changed, ...stale],
    lines: [
      ...[...missing, ...changed].map((file) => `wrote    ${file}`),
      ...stale.map((file) => `deleted  ${file}`),
      `${files.size} generated files are fresh (${seconds} s).`,
    ],
  };
}
