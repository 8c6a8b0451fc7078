import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';

/** Asks a person at a terminal, or takes the next line of standard input. */
export interface Prompter {
  /** @param hidden whether the terminal shows what is typed */
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string>;
  close(): void;
}

export function createPrompter({ stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>): Prompter {
  let isMuted = false;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!isMuted) stderr.write(chunk);
      done();
    },
  });
  const terminal = stdin.isTTY === true;
  const lines = createInterface({ input: stdin, output, terminal });
  let isInterrupted = false;
  lines.on('SIGINT', () => {
    isInterrupted = true;
    lines.close();
  });
  const reader = lines[Symbol.asyncIterator]();
  return {
    async ask(question, { hidden = false } = {}) {
      lines.setPrompt(`${question}: `);
      lines.prompt();
      isMuted = hidden;
      const { value, done } = await reader.next();
      isMuted = false;
      if (hidden || !terminal) stderr.write('\n');
      if (isInterrupted) throw new CliError('Interrupted.', exitCodes.interrupted);
      if (done) throw new CliError(`Standard input ended before the question "${question}".`);
      return value;
    },
    close: () => lines.close(),
  };
}
