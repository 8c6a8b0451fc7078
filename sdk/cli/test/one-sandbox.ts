// One sandbox for all of these tests: it takes seconds to start, and they keep to data of their own.
import type { TestProject } from 'vitest/node';
import { startSandbox, type SharedSandbox } from './sandbox.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    sandbox: SharedSandbox;
  }
}

export default async function (project: TestProject): Promise<() => Promise<void>> {
  const { sandbox, stop } = await startSandbox();
  project.provide('sandbox', sandbox);
  return stop;
}
