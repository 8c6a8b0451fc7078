/** On what was measured: a number says little without it. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';

/** The machine, in words. */
export function machine(): string {
  return `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'CPU'}`;
}

/** Processes that wanted a CPU in the last minute; above the number of CPUs, times say more about the others than about us. */
export function load(): string {
  return `load ${loadavg()[0]!.toFixed(1)}`;
}

/**
 * Seconds of CPU that another process has used, or undefined where there is no /proc (Linux, "proc(5)": utime and stime, counted in
 * hundredths). Unlike times, they are the same on a busy machine.
 */
export function cpuSecondsOf(processId: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    // The second field, the command in parentheses, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}
