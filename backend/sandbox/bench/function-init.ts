/** What a function's bundle costs to load, as the init phase of a cold start does; a process of its own, since nothing may be loaded yet. */
import { createRequire } from 'node:module';
import path from 'node:path';

const bundle = path.resolve(process.argv[2] ?? '');
const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
// As Lambda's runtime loads a CommonJS module.
createRequire(import.meta.url)(bundle);
const { user, system } = process.cpuUsage(cpu);
const cpuMilliseconds = (user + system) / 1_000;
process.stdout.write(JSON.stringify({ milliseconds: performance.now() - startedAt, cpuMilliseconds }));
