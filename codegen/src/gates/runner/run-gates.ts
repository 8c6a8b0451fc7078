import { spawn } from 'node:child_process';
import type { Gate } from './gates.ts';

export interface GateResult {
  readonly gate: Gate;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
  readonly exitCode: number;
}

/** Runs one gate's command and keeps what it printed, so that only a red gate makes noise. */
function run(gate: Gate): Promise<GateResult> {
  const started = performance.now();
  return new Promise((resolve) => {
    let output = '';
    const [command, ...args] = gate.command;
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const finish = (exitCode: number): void =>
      resolve({
        gate,
        passed: exitCode === 0,
        exitCode,
        seconds: (performance.now() - started) / 1000,
        output: output.trim(),
      });
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => {
      output += `cannot run ${command}: ${error.message}`;
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}

/** Runs gates `width` at a time, in order, each after the gate it names; a gate whose base failed still runs, so that one run shows all. */
export async function runGates(
  gates: readonly Gate[],
  width: number,
  report: (result: GateResult) => void,
): Promise<GateResult[]> {
  const waiting = [...gates];
  const running = new Set<Promise<void>>();
  const done = new Map<string, GateResult>();
  while (waiting.length > 0 || running.size > 0) {
    const ready = waiting.findIndex((gate) => gate.after === undefined || done.has(gate.after));
    if (ready === -1 && running.size === 0) {
      throw new Error(
        `gate "${waiting[0]?.name}" waits for "${waiting[0]?.after}", which is no gate of this run`,
      );
    }
    if (ready === -1 || running.size >= width) {
      await Promise.race(running);
      continue;
    }
    const [gate] = waiting.splice(ready, 1) as [Gate];
    const task = run(gate).then((result) => {
      done.set(gate.name, result);
      running.delete(task);
      report(result);
    });
    running.add(task);
  }
  return gates.map((gate) => done.get(gate.name)).filter((result) => result !== undefined);
}

/** The gates whose names have one of the words in them, and those that they wait for; all of them without a word. */
export function chooseGates(gates: readonly Gate[], words: readonly string[]): Gate[] {
  if (words.length === 0) return [...gates];
  const isNamed = ({ name }: Gate): boolean =>
    words.some((word) => name.toLowerCase().includes(word.toLowerCase()));
  const needed = new Set(gates.filter(isNamed).map(({ after }) => after));
  return gates.filter((gate) => isNamed(gate) || needed.has(gate.name));
}
