import { diff } from '@graphql-inspector/core';
import { describe, expect, it } from 'vitest';
import { deployedSchema } from './deployed-schema.ts';
import { buildContract, readSchemaText } from '../../contract/graphql/schema.ts';

const deployed = deployedSchema(await readSchemaText());

describe('the schema that is deployed', () => {
  it('is the contract, but for its descriptions', async () => {
    const changes = await diff(buildContract(await readSchemaText()), buildContract(deployed));
    expect(changes.filter(({ type }) => !/DESCRIPTION/.test(type))).toEqual([]);
  });

  it('has no string descriptions, which AppSync does not parse', () => {
    expect(deployed).not.toContain('"""');
    const outside = deployed
      .replace(/#.*/g, '')
      .replace(/\(cognito_groups: \[[^\]]*\]\)|\(mutations: \[[^\]]*\]\)/g, '');
    expect(outside).not.toContain('"');
  });

  it('tells what fields are in comments', () => {
    expect(deployed).toContain(
      "  # The sequence of the locker's latest event; 0 if nothing has happened yet.\n  sequence: Int!",
    );
  });

  it('has no comment within an enumeration, and tells of its values before it', () => {
    for (const [values] of deployed.matchAll(/^enum [\s\S]*?^\}/gm)) expect(values).not.toContain('#');
    expect(deployed).toContain('# ONLINE: Takes new deliveries. REST: `online`.\n');
  });
});
