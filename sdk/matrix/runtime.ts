import type { Settings } from './platform.ts';

/** One row of the README's table. */
export interface Runtime {
  readonly name: string;
  /** Whether `npm run matrix -- --quick` runs it: what npm installs quickly. */
  readonly quick?: true;
  /** What of the kit it must run besides: entries of `kit.mjs`, then the programs of `packages.ts`. */
  readonly kit: readonly string[];
  /** What the table says beside the name. */
  readonly note?: string;
  /** Of what it runs in. */
  version(): Promise<string>;
  /** `false` for a browser, whose version is the machine's; of all others npm installs the one that is pinned. */
  readonly isPinned?: false;
  /** Runs the scenario in a folder that has the packed package in its node_modules. `signal` ends it. */
  run(folder: string, settings: Settings, signal: AbortSignal): Promise<unknown>;
}
