/**
 * Vitest's global set-up: starts one sandbox for the run and hands its address to the workers.
 *
 * @example
 * // vitest.config.ts
 * export default defineConfig({ test: { globalSetup: '@northwind/sandbox/vitest/global-setup' } });
 *
 * @packageDocumentation
 */
import type { ControlAddress } from '../control/http/addresses.ts';
import { acquireSandbox, releaseSandbox } from './shared-sandbox.ts';

/** What Vitest gives a global set-up, as far as it is needed here. */
export interface ProvidingProject {
  provide(key: 'northwindSandbox', value: ControlAddress): void;
}

export default async function setup(project: ProvidingProject): Promise<() => Promise<void>> {
  const { url, token } = await acquireSandbox();
  project.provide('northwindSandbox', { url, token });
  return releaseSandbox;
}
