/** The one sandbox of a test run, in the runner's own process: started by whoever asks first, stopped when the last is done. */
import type { ControlAddress } from '../control/http/addresses.ts';
import type { Sandbox } from '../sandbox.ts';

interface Shared {
  users: number;
  readonly starting: Promise<Sandbox>;
}

/** Beside the module, which a runner may load more than once: each project of a run has a set-up of its own. */
const key = Symbol.for('@northwind/sandbox/shared');
const holder = globalThis as { [key]?: Shared | undefined };

export async function acquireSandbox(): Promise<ControlAddress> {
  holder[key] ??= {
    users: 0,
    starting: import('../sandbox.ts').then(({ startSandbox }) =>
      startSandbox({ port: 0, seed: null, control: true }),
    ),
  };
  const shared = holder[key];
  shared.users += 1;
  const { control } = await shared.starting;
  if (!control) throw new Error('The sandbox was started without its control.');
  return control;
}

export async function releaseSandbox(): Promise<void> {
  const shared = holder[key];
  if (!shared) return;
  shared.users -= 1;
  if (shared.users > 0) return;
  holder[key] = undefined;
  await (await shared.starting).close();
}
