import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTable, tableInput } from './fixture.ts';
import { answer, changesByItem, wholePartition } from './random/answers.ts';
import { steps } from './random/steps.ts';
import { openStore, referenceMissing, requireReference, type Store } from './stores.ts';

requireReference('random requests');

/** Repeat a failure with the seed that it printed: `NORTHWIND_FUZZ_SEED=… npx vitest …`. */
const seed = Number(process.env['NORTHWIND_FUZZ_SEED'] ?? 20_261_121);

describe.skipIf(referenceMissing !== undefined)('random requests', () => {
  let stores: [Store, Store];
  let tableName: string;
  let run = 0;

  beforeAll(async () => {
    stores = await Promise.all([openStore('embedded'), openStore('DynamoDB Local')]);
    tableName = await createTable(stores[0].client);
    await stores[1].client.send(new CreateTableCommand(tableInput(tableName)));
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
  });

  it('get the same answers from both stores and leave the same items and stream', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        run += 1;
        const partition = (name: string) => `${name}-${run}`;
        for (const step of sequence) {
          const command = step(tableName, partition);
          const [ours, theirs] = await Promise.all(stores.map(({ client }) => answer(client, command)));
          expect({ request: command.input, outcome: ours }).toEqual({
            request: command.input,
            outcome: theirs,
          });
        }
        for (const name of ['p', 'q']) {
          const all = wholePartition(tableName, partition(name));
          const [ours, theirs] = await Promise.all(stores.map(({ client }) => answer(client, all)));
          expect(ours).toEqual(theirs);
        }
      }),
      { seed, numRuns: 40 },
    );
    const [ours, theirs] = await Promise.all(stores.map((store) => changesByItem(store, tableName)));
    expect(ours?.size).toBeGreaterThan(0);
    expect(ours).toEqual(theirs);
  });
});
