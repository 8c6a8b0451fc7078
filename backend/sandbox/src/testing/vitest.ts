/**
 * Tests with a sandbox, for Vitest. Needs the global set-up `@northwind/sandbox/vitest/global-setup`.
 *
 * @example
 * import { expect } from 'vitest';
 * import { test } from '@northwind/sandbox/vitest';
 *
 * test('a new partner has no invoices', async ({ sandbox }) => {
 *   const partner = await sandbox.partner();
 *   await partner.fail('listInvoices', { status: 503 });
 *   // … your code with partner.options; a fault that it does not meet fails the test
 * });
 *
 * @packageDocumentation
 */
import { inject, test as vitestTest, type TestAPI } from 'vitest';
import type { ControlAddress } from '../control/http/addresses.ts';
import { connectSandbox, type RemoteSandbox } from '../control/http/client.ts';
import { ControlError } from '../control/errors.ts';

export type { RemoteSandbox } from '../control/http/client.ts';
export { ControlError, FaultNotMetError, UnknownTargetError } from '../control/errors.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    northwindSandbox: ControlAddress;
  }
}

/** What a test gets. */
export interface SandboxFixtures {
  /** The run's sandbox. Faults that a test sets are its own: they are verified and removed at its end, tests beside it do not see them. */
  sandbox: RemoteSandbox;
}

/** Vitest's `test`, with `sandbox` in its context. */
export const test: TestAPI<SandboxFixtures> = vitestTest.extend<SandboxFixtures>({
  // Vitest reads the names of fixtures from the pattern: this one depends on none.
  sandbox: async ({}, use) => {
    const address = inject('northwindSandbox') as ControlAddress | undefined;
    if (!address)
      throw new ControlError(
        "No sandbox was started: set globalSetup: '@northwind/sandbox/vitest/global-setup' in Vitest's configuration.",
      );
    const sandbox = await connectSandbox(address);
    await use(sandbox);
    await sandbox.faults.verify();
  },
});

/** The same as {@link test}. */
export const it: TestAPI<SandboxFixtures> = test;
