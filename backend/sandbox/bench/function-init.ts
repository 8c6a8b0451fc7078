/** What a function's bundle costs to load, as the init phase of a cold start does; a process of its own, since nothing may be loaded yet. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const bundle = path.resolve(process.argv[2] ?? '');
const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
await import(pathToFileURL(bundle).href);
const { user, system } = process.cpuUsage(cpu);
const cpuMilliseconds = (user + system) / 1_000;
process.stdout.write(JSON.stringify({ milliseconds: performance.now() - startedAt, cpuMilliseconds }));
