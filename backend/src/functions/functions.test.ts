import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { partitionPrefix, singlePartition } from '../data/keys.ts';
import { table } from '../data/table.ts';
import { functions as answering } from '../generated/manifest.ts';
import type { FunctionDefinition } from './definition.ts';
import { functions, queues, type FunctionName } from './index.ts';

const definitions: readonly (readonly [string, FunctionDefinition])[] = Object.entries(functions);
const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe('the definitions of the functions', () => {
  it('are one for each folder, each with a handler', () => {
    expect(definitions.map(([name]) => name).toSorted()).toEqual(folders.toSorted());
    for (const folder of folders)
      expect(existsSync(path.join(import.meta.dirname, folder, 'handler.ts'))).toBe(true);
  });

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

describe('the types of the functions', () => {
  it('refuse a definition without a handler and a handler without a definition', () => {
    const { 'health-api': health, ...others } = functions;
    // @ts-expect-error -- handlers.ts knows no such function
    const extra = { ...functions, 'no-such-function': health } satisfies Record<
      FunctionName,
      FunctionDefinition
    >;
    // @ts-expect-error -- health-api has a handler and no definition here
    const missing: Record<FunctionName, FunctionDefinition> = others;
    expect(Object.keys(extra).length - Object.keys(missing).length).toBe(2);
  });
});
