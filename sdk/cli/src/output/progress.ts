import type { Io } from '../io.ts';

export interface Progress {
  /** Takes the place of what was shown before. */
  show(text: string): void;
  clear(): void;
}

/** A line on standard error that changes while something takes its time; nothing where that is no terminal. */
export function createProgress({ stderr, env }: Io): Progress {
  const isShown = stderr.isTTY === true && env['TERM'] !== 'dumb';
  let isDirty = false;
  return {
    show(text) {
      if (!isShown) return;
      isDirty = true;
      stderr.write(`\r\u001b[K${text}`);
    },
    clear() {
      if (isDirty) stderr.write('\r\u001b[K');
      isDirty = false;
    },
  };
}
