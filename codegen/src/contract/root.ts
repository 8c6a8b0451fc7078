import path from 'node:path';

/** Absolute path of the repository; paths in messages and generated files are relative to it. */
export const repositoryRoot: string = path.resolve(import.meta.dirname, '../../..');
