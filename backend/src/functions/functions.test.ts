import { describe, expect, it } from 'vitest';
import { partitionPrefix, singlePartition } from '../data/keys.ts';
import { table } from '../data/table.ts';
import { functions as answering } from '../generated/manifest.ts';
import type { FunctionDefinition } from './definition.ts';
import { functions } from '../generated/functions.ts';
import { queues } from './resources.ts';

const definitions: readonly (readonly [string, FunctionDefinition])[] = Object.entries(functions);

describe('the definitions of the functions', () => {
  it('say of just those functions that the contract names that API Gateway triggers them', () => {
    const behindGateway = definitions.filter(([, { triggers }]) =>
      triggers.some(({ kind }) => kind === 'api'),
    );
    expect(behindGateway.map(([name]) => name).toSorted()).toEqual(Object.keys(answering).toSorted());
  });

  it.each(definitions)('%s reaches only keys that exist, and never all of them', (_, { access }) => {
    const known: string[] = [
      ...Object.values(partitionPrefix).map((prefix) => `${prefix}*`),
      ...Object.values(singlePartition),
    ];
    for (const one of access) {
      if (one.kind === 'table') for (const key of one.leadingKeys) expect(known).toContain(key);
      if (one.kind === 'bucket') for (const objects of one.objects) expect(objects).toMatch(/^\w+\/\*$/);
    }
  });

  it('leave a message hidden six times as long as its function may run', () => {
    for (const [, { triggers, timeout }] of definitions) {
      for (const trigger of triggers) {
        if (trigger.kind === 'queue') expect(queues[trigger.queue].visibilityTimeout).toBe(timeout * 6);
      }
    }
  });

  it('use every index of the table but those that only resolvers read', () => {
    const used = new Set(
      definitions.flatMap(([, { access }]) =>
        access.flatMap((one) => (one.kind === 'table' && one.on !== 'table' ? [...one.on] : [])),
      ),
    );
    expect(table.globalSecondaryIndexes.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([
      'gsi5',
    ]);
  });
});
