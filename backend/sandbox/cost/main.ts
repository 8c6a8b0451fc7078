/**
 * `npm run cost`: what a month of the stated traffic costs on AWS, by service, channel and operation. `--write` agrees to what was
 * measured: it writes `cost.json`, which a test holds the backend to, and the documents in this folder.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { capacityReport } from './capacity-report.ts';
import { billDifference, differences, readAgreedEfforts, writeAgreedEfforts } from './efforts.ts';
import { measure } from './measure.ts';
import { picture } from './picture.ts';
import { report } from './report.ts';

const write = process.argv.includes('--write');
const measured = await measure();
const text = report(measured);
console.log(text);

if (write) {
  await writeAgreedEfforts(measured.efforts);
  await writeFile(path.join(import.meta.dirname, 'COST.md'), text);
  await writeFile(path.join(import.meta.dirname, 'cost.svg'), picture(measured));
  await writeFile(path.join(import.meta.dirname, 'CAPACITY.md'), capacityReport(measured));
} else {
  const agreed = await readAgreedEfforts();
  const changes = differences(agreed, measured.efforts);
  const difference = billDifference(agreed, measured);
  for (const line of changes) console.error(`changed: ${line}`);
  if (changes.length > 0) {
    const sum = difference === undefined ? '' : ` December's bill changes by ${Math.round(difference)} USD.`;
    console.error(`Other efforts than agreed.${sum} Agree to them with \`npm run cost -- --write\`.`);
    process.exitCode = 1;
  }
}
