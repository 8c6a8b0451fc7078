/**
 * Tests with a sandbox, for Jest. Needs `@northwind/sandbox/jest/global-setup` and `/jest/global-teardown`.
 *
 * @example
 * import { getSandbox } from '@northwind/sandbox/jest';
 *
 * test('a new partner has no invoices', async () => {
 *   const sandbox = await getSandbox();
 *   const partner = await sandbox.partner();
 *   await partner.fail('listInvoices', { status: 503 });
 *   // … your code with partner.options; a fault that it does not meet fails the test
 * });
 *
 * @packageDocumentation
 */
import { connectSandbox, type RemoteSandbox } from '../control/http/client.ts';
import { ControlError } from '../control/errors.ts';

export type { RemoteSandbox } from '../control/http/client.ts';

let connecting: Promise<RemoteSandbox> | undefined;

/** Jest's global, in a test file and in what `setupFilesAfterEnv` names. */
const { afterEach } = globalThis as { afterEach?: (hook: () => Promise<void>) => void };
afterEach?.(async () => {
  if (connecting) await (await connecting).faults.verify();
});

/**
 * The run's sandbox, connected to once for each test file. After each test its faults are verified and removed: one that was not met
 * fails the test.
 *
 * @throws ControlError when Jest's global set-up did not start one, or Jest's globals are not there
 */
export async function getSandbox(): Promise<RemoteSandbox> {
  if (!afterEach)
    throw new ControlError(
      'Import @northwind/sandbox/jest in a test file, with Jest’s globals there (injectGlobals): it verifies faults in afterEach.',
    );
  const { NORTHWIND_CONTROL_URL: url, NORTHWIND_CONTROL_TOKEN: token } = process.env;
  if (url === undefined || token === undefined)
    throw new ControlError(
      "No sandbox was started: set globalSetup: '@northwind/sandbox/jest/global-setup' in Jest's configuration.",
    );
  connecting ??= connectSandbox({ url, token });
  return connecting;
}
