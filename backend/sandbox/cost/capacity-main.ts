/** `npm run capacity`: which of AWS's quotas December's peak, and ten times of it, meets first. `--write` keeps it as CAPACITY.md. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { capacityReport } from './capacity-report.ts';
import { measure } from './measure.ts';

const text = capacityReport(await measure());
console.log(text);
if (process.argv.includes('--write')) await writeFile(path.join(import.meta.dirname, 'CAPACITY.md'), text);
