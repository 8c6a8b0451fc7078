import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences } from './differences.ts';
import { createTable, tableInput } from './fixture.ts';
import { outcome, type Command } from './outcome.ts';
import { conditionsOn } from './requests/conditions.ts';
import { reads } from './requests/reads.ts';
import { tables } from './requests/tables.ts';
import { transactions } from './requests/transactions.ts';
import { writes } from './requests/writes.ts';
import { comparable } from './comparable.ts';
import { openStore, referenceMissing, requireReference, type Store } from './stores.ts';

requireReference('the agreement of the stores');

/** The same requests, one after another, to both stores. What comes back must be the same but for `differences`. */
describe.skipIf(referenceMissing !== undefined)('the embedded store and DynamoDB Local agree', () => {
  let embedded: Store;
  let reference: Store;

  beforeAll(async () => {
    [embedded, reference] = await Promise.all([openStore('embedded'), openStore('DynamoDB Local')]);
  });
  afterAll(async () => {
    await Promise.all([embedded.close(), reference.close()]);
  });

  const groups: Record<string, (tableName: string) => Record<string, Command>> = {
    writes,
    conditions: conditionsOn,
    reads,
    transactions,
    tables,
  };
  for (const [group, requestsOn] of Object.entries(groups)) {
    describe(group, () => {
      let requests: Record<string, Command>;
      beforeAll(async () => {
        const tableName = await createTable(embedded.client);
        await reference.client.send(new CreateTableCommand(tableInput(tableName)));
        requests = requestsOn(tableName);
      });
      for (const name of Object.keys(requestsOn('names-only'))) {
        it(name in differences ? `${name}: known to differ` : name, async () => {
          const request = requests[name] as Command;
          const [ours, theirs] = [
            comparable(await outcome(embedded.client, request)),
            comparable(await outcome(reference.client, request)),
          ];
          if (name in differences)
            expect(ours, 'no longer differs: remove it from differences.ts').not.toEqual(theirs);
          else expect(ours).toEqual(theirs);
        });
      }
    });
  }

  it('lists no difference that is not tried', () => {
    const tried = Object.values(groups).flatMap((requestsOn) => Object.keys(requestsOn('names-only')));
    expect(tried).toEqual(expect.arrayContaining(Object.keys(differences)));
  });
});
