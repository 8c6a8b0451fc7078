/**
 * Makes lockers' histories whole after a Region was lost, in the Region that is written to, with the AWS credentials of whoever runs it:
 *
 *     AWS_REGION=eu-west-1 TABLE_NAME=northwind-prod node backend/infra/deploy/mend.ts
 */
import { mendHistories } from '../../src/data/locker-history.ts';
import { connectTable } from '../../src/data/table-client.ts';

const mended = await mendHistories(connectTable());
for (const { lockerId, before, after, filled } of mended)
  console.log(`${lockerId}: from ${before} to ${after}, placeholders for ${filled.join(', ') || 'none'}`);
console.log(`${mended.length} histories were not whole.`);
