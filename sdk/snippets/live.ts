import { readFile, writeFile } from 'node:fs/promises';
import { isSequenceGapError } from '@northwind/sdk';
import { lockerId, northwind } from './manager.ts';

let after = Number(await readFile('cursor.txt', 'utf8').catch(() => '0'));

for (;;) {
  try {
    for await (const event of northwind.live.lockerEvents({ lockerId, after })) {
      console.log(event.sequence, event.type, event.compartmentId); // take your time
      after = event.sequence;
      await writeFile('cursor.txt', String(after)); // go on here tomorrow
    }
  } catch (error) {
    if (!isSequenceGapError(error)) throw error;
    console.error(`Event ${error.sequence} of ${error.lockerId} is lost`); // tell somebody, then go on behind it
    after = error.sequence;
  }
}
